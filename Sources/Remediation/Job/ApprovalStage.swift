internal import RuleEngine
internal import Snapshots

/// Who must agree to a patch, by the change-management matrix.
struct ApprovalStage {
    let matrix: ApprovalMatrix
    /// Who is asked besides; nil for nobody.
    let authority: (any ApprovalAuthority)?

    /// Asks the matrix, and whoever else is to be asked; `failure` says why that one gave no answer.
    func run(
        _ change: ProposedChange, base: Remediator.Base, touching paths: Set<RepositoryPath> = []
    ) async -> (requirement: ApprovalRequirement, failure: String?) {
        let request = request(for: change, base: base, touching: paths)
        let own = matrix.requirement(for: request)
        guard let verdict = await authority?.verdict(on: request) else { return (own, nil) }
        return (own.adding(verdict), verdict.failure)
    }

    /// What is asked; an edit of a model's counts as an unsafe patch.
    ///
    /// `paths` are touched besides those of the patch. An upgrade that clears an advisory is unsafe when it leaves the major series.
    private func request(
        for change: ProposedChange, base: Remediator.Base, touching paths: Set<RepositoryPath>
    ) -> ApprovalRequest {
        let patch = change.patch
        let security = patch.applied.filter {
            !DescriptionFacts.advisories(in: [$0.finding.message]).isEmpty
        }
        return ApprovalRequest(
            service: base.service, tier: base.tier,
            touchedPaths: paths.union(change.changes.keys).sorted(),
            hasUnsafePatch: !change.edits.isEmpty || patch.applied.contains { $0.safety != .safe },
            hasMajorDependencyChange: security.contains { $0.safety == .unsafe },
            isSecurityFix: !security.isEmpty)
    }
}
