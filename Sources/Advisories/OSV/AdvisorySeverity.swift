/// How bad a vulnerability is, in the four words of CVSS and the advisory databases.
package enum AdvisorySeverity: String, CaseIterable, Comparable, Sendable, Hashable {
    case low
    case medium
    case high
    case critical

    package static func < (left: AdvisorySeverity, right: AdvisorySeverity) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        case .critical: 3
        }
    }

    /// A database's own word for it, of any case, `MODERATE` for medium; nil for any other word.
    init?(word: String) {
        switch word.lowercased() {
        case "low": self = .low
        case "moderate", "medium": self = .medium
        case "high": self = .high
        case "critical": self = .critical
        default: return nil
        }
    }
}
