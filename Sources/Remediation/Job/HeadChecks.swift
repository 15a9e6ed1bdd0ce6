internal import Basics
internal import Forge
internal import Git
internal import RuleEngine
internal import Snapshots

/// Tells on the head of an open pull request of ours what it would bring, and who has yet to agree.
struct HeadChecks {
    let environment: RemediationEnvironment
    let base: Remediator.Base
    let change: ProposedChange
    /// What the findings of the base count as.
    let judgement: Judgement
    let forge: any CheckReporting

    /// The commit that is reported on.
    struct Head {
        var commit: ObjectID
        /// Whether it is the patch on the base, so that it need not be looked at again.
        var isPatch: Bool
        /// Those whose approval stands for it.
        var approvers: [ForgeAccount]
    }

    /// Reports, and says how many writes it took and what was reported.
    func report(on head: Head) async throws -> (writes: Int, checks: [RemediationSummary.Check]) {
        let parting = try parting(of: head)
        let runs = [
            try findings(of: head, since: parting), try await approvals(of: head, since: parting),
        ]
        var writes = 0
        for run in runs { writes += try await forge.report(run, in: base.remote) }
        return (
            writes, runs.map { .init(name: $0.name, conclusion: $0.conclusion.rawValue) }
        )
    }

    /// Where the head parted from the base; nil for the patch itself, and for histories that have nothing in common.
    private func parting(of head: Head) throws -> ObjectID? {
        head.isPatch ? nil : try base.repository.mergeBase(of: head.commit, and: base.commit)
    }

    private func findings(of head: Head, since parting: ObjectID?) throws -> CheckRun {
        let check = FindingsCheck(environment: environment, base: base, judgement: judgement)
        if head.isPatch {
            return try check.run(
                on: change.after, change.remaining, at: head.commit, since: parting
            ).run
        }
        let snapshot = try GitTreeSnapshot(commit: head.commit, in: base.repository)
        return try check.run(
            on: snapshot, Remediator(environment).detect(snapshot, under: base), at: head.commit,
            since: parting
        ).run
    }

    // MARK: Approvals

    private func approvals(of head: Head, since parting: ObjectID?) async throws -> CheckRun {
        let stage = ApprovalStage(
            matrix: environment.approvals, authority: environment.authority)
        let (requirement, failure) = await stage.run(
            change, base: base, touching: try touched(by: head, since: parting))
        // Without the answer nobody may say that all have agreed.
        if let failure {
            throw Diagnostic(.incomplete, "check the approvals", because: failure)
        }
        let groups = environment.approvalGroups
        var teams: [String: [ForgeAccount]] = [:]
        if !head.approvers.isEmpty {
            for team in groups.teams(of: requirement.required) {
                teams[team] = try await forge.members(ofTeam: team, in: base.remote)
            }
        }
        return ApprovalCheck(
            requirement: requirement,
            given: groups.given(requirement.required, by: head.approvers, teams: teams),
            decision: environment.decision.flatMap { $0.head == head.commit ? $0 : nil }
        ).checkRun(at: head.commit)
    }

    /// What the pull request changes besides the patch, which others may have added to.
    private func touched(
        by head: Head, since parting: ObjectID?
    ) throws -> Set<RepositoryPath> {
        guard let parting else { return [] }
        return ChangedPaths.between(
            try GitTreeSnapshot(commit: parting, in: base.repository),
            try GitTreeSnapshot(commit: head.commit, in: base.repository))
    }
}
