internal import RuleEngine
internal import Snapshots

/// Who must agree to a patch, by the change-management matrix.
struct ApprovalStage {
    let matrix: ApprovalMatrix

    /// Asks the matrix.
    func run(_ patch: PatchResult, base: Remediator.Base) -> ApprovalRequirement {
        matrix.requirement(
            for: ApprovalMatrix.Request(
                service: base.service, tier: base.tier,
                paths: patch.changes.keys.sorted().map(\.description),
                hasUnsafePatch: patch.applied.contains { $0.safety != .safe },
                hasMajorUpgrade: false))
    }
}
