internal import RuleEngine
internal import Snapshots

/// Who must agree to a patch, by the change-management matrix.
struct ApprovalStage {
    let matrix: ApprovalMatrix

    /// Asks the matrix; an edit of a model's counts as an unsafe patch.
    ///
    /// `paths` are touched besides those of the patch. An upgrade that clears an advisory is unsafe when it leaves the major series.
    func run(
        _ change: ProposedChange, base: Remediator.Base, touching paths: Set<RepositoryPath> = []
    ) -> ApprovalRequirement {
        let patch = change.patch
        let security = patch.applied.filter {
            !DescriptionFacts.advisories(in: [$0.finding.message]).isEmpty
        }
        return matrix.requirement(
            for: ApprovalRequest(
                service: base.service, tier: base.tier,
                touchedPaths: paths.union(change.changes.keys).sorted(),
                hasUnsafePatch: !change.edits.isEmpty
                    || patch.applied.contains { $0.safety != .safe },
                hasMajorDependencyChange: security.contains { $0.safety == .unsafe },
                isSecurityFix: !security.isEmpty))
    }
}
