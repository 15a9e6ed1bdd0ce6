/// A rule with one thing changed, which some case of the rule must notice.
struct RuleMutant {
    /// What kind of thing was changed.
    enum Kind: Hashable {
        case detection, condition, precondition, operation, limit
    }

    let kind: Kind
    /// What was changed, in words for people.
    let change: String
    let source: SourceLocation
    let rule: Rule
    /// Why no case can notice; nil where one could.
    var equivalence: String?
}

extension Rule {
    /// The rule with each of its parts taken away in turn, in the order of the file.
    func mutants(_ places: RuleSourceMap) -> [RuleMutant] {
        conditionMutants(places) + detectionMutants + preconditionMutants + operationMutants
            + limitMutants(places)
    }

    private func mutant(
        _ kind: RuleMutant.Kind, _ change: String, _ source: SourceLocation,
        _ edit: (inout Rule) -> Void
    ) -> RuleMutant {
        var rule = self
        edit(&rule)
        return RuleMutant(kind: kind, change: change, source: source, rule: rule)
    }

    private func conditionMutants(_ places: RuleSourceMap) -> [RuleMutant] {
        let when = applicability
        var mutants: [RuleMutant] = []
        func add(_ path: [String], _ edit: (inout Applicability) -> Void) {
            let name = "`when.\(path.joined(separator: "."))`"
            let place = places.location(of: ["when"] + path) ?? source
            mutants.append(mutant(.condition, name, place) { edit(&$0.applicability) })
        }
        if !when.languages.isEmpty { add(["languages"]) { $0.languages = [] } }
        for (index, dependency) in when.dependencies.enumerated() {
            let place = places.location(of: ["when", "depends_on", "\(index)"]) ?? source
            let name = "`when.depends_on` \(dependency.package)"
            mutants.append(
                mutant(.condition, name, place) { $0.applicability.dependencies.remove(at: index) })
        }
        if !when.existsAny.isEmpty { add(["exists", "any"]) { $0.existsAny = [] } }
        if !when.existsAll.isEmpty { add(["exists", "all"]) { $0.existsAll = [] } }
        if !when.existsNone.isEmpty { add(["exists", "none"]) { $0.existsNone = [] } }
        // At file scope these are the files that are evaluated at all.
        if !when.include.isEmpty, when.scope != .file {
            add(["paths", "include"]) { $0.include = [] }
        }
        if !when.exclude.isEmpty { add(["paths", "exclude"]) { $0.exclude = [] } }
        mutants += globMutants(places)
        guard let condition = when.condition else { return mutants }
        add(["expr"]) { $0.condition = nil }
        for part in condition.mutants where part.detector != nil {
            mutants.append(
                mutant(.condition, part.change, part.source) {
                    $0.applicability.condition = part.detector
                })
        }
        return mutants
    }

    /// The rule without one of several globs of a list of `when`.
    private func globMutants(_ places: RuleSourceMap) -> [RuleMutant] {
        let lists: [([String], WritableKeyPath<Applicability, [String]>)] = [
            (["exists", "any"], \.existsAny), (["exists", "all"], \.existsAll),
            (["exists", "none"], \.existsNone), (["paths", "include"], \.include),
            (["paths", "exclude"], \.exclude),
        ]
        return lists.flatMap { path, list in
            let globs = applicability[keyPath: list]
            guard globs.count > 1 else { return [RuleMutant]() }
            return globs.enumerated().map { index, glob in
                let path = ["when"] + path
                let place = places.location(of: path + ["\(index)"]) ?? places.location(of: path)
                let name = "the glob `\(glob)` of `\(path.joined(separator: "."))`"
                return mutant(.condition, name, place ?? source) {
                    $0.applicability[keyPath: list].remove(at: index)
                }
            }
        }
    }

    private var detectionMutants: [RuleMutant] {
        var mutants = detector.mutants.compactMap { part in
            part.detector.map { tree in
                mutant(.detection, part.change, part.source) { $0.detector = tree }
            }
        }
        for (index, fact) in facts.enumerated() {
            for part in fact.mutants {
                guard var tree = part.detector else { continue }
                tree.id = fact.id
                mutants.append(
                    mutant(.detection, part.change, part.source) { $0.facts[index] = tree })
            }
        }
        return mutants
    }

