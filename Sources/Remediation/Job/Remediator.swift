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
        _ job: RepositoryJob, entering enter: @escaping @Sendable (Stage) -> Void
    ) async throws -> RemediationSummary {
        try await run(job, mayFollow: true, entering: enter)
    }

    /// As above; with `mayFollow` a repository that has moved is worked on where it is now.
    private func run(
        _ job: RepositoryJob, mayFollow: Bool,
        entering enter: @escaping @Sendable (Stage) -> Void
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
        var units = try bases(of: base).map { RepositoryUnits.Unit(try examine($0), at: $0) }
        for index in units.indices { await noteScan(of: &units[index]) }
        guard units[0].examination.mayPropose else {
            return .joined(units.map { ($0.base, $0.summary) })
        }
        enter(.reconcile)
        let work = RepositoryUnits(environment)
        try await work.decide(&units)
        switch try await work.obstacle(to: units) {
        case .moved(let address) where mayFollow:
            var moved = job
            moved.location = address.description
            var summary = try await run(moved, mayFollow: false, entering: enter)
            summary.condition = "renamed"
            return summary
        case .refused(let refusal):
            for index in units.indices { units[index].summary.leave(refusal) }
            return .joined(units.map { ($0.base, $0.summary) })
        case .moved, nil: break
        }
        let driven = try await drive(units[0], entering: enter)
        // Whoever finished it in the model's place has done all there is.
        if let driven, driven.others != nil { return driven }
        try await work.perform(&units, butFirst: driven, entering: enter)
        var summary = RemediationSummary.joined(units.map { ($0.base, $0.summary) })
        if summary.dependencies == nil {
            summary.dependencies =
                try await DependencyStage(environment: environment, base: base).run()
        }
        return summary
    }

    /// Has a model make the proposal to the default branch, where one is to be made and the repository and the operator want
    /// it so; nil where nobody does.
    private func drive(
        _ unit: RepositoryUnits.Unit, entering enter: @escaping @Sendable (Stage) -> Void
    ) async throws -> RemediationSummary? {
        guard let driver = environment.driver, unit.base.configuration.modelUse == .agent,
            unit.isProposing
        else { return nil }
        var environment = environment
        environment.driver = nil
        return try await driver(unit.base.job, environment, enter)
    }

    /// Adds what a scanner outside says of a base.
    private func noteScan(of unit: inout RepositoryUnits.Unit) async {
        let own = unit.examination.judgement.findings.map(\.finding)
        guard let scan = await scanOutside(unit.base, beside: own) else { return }
        unit.summary.note(scan)
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
