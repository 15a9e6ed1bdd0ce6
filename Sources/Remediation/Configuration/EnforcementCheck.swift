internal import Basics
internal import Documents
internal import RuleEngine

/// What operator and organization do not let a repository change.
struct EnforcementCheck {
    /// The layers that enforce.
    let base: ConfigurationNode
    let enforced: [OperatorPolicy.Enforced]

    /// The tree with every refused value put back, and what was refused.
    func apply(to tree: ConfigurationNode) -> (ConfigurationNode, [ConfigurationProblem]) {
        var tree = tree
        var problems: [ConfigurationProblem] = []
        for item in enforced where item.override != .allowed {
            let wanted = base[path: item.path]
            let given = tree[path: item.path]
            guard given?.value != wanted?.value else { continue }
            if item.override == .tightenOnly, let given,
                Self.isTighter(given, than: wanted, strictness(of: item.path))
            {
                continue
            }
            tree = tree.setting(item.path, to: wanted)
            let source = Self.culprit(given, in: tree) ?? item.source
            guard let place = source.location else { continue }
            problems.append(
                ConfigurationProblem(
                    .refusedOverride, at: place, reason(item, given: given, wanted: wanted),
                    remedy: "remove it, or ask whoever keeps \(item.source.file ?? "the policy")"))
        }
        return (tree, problems.sorted())
    }

    private func strictness(of path: [String]) -> ConfigurationKey.Strictness? {
        ConfigurationTable.keys.key(at: path)?.strictness
    }

    private func reason(
        _ item: OperatorPolicy.Enforced, given: ConfigurationNode?, wanted: ConfigurationNode?
    ) -> String {
        let key = item.path.joined(separator: ".")
        let value = given.map { $0.value.inline } ?? "nothing"
        let allowed = wanted.map { $0.value.inline } ?? "nothing"
        let how = item.override == .none ? "is" : "may be tightened only, from"
        return "\(key) \(how) \(allowed) by \(item.source), so \(value) does not count"
    }

    private static func culprit(
        _ given: ConfigurationNode?, in tree: ConfigurationNode
    ) -> ConfigurationSource? {
        guard let given else { return nil }
        if case .list(let items, let own) = given {
            return items.map(\.source).max { $0.layer < $1.layer } ?? own
        }
        return given.paths.map(\.node.source).max { $0.layer < $1.layer } ?? given.source
    }

    /// Whether a value is as tight as another or tighter; false where the key has no order.
    static func isTighter(
        _ given: ConfigurationNode, than wanted: ConfigurationNode?,
        _ strictness: ConfigurationKey.Strictness?
    ) -> Bool {
        guard let strictness else { return false }
        switch strictness {
        case .order(let names):
            guard let new = given.text.flatMap({ names.firstIndex(of: $0) }) else { return false }
            guard let old = wanted?.text.flatMap({ names.firstIndex(of: $0) }) else { return true }
            return new >= old
        case .smaller:
            guard let new = given.text.flatMap({ Int($0) }) else { return false }
            guard let old = wanted?.text.flatMap({ Int($0) }) else { return true }
            return new <= old
        case .fewer: return Set(given.texts).isSubset(of: Set(wanted?.texts ?? []))
        case .only(let text): return given.text == text
        }
    }
}
