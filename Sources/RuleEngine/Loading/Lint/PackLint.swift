internal import Basics
internal import Documents
internal import FoundationEssentials

/// What is wrong with a pack that can be loaded: mistakes that cost trust, not those that stop it from being read.
package enum PackLint {
    /// The problems of a pack, sorted by place; none for a pack that is as it should be.
    ///
    /// `known` are the ids of all rules that there are; a pack alone knows its own.
    package static func problems(
        in pack: RulePack, known: Set<String>? = nil
    ) -> [RulePackError] {
        var problems: [RulePackError] = []
        let policies = Policies(folder: "\(pack.folder)/policies")
        let known = known ?? Set(pack.rules.map(\.id))
        var templates: Set<String> = []
        for rule in pack.rules {
            let places = RuleSourceMap(of: rule)
            templates.formUnion(places.texts(ofKey: "template"))
            problems += RuleLint(rule: rule, places: places, known: known).problems
            problems += rule.policyProblems(policies, places)
            problems += UsageLint(rule: rule, places: places).problems
            problems += TouchLint(rule: rule, places: places).problems
            problems += PatternLint(rule: rule).problems
        }
        problems += unusedVariables(of: pack)
        problems += unusedTemplates(of: pack, used: templates)
        problems += unusedTestFolders(of: pack)
        return Set(problems).sorted()
    }

    private static func unusedVariables(of pack: RulePack) -> [RulePackError] {
        let used = pack.rules.reduce(into: Set<String>()) { names, rule in
            names.formUnion(UsageLint(rule: rule, places: RuleSourceMap(file: "")).usedNames)
        }
        let header = RuleSourceMap(file: "\(pack.folder)/pack.yaml")
        return pack.variables.filter { !used.contains($0.name) }.map { variable in
            let place = header.location(of: ["vars", variable.name])
            let file = SourceLocation(file: "\(pack.folder)/pack.yaml", line: 1, column: 1)
            return RulePackError(
                location: place ?? file,
                message: "no rule uses the variable `\(variable.name)`; remove it")
        }
    }

    private static func unusedTemplates(
        of pack: RulePack, used: Set<String>
    ) -> [RulePackError] {
        let base = "\(pack.folder)/templates"
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: base)) ?? []
        return names.sorted().filter { name in
            var isFolder = false
            return FileManager.default.fileExists(atPath: "\(base)/\(name)", isDirectory: &isFolder)
                && !isFolder && !used.contains(name)
        }.map {
            RulePackError(file: "\(base)/\($0)", message: "no rule uses this template; remove it")
        }
    }

    /// Folders and files of cases that no rule's tests name.
    static func unusedTestFolders(of pack: RulePack) -> [RulePackError] {
        let cases = Set(pack.rules.flatMap(\.tests).compactMap(\.folder))
        let base = "\(pack.folder)/tests"
        let manager = FileManager.default
        var problems: [RulePackError] = []
        for rule in ((try? manager.contentsOfDirectory(atPath: base)) ?? []).sorted() {
            let fixtures = RuleSourceMap(file: "\(pack.folder)/\(rule).yaml").texts(
                ofKey: "fixture")
            for name in ((try? manager.contentsOfDirectory(atPath: "\(base)/\(rule)")) ?? [])
                .sorted()
            {
                let path = "\(base)/\(rule)/\(name)"
                let isFixture = fixtures.contains { $0 == name || $0.hasPrefix("\(name)/") }
                guard cases.contains("tests/\(rule)/\(name)") else {
                    if !isFixture {
                        problems.append(
                            RulePackError(file: path, message: "no test names this folder"))
                    }
                    continue
                }
                let known = ["before", "after", "case.yaml", "expect.yaml"]
                let inside = (try? manager.contentsOfDirectory(atPath: path)) ?? []
                problems += inside.sorted().filter { !known.contains($0) }.map {
                    RulePackError(file: "\(path)/\($0)", message: "no test reads this")
                }
            }
        }
        return problems
    }
}

/// The documents of a pack, each read once.
private final class Policies {
    private let folder: String
    private var documents: [String: PolicyDocument?] = [:]

    init(folder: String) { self.folder = folder }

    subscript(name: String) -> PolicyDocument? {
        if let known = documents[name] { return known }
        let document = FileManager.default.contents(atPath: "\(folder)/\(name)").map {
            PolicyDocument(text: String(decoding: $0, as: UTF8.self))
        }
        documents[name] = document
        return document
    }

    /// The names of the documents.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }
}

extension Rule {
    /// Citations that are not there.
    fileprivate func policyProblems(
        _ documents: Policies, _ places: RuleSourceMap
    ) -> [RulePackError] {
        if policies.isEmpty {
            return [
                RulePackError(
                    location: source,
                    message: "the rule cites no policy; name the sentence that asks for it")
            ]
        }
        return policies.enumerated().compactMap { index, policy in
            func problem(_ key: String, _ message: String) -> RulePackError {
                let place = places.location(of: ["policy", "\(index)", key])
                return RulePackError(location: place ?? source, message: message)
            }
            guard let document = documents[policy.document] else {
                let hint = NearestName.hint(for: policy.document, among: documents.names)
                return problem("doc", "there is no policy \(policy.document)\(hint)")
            }
            guard document.headings.contains(policy.section) else {
                let hint = NearestName.hint(for: policy.section, among: document.headings)
                return problem(
                    "section", "\(policy.document) has no section `\(policy.section)`\(hint)")
            }
            if document.states(policy.clause, inSection: policy.section) { return nil }
            return problem(
                "clause",
                "the clause `\(policy.clause)` does not stand in section `\(policy.section)` of "
                    + "\(policy.document); cite it word for word")
        }
    }
}

extension PatchOperation {
    /// The regular expressions of the operation.
    var expressions: [String] {
        func of(_ place: LinePlace) -> [String] {
            switch place {
            case .top, .bottom, .section: []
            case .before(let pattern), .after(let pattern): [pattern]
            }
        }
        switch kind {
        case .ensureLine(_, _, let match, let place): return [match].compactMap(\.self) + of(place)
        case .ensureBlock(_, _, let place, _): return of(place)
        default: return []
        }
    }
}
