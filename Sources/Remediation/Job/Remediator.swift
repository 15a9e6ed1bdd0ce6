internal import Basics
internal import Forge
internal import Git
internal import RuleEngine
internal import Snapshots

/// One repository from job to pull request.
///
/// Blocks in libgit2 and in the engine: run it on an executor of its own. Running it again with the same input writes nothing.
package struct Remediator: Sendable {
    let environment: RemediationEnvironment

    /// A remediator for any repository.
    package init(_ environment: RemediationEnvironment) { self.environment = environment }

    /// Brings one repository's pull request to where it ought to be; `enter` is called as each stage begins.
    ///
    /// - Throws: what made the work impossible; what was written before is found again by the next run.
    package func run(
        _ job: RepositoryJob, entering enter: @Sendable (Stage) -> Void
    ) async throws -> RemediationSummary {
        try await run(job, mayFollow: true, entering: enter)
    }

    /// As above; with `mayFollow` a repository that has moved is worked on where it is now.
    private func run(
        _ job: RepositoryJob, mayFollow: Bool, entering enter: @Sendable (Stage) -> Void
    ) async throws -> RemediationSummary {
        enter(.fetch)
        let base: Base?
        do { base = try await fetch(job) } catch let error as GitError {
            guard let summary = await outOfReach(job, error) else { throw error }
            return summary
        }
        guard let base else { return .empty(job) }
        enter(.check)
        enter(.patch)
        let examination = try examine(base)
        var summary = examination.summary
        let found = examination.judgement.findings.map(\.finding)
        if let scan = await scanOutside(base, beside: found) { summary.note(scan) }
        guard examination.mayPropose else { return summary }
        enter(.reconcile)
        let unit = UnitRun(environment, base: base, change: ProposedChange(examination.patch))
        let decision = try await unit.decide(examination.judgement)
        switch try await unit.obstacle(to: decision) {
        case .moved(let address) where mayFollow:
            var moved = job
            moved.location = address.description
            summary = try await run(moved, mayFollow: false, entering: enter)
            summary.condition = "renamed"
            return summary
        case .refused(let refusal):
            summary.leave(refusal)
            return summary
        case .moved, nil: break
        }
        try await unit.perform(decision, into: &summary, entering: enter)
        try await unit.reportChecks(after: decision, examination.judgement, into: &summary)
        summary.dependencies = try await DependencyStage(environment: environment, base: base).run()
        return summary
    }

    /// The end of a repository that cannot be fetched, where the forge says why; nil where it says nothing of it.
    private func outOfReach(_ job: RepositoryJob, _ error: GitError) async -> RemediationSummary? {
        guard let remote = try? RemoteURL(parsing: job.location),
            let facts = try? await environment.forges.forge(of: remote).repository(at: remote),
            let refusal = facts.status.refusal
        else { return nil }
        var summary = RemediationSummary(repository: job.name, location: job.location)
        summary.condition = refusal.name
        summary.note = refusal.words
        summary.failure = error.diagnostic.description
        summary.isUsageFailure = error.diagnostic.kind == .usage
        return summary
    }
}
