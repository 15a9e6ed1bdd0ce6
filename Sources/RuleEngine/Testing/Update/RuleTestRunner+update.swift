internal import Documents
internal import FoundationEssentials
internal import Snapshots

extension RuleTestRunner {
    /// What `after` has to say in the cases whose patch now gives something else, or that have none; nothing is written.
    ///
    /// A case whose outcome, findings or patch are not as expected is left alone: then it is not `after` that is wrong.
    package func update(_ packs: [RulePack], only ids: Set<String>? = nil) -> RuleTestUpdate {
        var update = RuleTestUpdate()
        var sets = CompiledSets(packs: packs, grammars: grammars, queriesFolder: queriesFolder)
        for pack in packs {
            for rule in pack.rules where ids?.contains(rule.id) ?? true {
                var edits = RuleFileEdits(rule: rule)
                for test in rule.tests {
                    self.update(test, of: rule, in: pack, with: &sets, &edits, &update)
                }
                edits.finish(&update)
            }
        }
        return update
    }

    private func update(
        _ test: RuleTest, of rule: Rule, in pack: RulePack, with sets: inout CompiledSets,
        _ edits: inout RuleFileEdits, _ update: inout RuleTestUpdate
    ) {
        guard test.after != nil || test.patch == .applied,
            let alone = try? sets.set(only: rule.id, variables: test.variables),
            let result = try? PatchPlanner(
                compiled: alone, context: context(of: test),
                options: PatchOptions(allowsUnsafe: rule.patch?.safety == .unsafe)
            ).plan(on: MemorySnapshot(files: test.files))
        else { return }
        let name = "\(rule.id): \(test.name) (\(test.source))"
        var rest = test
        rest.after = nil
        let failures = RuleTestExpectation(test: rest, rule: rule).failures(of: result)
        let after = result.changes.compactMapValues { change -> [UInt8]? in
            if case .write(let bytes, _) = change { bytes } else { nil }
        }
        // Without an `after` nothing differs, but a case that came to nothing must not go by in silence.
        let isMissing = test.after == nil && !failures.isEmpty
        guard isMissing || after != test.after ?? [:] else { return }
        guard failures.isEmpty, after.count == result.changes.count, !after.isEmpty else {
            update.refused.append("\(name): \(failures.first ?? "the patch deletes files")")
            return
        }
        if let folder = test.folder {
            write(after, instead: test.after ?? [:], to: "\(pack.folder)/\(folder)/after", &update)
            update.updated.append(name)
        } else if let reason = edits.set(after, instead: test.after, of: test) {
            update.refused.append("\(name): \(reason)")
        } else {
            update.updated.append(name)
        }
    }

    private func write(
        _ after: [RepositoryPath: [UInt8]], instead before: [RepositoryPath: [UInt8]],
        to folder: String, _ update: inout RuleTestUpdate
    ) {
        for path in before.keys where after[path] == nil {
            update.files["\(folder)/\(path)"] = .delete
        }
        for (path, bytes) in after where before[path] != bytes {
            update.files["\(folder)/\(path)"] = .write(bytes)
        }
    }
}

/// Changes of `after` in a rule's own file, or in that of the cases' folder.
private struct RuleFileEdits {
    private let file: String
    private let document: DataDocument?
    private var edits: [TextEdit] = []

    init(rule: Rule) {
        file = rule.source.file
        document = FileManager.default.contents(atPath: file).flatMap {
            try? DataDocument(parsing: Array($0), format: .yaml)
        }
    }

    /// Notes what a case's `after` becomes; or says why it cannot be written.
    mutating func set(
        _ after: [RepositoryPath: [UInt8]], instead before: [RepositoryPath: [UInt8]]?,
        of test: RuleTest
    ) -> String? {
        guard let document, let path = path(of: test) else { return "its place was not found" }
        guard let before else { return add(after, at: path, in: document) }
        var added: [TextEdit] = []
        do throws(DataEditError) {
            for name in before.keys.sorted() where after[name] == nil {
                added += try document.deleting(path.appending(.key(name.description)))
            }
            for (name, bytes) in after.sorted(by: { $0.key < $1.key }) where before[name] != bytes {
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    return "\(name) is not UTF-8"
                }
                let place = path.appending(.key(name.description))
                if case .mapping? = document.node(at: place)?.content {
                    return "\(name) is written as a mapping, which has to be changed by hand"
                }
                added += try document.setting(place, to: .string(text))
            }
        } catch {
            return "\(file) cannot be edited: \(error)"
        }
        edits += added
        return nil
    }

    /// Notes an `after` where there is none.
    private mutating func add(
        _ after: [RepositoryPath: [UInt8]], at path: DataPath, in document: DataDocument
    ) -> String? {
        var members: [DataValue.Member] = []
        for (name, bytes) in after.sorted(by: { $0.key < $1.key }) {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                return "\(name) is not UTF-8"
            }
            members.append(.init(name.description, .string(text)))
        }
        do throws(DataEditError) {
            edits += try document.setting(path, to: .mapping(members))
        } catch {
            return "\(file) cannot be edited: \(error)"
        }
        return nil
    }

    func finish(_ update: inout RuleTestUpdate) {
        guard let document, !edits.isEmpty else { return }
        do throws(EditError) {
            update.files[file] = .write(try edits.applied(to: document.source.bytes))
        } catch {
            update.refused.append("\(file): the changes of its cases overlap")
        }
    }

    private func path(of test: RuleTest) -> DataPath? {
        guard let document, let root = document.roots.first, let tests = root["tests"] else {
            return nil
        }
        let (items, start): ([DataNode], DataPath) =
            tests.items.isEmpty
            ? (
                tests["cases"]?.items ?? [],
                DataPath(steps: [.key("tests"), .key("cases")])
            ) : (tests.items, DataPath(steps: [.key("tests")]))
        let index = items.firstIndex { item in
            let position = document.source.position(at: item.span.lowerBound)
            return position.line == test.source.line && position.column == test.source.column
        }
        return index.map { start.appending(.index($0)).appending(.key("after")) }
    }
}

extension DataDocument {
    /// The node that keys and numbers lead to.
    fileprivate func node(at path: DataPath) -> DataNode? {
        path.steps.reduce(roots.first) { node, step in
            switch step {
            case .key(let key): node?[key]
            case .index(let index): node?[index]
            default: nil
            }
        }
    }
}
