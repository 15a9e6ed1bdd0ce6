package import Snapshots

/// What the approval matrix is asked about: one change of one service.
package struct ApprovalRequest: Hashable, Sendable {
    /// The service's name, as the fleet's configuration has it.
    package var service: String
    /// The service's tier; nil when nobody said, and then the matrix's default counts.
    package var tier: Int?
    /// Every path that is created, changed or deleted.
    package var touchedPaths: [RepositoryPath]
    /// Whether any patch in the change is not of safety `safe`.
    package var hasUnsafePatch: Bool
    /// Whether the major version of a dependency changes, or the minor one below 1.0.
    package var hasMajorDependencyChange: Bool
    /// Whether the change closes a known vulnerability.
    package var isSecurityFix: Bool

    /// A request from its parts.
    package init(
        service: String, tier: Int?, touchedPaths: [RepositoryPath], hasUnsafePatch: Bool = false,
        hasMajorDependencyChange: Bool = false, isSecurityFix: Bool = false
    ) {
        self.service = service
        self.tier = tier
        self.touchedPaths = touchedPaths
        self.hasUnsafePatch = hasUnsafePatch
        self.hasMajorDependencyChange = hasMajorDependencyChange
        self.isSecurityFix = isSecurityFix
    }
}

/// How much a change puts at risk.
package enum RiskLevel: String, CaseIterable, Comparable, Hashable, Sendable {
    case low
    case medium
    case high

    package static func < (left: RiskLevel, right: RiskLevel) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        }
    }
}

/// Who must approve a change, and why.
package struct ApprovalRequirement: Hashable, Sendable {
    /// The groups that must approve, sorted and unique; never empty.
    package let required: [String]
    /// The groups that are told and need not approve, sorted; none that must approve as well.
    package let informed: [String]
    /// The highest risk of everything that applied.
    package let riskLevel: RiskLevel
    /// One sentence for each line of the matrix that applied, in the matrix's order.
    ///
    /// Made of the matrix's words and numbers only: no path or name of a repository is in it.
    package let rationale: [String]
}
