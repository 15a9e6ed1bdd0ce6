internal import Basics
package import Forge
package import Snapshots

/// The check `complybot/approvals` of a pull request of ours: who must agree, and who has.
package struct ApprovalCheck: Sendable {
    /// The name of the check.
    package static let name = "complybot/approvals"

    /// What the approval matrix asks for.
    package var requirement: ApprovalRequirement
    /// The groups that have agreed, each with the login of who spoke for it.
    package var given: [String: String]

    /// Who said no elsewhere than at the forge, and why; nil when nobody did.
    package var rejection: ProposalDecision?

    /// A check from its parts; a `decision` stands for all groups, but that a review counts where there is one.
    package init(
        requirement: ApprovalRequirement, given: [String: String],
        decision: ProposalDecision? = nil
    ) {
        self.requirement = requirement
        self.given = given
        guard let decision else { return }
        guard decision.isApproval else {
            rejection = decision
            return
        }
        for group in requirement.required where given[group] == nil {
            self.given[group] = decision.actor
        }
    }

    /// The groups that have yet to agree, sorted.
    package var missing: [String] { requirement.required.filter { given[$0] == nil } }

    /// The check of a commit.
    package func checkRun(at head: ObjectID) -> CheckRun {
        CheckRun(
            name: Self.name, head: head,
            conclusion: rejection != nil ? .failure : missing.isEmpty ? .success : .actionRequired,
            title: title,
            summary: MarkdownReport.fitting { summary($0) })
    }

    /// The check of a commit that complybot did not propose: told all the same, for a branch may require it.
    package static func notOurs(_ head: ObjectID) -> CheckRun {
        CheckRun(
            name: name, head: head, conclusion: .neutral, title: "No approval is asked for",
            summary: "complybot asks for approvals of its own proposals only.")
    }

    private var title: String {
        if rejection != nil { return "Rejected" }
        let count = requirement.required.count
        guard !missing.isEmpty else {
            return count == 1
                ? "The one approval needed is given" : "All \(count) approvals are given"
        }
        return "Waits for \(missing.count.of("approval")) of \(count)"
    }

    private func summary(_ extent: MarkdownWriter.Extent) -> [String] {
        let rows = requirement.required.prefix(extent.items).map { group in
            [
                MarkdownReport.cell(code: group),
                given[group].map { "given by \(MarkdownReport.cell(code: $0))" } ?? "awaited",
            ]
        }
        let told = requirement.informed.prefix(extent.items).map { MarkdownText.code($0) }
        return [
            rejection.map { rejection in
                let reason = MarkdownText.inline(rejection.reason, limit: min(300, extent.text))
                return "Rejected by \(MarkdownText.code(rejection.actor)): \(reason)"
            } ?? "",
            "Risk level: **\(requirement.riskLevel.rawValue)**",
            MarkdownReport.table(["Approval", "State"], rows),
            MarkdownReport.more(requirement.required.count, than: extent.items, "approval"),
            requirement.rationale.prefix(extent.items)
                .map { "- " + MarkdownText.inline($0, limit: min(300, extent.text)) }
                .joined(separator: "\n"),
            told.isEmpty ? "" : "Told, and need not approve: \(told.joined(separator: ", "))",
        ]
    }
}
