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
        let patch = try plan(base)
        let judgement = base.terms.judge(patch.before, in: base.snapshot)
        var summary = RemediationSummary(of: patch, judgement: judgement, base: base)
        if !base.terms.configuration.isValid {
            // A slip of the pen closes no pull request: everything stays as it is until the file is right.
            summary.note =
                "not patched: \(base.terms.configuration.file ?? "the configuration") is wrong"
            summary.isUsageFailure = true
            return summary
        }
        if environment.isDryRun {
            summary.note = patch.changes.isEmpty ? "nothing to patch" : "dry run"
            return summary
        }
        enter(.reconcile)
        let unit = UnitRun(environment: environment, base: base, patch: patch)
        let decision = try await unit.decide(judgement)
        if !decision.decision.actions.isEmpty {
            let facts = try await environment.forges.forge(of: base.remote).repository(
                at: base.remote)
            if case .renamed(let address) = facts.status, mayFollow {
                var moved = job
                moved.location = address.description
                summary = try await run(moved, mayFollow: false, entering: enter)
                summary.condition = "renamed"
                return summary
            }
            if let refusal = facts.status.refusal {
                summary.action = .left
                summary.condition = refusal.name
                summary.note = "left alone: \(refusal.words)"
                return summary
            }
        }
        try await unit.perform(decision, into: &summary, entering: enter)
        try await unit.reportChecks(after: decision, judgement, into: &summary)
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

extension ForgeRepository.Status {
    /// Why nothing can be proposed, as a name and in words; nil when it can.
    fileprivate var refusal: (name: String, words: String)? {
        switch self {
        case .active, .renamed: nil
        case .archived: ("archived", "the repository is archived")
        case .disabled: ("disabled", "the repository is switched off or locked")
        case .gone: ("gone", "the repository is gone")
        case .noAccess(let reason): ("no-access", "the repository cannot be reached: \(reason)")
        }
    }
}
