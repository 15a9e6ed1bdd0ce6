/// A part of a description: each has one writer, one text, and a fate of its own.
package enum DescriptionPart: String, Sendable, Hashable, CaseIterable, Comparable {
    /// What the pull request does.
    case summary
    /// What was done to each file.
    case changes
    /// How the change meets each clause.
    case policyCompliance
    /// What may go wrong, and who looks at it.
    case riskAssessment
    /// How the change reaches production, and how it is taken back.
    case rollout
    /// What the tests said.
    case testing
    /// Where a reviewer looks first.
    case reviewerNotes
    /// One paragraph for the team's chat.
    case chatMessage
    /// A few sentences without jargon.
    case stakeholderMessage

    package static func < (left: Self, right: Self) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}
