internal import Basics
internal import RuleEngine

/// What another configuration would change for the same files, in sentences.
package struct ConfigurationPreview: Sendable {
    private let before: Side
    private let after: Side
    private let rules: [String]

    /// A configuration and what it makes of the files.
    private struct Side: Sendable {
        var settings: RepositoryConfiguration
        var judgement: Judgement

        /// How many findings of each rule count.
        var counts: [String: Int] {
            judgement.findings.filter(\.counts).reduce(into: [:]) {
                $0[$1.finding.ruleID, default: 0] += 1
            }
        }
        /// The waivers of the repository itself that hold.
        var waivers: [Waiver] {
            judgement.waivers.filter { $0.status == .inForce && $0.waiver.origin == .repository }
                .map(\.waiver)
        }
    }

    /// A preview for rules by id.
    package init(
        before: (RepositoryConfiguration, Judgement), after: (RepositoryConfiguration, Judgement),
        rules: [String]
    ) {
        self.before = Side(settings: before.0, judgement: before.1)
        self.after = Side(settings: after.0, judgement: after.1)
        self.rules = Set(rules).sorted()
    }

    /// A sentence for each effect: modes first, then findings, waivers, and the pull request.
    package var effects: [String] { modes + findings + waivers + pullRequest }

    private var modes: [String] {
        if before.settings.mode != after.settings.mode {
            let words =
                "The repository goes from \(before.settings.mode.rawValue) to \(after.settings.mode.rawValue)."
            return [words]
                + ruleModes.filter { after.settings.rules[$0.rule]?.mode != nil }.map(\.words)
        }
        return ruleModes.map(\.words)
    }

    private var ruleModes: [(rule: String, words: String)] {
        rules.compactMap { rule in
            let (old, new) = (before.settings.mode(of: rule), after.settings.mode(of: rule))
            return old == new
                ? nil : (rule, "\(rule) goes from \(old.rawValue) to \(new.rawValue).")
        }
    }

    private var findings: [String] {
        let (old, new) = (before.counts, after.counts)
        return Set(old.keys).union(new.keys).sorted().compactMap { rule in
            let (had, has) = (old[rule] ?? 0, new[rule] ?? 0)
            guard had != has else { return nil }
            let change = abs(has - had).of(has > had ? "more finding" : "finding")
            return has > had
                ? "\(rule): \(change) would count (\(has) instead of \(had))."
                : "\(rule): \(change) would no longer count (\(has) instead of \(had))."
        }
    }

    private var waivers: [String] {
        let (old, new) = (before.waivers, after.waivers)
        func isIn(_ list: [Waiver], _ waiver: Waiver) -> Bool {
            list.contains {
                $0.ruleID == waiver.ruleID && $0.scope == waiver.scope
                    && $0.expires == waiver.expires
            }
        }
        return new.filter { !isIn(old, $0) }.map {
            "A waiver of \($0.ruleID) would hold until \($0.expires) (\($0.id))."
        }
            + old.filter { !isIn(new, $0) }.map {
                "The waiver of \($0.ruleID) until \($0.expires) would be gone (\($0.id))."
            }
    }

    private var pullRequest: [String] {
        func patches(_ settings: RepositoryConfiguration) -> Bool {
            rules.contains { settings.mode(of: $0) == .fix }
        }
        switch (patches(before.settings), patches(after.settings)) {
        case (true, false): return ["Nothing would be patched: an open pull request is closed."]
        case (false, true): return ["What can be patched would be proposed."]
        default: return []
        }
    }
}
