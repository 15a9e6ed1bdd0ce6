internal import Basics
internal import Documents
internal import RuleEngine

/// An exception that an approver asks for in a comment.
struct WaiverRequest {
    let rule: String
    let severity: Severity
    let until: Day
    let reason: String
    /// The login of whoever wrote the comment.
    let approver: String
    let day: Day

    /// Stands in for the requester, who must be somebody else than the approver.
    private static let requester = "YOUR-LOGIN"

    /// Why it cannot be, by the operator's policy; nil when it can.
    func refusal(by policy: WaiverPolicy) -> String? {
        if until < day { return "\(until) is past" }
        let waiver = self.waiver
        return policy.refusal(of: waiver, on: day)
            ?? policy.excess(of: waiver, over: severity, on: day)
    }

    /// The lines for the repository's configuration, as a block of code that nothing in them can end.
    var entry: String {
        let lines = [
            "waivers:", "  - rule: \(rule)", "    reason: \(JSONValue.string(reason).text())",
            "    category: risk-accepted", "    requested-by: \(Self.requester)",
            "    approved-by: [\(JSONValue.string(approver).text())]", "    created: \(day)",
            "    expires: \(until)",
        ]
        let text = lines.joined(separator: "\n")
        let fence = String(repeating: "`", count: max(3, Self.longestRun(of: "`", in: text) + 1))
        return "\(fence)yaml\n\(text)\n\(fence)"
    }

    private var waiver: Waiver {
        Waiver(
            id: "", ruleID: rule, scope: .repository, reason: reason, category: .riskAccepted,
            requestedBy: Self.requester, approvedBy: [approver], created: day.description,
            expires: until.description, ticket: nil,
            source: SourceLocation(file: "", line: 1, column: 1))
    }

    private static func longestRun(of mark: Character, in text: String) -> Int {
        var longest = 0
        var run = 0
        for character in text {
            run = character == mark ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
