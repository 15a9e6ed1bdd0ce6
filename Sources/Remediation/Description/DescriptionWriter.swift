internal import Basics

/// Writes a description from the facts alone.
package enum DescriptionWriter {
    /// The prose that stands when no model is configured or its prose does not hold.
    package static func deterministic(_ facts: DescriptionFacts) -> DescriptionProse {
        DescriptionProse(
            summary: summary(facts), changes: changes(facts),
            policyCompliance: facts.citations.enumerated().map { index, citation in
                .init(citation: index + 1, text: compliance(citation, facts))
            },
            riskAssessment: riskAssessment(facts.approvals), rollout: rollout,
            testing: testing(facts.tests), reviewerNotes: reviewerNotes(facts),
            chatMessage: chatMessage(facts), stakeholderMessage: stakeholderMessage(facts),
            confidence: confidence(facts))
    }

    /// The parts of which the facts say nothing, at zero.
    private static func confidence(_ facts: DescriptionFacts) -> [DescriptionPart: Int] {
        var confidence: [DescriptionPart: Int] = [.rollout: 0]
        if facts.tests.verdict == .notRun { confidence[.testing] = 0 }
        if facts.citations.isEmpty { confidence[.policyCompliance] = 0 }
        return confidence
    }

    static func testing(_ tests: TestFacts) -> String {
        TestWords.sentences(
            tests, command: tests.command.map { plain($0, limit: 200) },
            reason: plain(tests.notRunReason ?? "", limit: 300))
    }

    private static func summary(_ facts: DescriptionFacts) -> String {
        var text = "This pull request corrects \(facts.findings.count.of("finding")) of "
        text += "\(facts.rules.count.of("rule")) in `\(plain(facts.service))` and changes "
        text += "\(facts.changedFiles.count.of("file"))\(novelty(facts.changedFiles))."
        let grave = facts.findings.filter {
            facts.severity(ofRule: $0.rule).map { $0 >= .high } ?? false
        }
        if !grave.isEmpty, let gravest = gravest(facts) {
            let count = facts.findings.count { facts.severity(ofRule: $0.rule) == gravest }
            text += " \(count) of the findings \(count == 1 ? "is" : "are") of severity "
            text += "\(gravest.rawValue)."
        }
        if !facts.advisories.isEmpty {
            let isOne = facts.advisories.count == 1
            text += " It replaces versions that the \(isOne ? "advisory" : "advisories") "
            text += "\(names(facts.advisories)) \(isOne ? "warns" : "warn") of."
        }
        if !facts.declined.isEmpty {
            let isOne = facts.declined.count == 1
            text += " \(facts.declined.count.of("finding")) \(isOne ? "is" : "are") left"
            text += " for people, for the \(isOne ? "reason" : "reasons") given below."
        }
        return text
    }

    private static func novelty(_ files: [DescriptionFacts.ChangedFile]) -> String {
        let count = files.count { $0.isNew }
        if count == 0 || count == files.count { return count == 0 ? "" : ", all of them new" }
        return ", \(count) of them new"
    }

    /// The gravest severity of the findings; nil without any.
    static func gravest(_ facts: DescriptionFacts) -> DescriptionFacts.Severity? {
        facts.findings.compactMap { facts.severity(ofRule: $0.rule) }.max()
    }

    /// What was done to each file; what a rule asks for is told where it is named first.
    private static func changes(_ facts: DescriptionFacts) -> [DescriptionProse.Change] {
        let findings = Dictionary(grouping: facts.findings, by: \.path)
        var told: Set<String> = []
        return facts.changedFiles.map { file in
            let named = file.rules.isEmpty ? findings[file.path]?.map(\.rule) ?? [] : file.rules
            let ids = named.enumerated().filter { named.firstIndex(of: $1) == $0 }.map(\.element)
            let verb = file.isNew ? "Added" : "Edited"
            let reasons = ids.map { id in
                let title = facts.rules.first { $0.id == id }.map { plain($0.title, limit: 200) }
                let words = told.insert(id).inserted ? title.map(clause) ?? "" : ""
                return "`\(plain(id))`" + (words.isEmpty ? "" : " (\(words))")
            }
            let text = reasons.isEmpty ? "\(verb)." : "\(verb) for \(enumerated(reasons))."
            return .init(path: file.path, text: text)
        }
    }

    /// A title as part of a sentence: without its stop, and without a capital that only begins it.
    private static func clause(_ title: String) -> String {
        let text = title.hasSuffix(".") ? String(title.dropLast()) : title
        let first = text.prefix { $0 != " " }.lowercased()
        return beginnings.contains(first) ? first + text.dropFirst(first.count) : text
    }

    private static let beginnings: Set<String> = [
        "a", "an", "the", "no", "every", "each", "all", "actions", "workflows", "services",
        "files", "containers", "images", "jobs", "secrets", "dependencies", "tests", "changes",
    ]

    private static func compliance(
        _ citation: DescriptionFacts.Citation, _ facts: DescriptionFacts
    ) -> String {
        let rules = facts.rules.filter { $0.policies.contains(citation.policy) }
        guard !rules.isEmpty else { return "This clause applies to the change." }
        let fixed = facts.findings.count { finding in rules.contains { $0.id == finding.rule } }
        let left = facts.declined.count { item in rules.contains { $0.id == item.rule } }
        var text = "Checked by \(names(rules.map(\.id))): \(fixed.of("finding")) corrected"
        text += left == 0 ? "." : ", \(left) left for people as told above."
        return text
    }

    private static func riskAssessment(_ approvals: DescriptionFacts.Approvals) -> String {
        let level =
            "The approval matrix rates the risk of this change as \(approvals.risk.rawValue)"
        guard !approvals.required.isEmpty else {
            return level + ". The usual review of the repository decides about it."
        }
        let reasons = approvals.rationale.isEmpty ? "" : ", for the reasons below"
        let count = approvals.required.count.of("approval")
        return level + "\(reasons). The merge waits for \(count)."
    }

    /// Words set as code and joined as in a sentence.
    static func names(_ words: [String]) -> String {
        enumerated(words.map { "`\(plain($0))`" })
    }

    /// Text that can stand inside backticks or a sentence without ending either.
    static func plain(_ text: String, limit: Int = 100) -> String {
        var result = ""
        for scalar in VisibleText.cleaned(text, limit: limit) {
            result.unicodeScalars.append(scalar == "`" ? "'" : scalar)
        }
        return result
    }

    static func enumerated(_ items: [String]) -> String {
        let shown = items.prefix(6)
        if items.count > shown.count {
            return shown.joined(separator: ", ") + " and \(items.count - shown.count) more"
        }
        guard let last = shown.last, shown.count > 1 else { return shown.first ?? "" }
        return shown.dropLast().joined(separator: ", ") + " and " + last
    }
}
