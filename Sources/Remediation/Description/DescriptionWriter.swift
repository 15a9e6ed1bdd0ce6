/// Writes a description from the facts alone.
package enum DescriptionWriter {
    /// The prose that stands when no model is configured or its prose does not hold.
    package static func deterministic(_ facts: DescriptionFacts) -> DescriptionProse {
        let rulesByPath = Dictionary(grouping: facts.findings, by: \.path)
        return DescriptionProse(
            summary: summary(facts),
            changes: facts.changedFiles.map { file in
                let ids =
                    file.rules.isEmpty ? rulesByPath[file.path]?.map(\.rule) ?? [] : file.rules
                return .init(path: file.path, text: change(file, for: ids, facts.rules))
            },
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
        let rules = counted(facts.rules.count, "rule")
        var text = "This pull request brings `\(plain(facts.service))` in line with \(rules) of "
        text += "`\(plain(facts.group))`. It puts \(counted(facts.findings.count, "finding")) right"
        text += " and changes \(counted(facts.changedFiles.count, "file"))."
        if !facts.declined.isEmpty {
            let isOne = facts.declined.count == 1
            text += " \(counted(facts.declined.count, "finding")) \(isOne ? "is" : "are") left"
            text += " as \(isOne ? "it is" : "they are"), for the reasons given below."
        }
        return text
    }

    private static func change(
        _ file: DescriptionFacts.ChangedFile, for ids: [String], _ rules: [DescriptionFacts.Rule]
    ) -> String {
        var reasons: [String] = []
        for id in ids {
            let title = rules.first { $0.id == id }.map { plain($0.title, limit: 200) } ?? ""
            let reason = "`\(plain(id))`" + (title.isEmpty ? "" : " (\(withoutFullStop(title)))")
            if !reasons.contains(reason) { reasons.append(reason) }
        }
        let verb = file.isNew ? "Added" : "Edited"
        return reasons.isEmpty ? "\(verb)." : "\(verb) for \(enumerated(reasons))."
    }

    private static func compliance(
        _ citation: DescriptionFacts.Citation, _ facts: DescriptionFacts
    ) -> String {
        let rules = facts.rules.filter { $0.policies.contains(citation.policy) }
        guard !rules.isEmpty else { return "This clause applies to the change." }
        let fixed = facts.findings.count { finding in rules.contains { $0.id == finding.rule } }
        let left = facts.declined.count { item in rules.contains { $0.id == item.rule } }
        var text = "Checked by \(enumerated(rules.map { "`\(plain($0.id))`" })): "
        text += "\(counted(fixed, "finding")) put right"
        text += left == 0 ? "." : ", \(counted(left, "finding")) left as reported above."
        return text
    }

    private static func riskAssessment(_ approvals: DescriptionFacts.Approvals) -> String {
        let level =
            "The approval matrix rates the risk of this change as \(approvals.risk.rawValue)."
        guard !approvals.required.isEmpty else {
            return level + " The usual review of the repository decides about it."
        }
        let names = enumerated(approvals.required.map { "`\(plain($0))`" })
        return level + " It asks for \(counted(approvals.required.count, "approval")): \(names)."
    }

    /// Text that can stand inside backticks or a sentence without ending either.
    static func plain(_ text: String, limit: Int = 100) -> String {
        var result = ""
        for scalar in VisibleText.cleaned(text, limit: limit) {
            result.unicodeScalars.append(scalar == "`" ? "'" : scalar)
        }
        return result
    }

    static func withoutFullStop(_ text: String) -> String {
        text.hasSuffix(".") ? String(text.dropLast()) : text
    }

    static func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
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
