internal import RuleEngine
internal import Snapshots

/// Who must agree to a patch, by the change-management matrix.
struct ApprovalStage {
    let matrix: ApprovalMatrix

    /// Asks the matrix.
    ///
    /// `paths` are touched besides those of the patch. An upgrade that clears an advisory is unsafe when it leaves the major series.
    func run(
        _ patch: PatchResult, base: Remediator.Base, touching paths: Set<RepositoryPath> = []
    ) -> ApprovalRequirement {
        let security = patch.applied.filter {
            !FactsBuilder.advisories(in: [$0.finding.message]).isEmpty
        }
        return matrix.requirement(
            for: ApprovalRequest(
                service: base.service, tier: base.tier,
                touchedPaths: paths.union(patch.changes.keys).sorted(),
                hasUnsafePatch: patch.applied.contains { $0.safety != .safe },
                hasMajorDependencyChange: security.contains { $0.safety == .unsafe },
                isSecurityFix: !security.isEmpty))
    }
}
