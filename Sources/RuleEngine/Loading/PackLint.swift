internal import Basics
internal import FoundationEssentials

/// What is wrong with a pack that can be loaded: mistakes that cost trust, not those that stop it from being read.
package enum PackLint {
    /// The problems of a pack, sorted by place; none for a pack that is as it should be.
    package static func problems(in pack: RulePack) -> [RulePackError] {
        var problems: [RulePackError] = []
        let policies = Policies(folder: "\(pack.folder)/policies")
        for rule in pack.rules {
            problems += rule.policyProblems(policies)
            problems += rule.expressionProblems
            problems += rule.testProblems
            problems += rule.safetyProblems
            problems += rule.unusedFacts
            problems += rule.unusedVariables(of: rule.variables, in: [rule], at: rule.source)
        }
        let header = SourceLocation(file: "\(pack.folder)/pack.yaml", line: 1, column: 1)
        if let rule = pack.rules.first {
            problems += rule.unusedVariables(of: pack.variables, in: pack.rules, at: header)
        }
        problems += unusedTestFolders(of: pack)
        return problems.sorted()
    }

    /// Folders of cases that no rule's tests name.
    static func unusedTestFolders(of pack: RulePack) -> [RulePackError] {
        let used = Set(pack.rules.flatMap(\.tests).compactMap(\.folder))
        let base = "\(pack.folder)/tests"
        let rules = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
        return rules.sorted().flatMap { rule in
            let cases = (try? FileManager.default.contentsOfDirectory(atPath: "\(base)/\(rule)"))
            return (cases ?? []).sorted().filter { !used.contains("tests/\(rule)/\($0)") }.map {
                RulePackError(file: "\(base)/\(rule)/\($0)", message: "no test names this folder")
            }
        }
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
    fileprivate func policyProblems(_ documents: Policies) -> [RulePackError] {
        if policies.isEmpty { return [problem("the rule cites no policy")] }
        return policies.flatMap { policy -> [RulePackError] in
            guard let document = documents[policy.document] else {
                let hint = NearestName.hint(for: policy.document, among: documents.names)
                return [problem("there is no policy \(policy.document)\(hint)")]
            }
            guard document.headings.contains(policy.section) else {
                let hint = NearestName.hint(for: policy.section, among: document.headings)
                return [
                    problem("\(policy.document) has no section `\(policy.section)`\(hint)")
                ]
            }
            if document.states(policy.clause, inSection: policy.section) { return [] }
            return [
                problem(
                    "the clause `\(policy.clause)` does not stand in section `\(policy.section)` of "
                        + policy.document)
            ]
        }
    }

    /// Patterns that cannot be compiled.
    fileprivate var expressionProblems: [RulePackError] {
        var expressions = detectors.flatMap { node in node.expressions.map { ($0, node.source) } }
        for operation in patch?.operations ?? [] {
            expressions += operation.expressions.map { ($0, operation.source) }
        }
        return expressions.compactMap { pattern, source in
            do throws(RegularExpression.SyntaxError) {
                _ = try RegularExpression(pattern)
                return nil
            } catch {
                let message = "pattern, at byte \(error.offset + 1): \(error.reason)"
                return RulePackError(location: source, message: message)
            }
        }
    }

    /// Kinds of test cases that every rule must have.
    fileprivate var testProblems: [RulePackError] {
        ["fail", "pass", "not_applicable"].filter { kind in
            !tests.contains { $0.outcome == kind }
        }.map { problem("no test case with the outcome \($0)") }
    }

    /// What may never be called safe.
    fileprivate var safetyProblems: [RulePackError] {
        guard let patch, patch.safety == .safe else { return [] }
        return patch.operations.compactMap { operation in
            switch operation.kind {
            case .delete, .dockerfile(_, .delete): break
            default: return nil
            }
            return RulePackError(location: operation.source, message: "`delete` is never safe")
        }
    }

    /// Variables that nothing in some rules uses.
    fileprivate func unusedVariables(
        of declarations: [VariableDeclaration], in rules: [Rule], at place: SourceLocation
    ) -> [RulePackError] {
        let used = Set(rules.flatMap(\.usedNames))
        return declarations.filter { !used.contains($0.name) }.map {
            RulePackError(location: place, message: "nothing uses the variable `\($0.name)`")
        }
    }

    /// Facts that no condition, no other node and no template asks for.
    fileprivate var unusedFacts: [RulePackError] {
        var asked = Set(detectors.compactMap(\.reference))
        asked.formUnion(patch?.operations.flatMap(\.references) ?? [])
        asked.formUnion(templates.flatMap(\.names).map { String($0.prefix { $0 != "." }) })
        return facts.compactMap { fact in
            guard let id = fact.id else { return nil }
            let names = fact.subtree.compactMap(\.id)
            guard asked.isDisjoint(with: names) else { return nil }
            return RulePackError(
                location: fact.source, message: "nothing asks for the fact `\(id)`")
        }
    }

    /// The names that templates and `var` leaves ask for.
    private var usedNames: [String] {
        let asked: [String] = detectors.compactMap {
            if case .variable(let name) = $0.kind { name } else { nil }
        }
        return templates.flatMap(\.names) + asked
    }

    /// Every template of the rule.
    private var templates: [Template] {
        var templates = [message] + (patch?.touches ?? [])
        templates += detectors.flatMap(\.templates)
        templates += detectors.compactMap { $0.reason.flatMap { try? Template(parsing: $0) } }
        templates += patch?.operations.flatMap(\.templates) ?? []
        return templates
    }

    private func problem(_ message: String) -> RulePackError {
        RulePackError(location: source, message: message)
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
