package import RuleEngine

/// A finding with what people decided about it: a waiver, a baseline, or nothing.
package struct JudgedFinding: Hashable, Sendable {
    /// What a finding counts as; each is tallied separately.
    package enum Status: String, CaseIterable, Hashable, Sendable {
        /// Nothing speaks for it: it counts.
        case new
        /// The baseline knows it: it is shown, and does not count.
        case existing
        /// A valid waiver covers it: it is shown, and does not count.
        case waived
        /// A waiver covered it until it ended: it counts again.
        case waiverExpired = "waiver-expired"
    }

    package var finding: Finding
    package var status: Status
    /// The waiver that the status speaks of, the most specific one; nil for `new` and `existing`.
    package var waiver: Waiver?
    /// Every other waiver that matches, so that an ended one behind a valid one is seen.
    package var otherWaivers: [Waiver]

    /// Whether the repository's configuration wants the rule's findings shown and nothing more: `mode: report`.
    package var isReportOnly = false

    /// Whether the finding counts for exit codes, gates and pull requests.
    package var counts: Bool {
        !isReportOnly && (status == .new || status == .waiverExpired)
    }

    /// A finding about which nothing was decided.
    package init(_ finding: Finding) {
        self.init(finding: finding, status: .new, waiver: nil, otherWaivers: [])
    }

    /// A judged finding from its parts.
    package init(finding: Finding, status: Status, waiver: Waiver?, otherWaivers: [Waiver]) {
        self.finding = finding
        self.status = status
        self.waiver = waiver
        self.otherWaivers = otherWaivers
    }
}
