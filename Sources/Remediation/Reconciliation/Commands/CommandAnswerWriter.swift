internal import Forge
internal import RuleEngine

/// Words what the bot says to commands, with what the rules and the operator's policy know.
struct CommandAnswerWriter {
    let environment: RemediationEnvironment
    let base: Remediator.Base

    /// The answer as Markdown.
    func text(of answer: CommandAnswer) -> String {
        answer.text(explain: explanation, waive: waiver)
    }

    private func rule(_ id: String) -> Rule? {
        base.terms.rules.ruleSet.rules.first { $0.id == id }
    }

    private func explanation(of id: String) -> String? {
        guard let rule = rule(id) else { return nil }
        let policies = rule.policies.map { MarkdownText.code($0.id) }.joined(separator: ", ")
        let title = MarkdownText.inline(rule.title, limit: 300)
        return "\(MarkdownText.code(id)) (\(rule.severity.rawValue)): \(title)"
            + (policies.isEmpty ? "" : "\n\nIt follows from \(policies).")
    }

    /// The entry that makes an exception once it is on the base branch, or why there can be none.
    private func waiver(_ comment: CommandComment) -> String {
        guard case .waive(let id, let until, let reason) = comment.command else { return "" }
        guard let rule = rule(id) else {
            return
                "Nothing was done: there is no rule \(MarkdownText.code(id)) in the packs in use."
        }
        let request = WaiverRequest(
            rule: id, severity: rule.severity, until: until, reason: reason,
            approver: comment.author.login, day: environment.day)
        if let refusal = request.refusal(by: environment.policy.waivers) {
            return "Nothing was done: \(MarkdownText.inline(refusal, limit: 300))."
        }
        return """
            A pull request cannot waive itself. Bring this to the base branch, with your own name as \
            `requested-by`; this pull request closes once it is there.

            \(request.entry)
            """
    }
}
