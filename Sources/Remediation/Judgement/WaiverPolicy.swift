package import RuleEngine

/// What the operator lets waivers do.
package struct WaiverPolicy: Hashable, Sendable {
    /// The longest time between `created` and `expires`, in days, by the severity of what is waived.
    package var ceilings: [Severity: Int] = [
        .critical: 14, .high: 90, .medium: 180, .low: 365, .info: 365,
    ]
    /// Rules that nobody may waive.
    package var nonWaivable: Set<String> = []
    /// Who may approve; nil when anybody but the requester may.
    package var approvers: Set<String>?
    /// Whether comments in the code count.
    package var allowsInline = false

    /// How many days before its end a waiver is said to end soon.
    package static let soon = 14

    /// What holds unless the operator says otherwise.
    package init() {}

    /// Why an entry is no waiver, whatever it covers; nil when it is one, ended or not.
    package func refusal(of waiver: Waiver, on day: Day) -> String? {
        if nonWaivable.contains(waiver.ruleID) {
            return "the operator lets nobody waive \(waiver.ruleID)"
        }
        guard let expires = Day(waiver.expires), let created = Day(waiver.created) else {
            return "created and expires must be days"
        }
        if created > day { return "it is created on \(created), which is still to come" }
        if expires < created { return "it ends on \(expires), before it was created" }
        if waiver.origin == .inline { return nil }
        let requester = Self.account(waiver.requestedBy)
        let others = waiver.approvedBy.map(Self.account).filter { $0 != requester && !$0.isEmpty }
        if others.isEmpty { return "nobody but \(waiver.requestedBy), who asked, approved it" }
        guard let approvers else { return nil }
        let allowed = Set(approvers.map(Self.account))
        if others.contains(where: allowed.contains) { return nil }
        return "none of \(waiver.approvedBy.joined(separator: ", ")) may approve waivers"
    }

    /// Why a waiver does not reach as far as something of this severity; nil when it does.
    package func excess(of waiver: Waiver, over severity: Severity, on day: Day) -> String? {
        guard let ceiling = ceilings[severity], let expires = Day(waiver.expires),
            let created = waiver.origin == .inline ? day : Day(waiver.created)
        else { return nil }
        let days = created.days(until: expires)
        if days <= ceiling { return nil }
        return "it lasts \(days) days, and \(severity) allows \(ceiling)"
    }

    /// An account as it is compared: without `@`, in lower case.
    private static func account(_ name: String) -> String {
        (name.hasPrefix("@") ? String(name.dropFirst()) : name).lowercased()
    }
}
