internal import FoundationEssentials

/// What a rule names and nobody asks for.
struct UsageLint {
    let rule: Rule
    let places: RuleSourceMap

    var problems: [RulePackError] {
        unusedFacts + unusedIDs + unusedCaptures + unusedVariables(rule.variables, path: ["vars"])
    }

    /// Variables that neither the rule nor, for a pack's, any other rule uses.
    func unusedVariables(_ declarations: [VariableDeclaration], path: [String]) -> [RulePackError] {
        declarations.filter { !usedNames.contains($0.name) }.map {
            RulePackError(
                location: places.location(of: path + [$0.name]) ?? rule.source,
                message: "nothing uses the variable `\($0.name)`; remove it")
        }
    }

    /// The names that templates and `var` leaves ask for.
    var usedNames: Set<String> { rule.variableNames }

    /// Leaves and operations that something asks for, by name.
    private var asked: Set<String> {
        var asked = Set(rule.detectors.compactMap(\.reference))
        asked.formUnion(rule.patch?.operations.flatMap(\.references) ?? [])
        asked.formUnion(usedNames.map { String($0.prefix { $0 != "." }) })
        return asked
    }

    private var unusedFacts: [RulePackError] {
        rule.facts.compactMap { fact in
            guard let id = fact.id, asked.isDisjoint(with: fact.subtree.compactMap(\.id)) else {
                return nil
            }
            return RulePackError(
                location: fact.source, message: "nothing asks for the fact `\(id)`; remove it")
        }
    }

    private var unusedIDs: [RulePackError] {
        // The branches of `any` may be named for the people who read the rule.
        let named = Set(rule.facts.compactMap(\.id) + rule.detectors.flatMap(\.branchIDs))
        let leaves = rule.detectors.compactMap { node -> RulePackError? in
            guard let id = node.id, !named.contains(id), !asked.contains(id) else { return nil }
            return RulePackError(
                location: node.source, message: "nothing asks for the id `\(id)`; remove it")
        }
        let operations = (rule.patch?.operations ?? []).compactMap { operation -> RulePackError? in
            guard let id = operation.id, !asked.contains(id) else { return nil }
            return RulePackError(
                location: operation.source, message: "nothing asks for the id `\(id)`; remove it")
        }
        return leaves + operations
    }

    /// Captures that no template asks for and that join no two leaves.
    private var unusedCaptures: [RulePackError] {
        let nodes = rule.detectors
        var counts: [String: Int] = [:]
        for name in nodes.flatMap({ Set($0.writtenCaptures) }) { counts[name, default: 0] += 1 }
        var used = usedNames
        for node in nodes {
            if case .bound(let name) = node.kind { used.insert(name) }
            if case .regex(let leaf) = node.kind, let group = leaf.group { used.insert(group) }
        }
        for operation in rule.patch?.operations ?? [] {
            if case .replace(let at, _) = operation.kind, let dot = at.firstIndex(of: ".") {
                used.insert(String(at[at.index(after: dot)...]))
            }
        }
        return nodes.flatMap { node in
            node.writtenCaptures.filter { !used.contains($0) && counts[$0] == 1 }.map {
                RulePackError(
                    location: node.source,
                    message: "nothing asks for the capture `\($0)`; remove it, or start it with `_`"
                )
            }
        }
    }
}

extension Rule {
    /// The names that templates and `var` leaves ask for: variables, captures, and what leaves give.
    package var variableNames: Set<String> {
        var names = Set(templates.flatMap(\.names))
        for detector in detectors {
            if case .variable(let name) = detector.kind { names.insert(name) }
        }
        return names
    }

    /// Every template of the rule.
    var templates: [Template] {
        var templates = [message] + (patch?.touches ?? [])
        templates += detectors.flatMap(\.templates)
        templates += detectors.compactMap { $0.reason.flatMap { try? Template(parsing: $0) } }
        templates += patch?.operations.flatMap(\.templates) ?? []
        return templates
    }
}

extension Detector {
    /// The names of the parts of an `any`.
    fileprivate var branchIDs: [String] {
        if case .any(let parts) = kind { parts.compactMap(\.id) } else { [] }
    }

    /// The captures that the node's author has named, but those that a query itself compares.
    fileprivate var writtenCaptures: [String] {
        switch kind {
        case .treeSitter(let leaf):
            return leaf.captureNames.filter { name in
                !name.hasPrefix("_") && leaf.query.split(separator: "@\(name)").count <= 2
            }
        case .regex, .path, .dockerfile: return captures.filter { !$0.hasPrefix("_") }
        case .code(let leaf):
            if case .assignCall(let target?, _) = leaf.form { return [target] }
            return []
        // What other leaves bind is theirs to decide.
        default: return []
        }
    }
}
