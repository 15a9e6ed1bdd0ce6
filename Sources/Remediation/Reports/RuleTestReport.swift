internal import Basics
package import RuleEngine

/// How the cases of packs went, for people and for programs.
package struct RuleTestReport: Sendable {
    /// The formats of the report.
    package enum Format: String, CaseIterable, Sendable { case text, json, junit }

    package let results: [RuleTestResult]
    /// What became of each change to a rule; nil when the rules were not changed.
    package var mutations: [RuleMutationResult]?
    /// What became of each pair of rules; nil when they were not tried together.
    package var pairs: [ConfluenceResult]?

    /// A report of the cases alone.
    package init(results: [RuleTestResult]) { self.results = results }

    /// Whether nothing failed and nothing is missing.
    package var isPassed: Bool {
        results.allSatisfy(\.isPassed) && !(mutations ?? []).contains(where: \.isFailure)
            && !(pairs ?? []).contains(where: \.isFailure)
    }

    /// The report in a format, with its last line end.
    package func text(_ format: Format, isVerbose: Bool = false) -> String {
        switch format {
        case .text: plainText(isVerbose: isVerbose)
        case .json: json.text() + "\n"
        case .junit: junit
        }
    }

    private func plainText(isVerbose: Bool) -> String {
        var text = ""
        for result in results {
            if !result.isPassed {
                text += Self.line("FAILED  \(result.ruleID): \(result.name) (\(result.source))")
                text += result.failures.map(Self.indented).joined()
            } else if isVerbose {
                let count = result.variants.count
                text += Self.line("ok      \(result.ruleID): \(result.name) (\(count) variants)")
            }
            guard isVerbose else { continue }
            for skip in result.skipped {
                text += Self.line("        without \(skip.name): \(skip.reason)")
            }
        }
        for mutation in mutations ?? [] where mutation.isUncovered {
            text += Self.line(
                "FAILED  \(mutation.ruleID): not covered: \(mutation.change) (\(mutation.source)); no case fails without it"
            )
        }
        for mutation in mutations ?? [] {
            guard case .notTried(let reason) = mutation.verdict else { continue }
            text += Self.line("UNTRIED \(mutation.ruleID): not changed, because \(reason)")
        }
        for pair in pairs ?? [] {
            guard let difference = pair.difference, pair.isFailure || isVerbose else { continue }
            let state = pair.isFailure ? "FAILED " : "known  "
            text += Self.line(
                "\(state) \(pair.first), \(pair.second): the order of their patches matters")
            text += Self.indented(difference)
            if pair.isFailure {
                text += Self.indented(
                    "change one of the patches, or say so with `conflicts_with: [\(pair.second)]`")
            }
        }
        return text + summary
    }

    private var summary: String {
        let failed = results.count { !$0.isPassed }
        let variants = results.reduce(0) { $0 + $1.variants.count }
        let skipped = results.reduce(0) { $0 + $1.skipped.count }
        var text =
            "\(results.count - failed) cases passed, \(failed) failed, in \(variants) variants; "
            + "\(skipped) variants did not fit\n"
        if let mutations {
            text += Self.summary(of: mutations)
        }
        if let pairs {
            let declared = pairs.count { $0.difference != nil && $0.isDeclared }
            text +=
                "\(pairs.count) pairs of patches: \(pairs.count(where: \.isFailure)) depend on the order, "
                + "\(declared) are said to\n"
        }
        return text
    }

    private static func summary(of mutations: [RuleMutationResult]) -> String {
        let untried = mutations.count { if case .notTried = $0.verdict { true } else { false } }
        let caught = mutations.count { if case .caught = $0.verdict { true } else { false } }
        let uncovered = mutations.count(where: \.isUncovered)
        let count = mutations.count - untried
        return "\(count) changes of rules: \(caught) noticed by a case, \(uncovered) not covered, "
            + "\(count - caught - uncovered) without effect"
            + (untried > 0 ? "; \(untried) rules were not changed" : "") + "\n"
    }

    private static func line(_ text: String) -> String { "\(text.escapedForTerminal)\n" }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line("        \($0)") }.joined()
    }
}