    private var preconditionMutants: [RuleMutant] {
        preconditions.enumerated().flatMap { index, precondition in
            let name = "the precondition `\(precondition.reason ?? precondition.words)`"
            let dropped = mutant(.precondition, name, precondition.source) {
                $0.patch?.preconditions.remove(at: index)
            }
            let parts = precondition.mutants.compactMap { part -> RuleMutant? in
                guard var tree = part.detector else { return nil }
                tree.reason = precondition.reason
                return mutant(.detection, "\(part.change) in a precondition", part.source) {
                    $0.patch?.preconditions[index] = tree
                }
            }
            return [dropped] + parts
        }
    }

    private var operationMutants: [RuleMutant] {
        (patch?.operations ?? []).enumerated().flatMap { index, operation in
            // Of a single operation nothing would be left, which every case with a patch notices.
            var mutants = [
                mutant(.operation, "the operation `\(operation.kind.key)`", operation.source) {
                    $0.patch?.operations.remove(at: index)
                }
            ]
            for id in operation.requiredLeaves {
                mutants.append(
                    mutant(.condition, "`if: \(id)`", operation.source) {
                        $0.patch?.operations[index].requiredLeaves.removeAll { $0 == id }
                    })
            }
            for id in operation.excludedLeaves {
                mutants.append(
                    mutant(.condition, "`unless: \(id)`", operation.source) {
                        $0.patch?.operations[index].excludedLeaves.removeAll { $0 == id }
                    })
            }
            return mutants
        }
    }

    private func limitMutants(_ places: RuleSourceMap) -> [RuleMutant] {
        guard let limits = patch?.limits else { return [] }
        let widest = PatchRecipe.Limits()
        let all: [(String, WritableKeyPath<PatchRecipe.Limits, Int>)] = [
            ("files", \.files), ("added_lines", \.addedLines), ("removed_lines", \.removedLines),
        ]
        return all.compactMap { name, path in
            guard limits[keyPath: path] < widest[keyPath: path] else { return nil }
            let place = places.location(of: ["patch", "limits", name]) ?? source
            var mutant = mutant(.limit, "the limit of `\(name)`", place) {
                $0.patch?.limits[keyPath: path] = widest[keyPath: path]
            }
            if patch?.operations.allSatisfy({ $0.hasFixedSize(in: self) }) ?? false {
                mutant.equivalence = "the patch has the same size wherever it is applied"
            }
            return mutant
        }
    }
}

extension PatchOperation {
    /// Whether what the operation writes has as many lines in one repository as in another.
    ///
    /// Values of variables are single lines; what is captured in a repository need not be. A leaf that the finding
    /// does not bind is replaced at every match.
    fileprivate func hasFixedSize(in rule: Rule) -> Bool {
        guard case .replace(let target, let text) = kind else { return true }
        let parts = target.split(separator: ".", maxSplits: 1).map(String.init)
        guard let leaf = rule.detector.leafOnEveryWay(withID: parts.first ?? target) else {
            return false
        }
        return text.names.isEmpty && leaf.isWithinLine(capture: parts.count > 1 ? parts[1] : nil)
    }
}

extension Detector {
    /// The leaf with an id that every solution binds; nil below a `not`, a `count` or one of several ways.
    fileprivate func leafOnEveryWay(withID id: String) -> Detector? {
        if self.id == id { return isLeaf ? self : nil }
        guard case .all(let parts) = kind else { return nil }
        return parts.lazy.compactMap { $0.leafOnEveryWay(withID: id) }.first
    }

    /// Whether what the leaf matches, or captures, never goes over the end of a line; false where that is not known.
    fileprivate func isWithinLine(capture: String?) -> Bool {
        switch kind {
        case .workflow(let leaf): leaf.check == .unpinnedUses
        case .regex(let leaf):
            !["\\s", "\\n", "\\r", "\\R", "\\v", "\\W", "\\D", "[^", "(?s", "(?is", "(?ms", "\n"]
                .contains {
                    leaf.pattern.contains($0)
                }
        case .treeSitter(let leaf):
            capture.map { leaf.query.contains("(identifier) @\($0)") } ?? false
        default: false
        }
    }
}
