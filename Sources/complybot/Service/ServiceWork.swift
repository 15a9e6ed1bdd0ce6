import AgentTools
import Basics
import Fleet
import Forge
import FoundationEssentials
import Remediation

/// Works on one job of the queue.
struct ServiceWork: Sendable {
    var environment: RemediationEnvironment
    /// The repository of a lease, with what is known of it.
    var job: @Sendable (Lease) -> RepositoryJob
    /// Notes that a repository is as it ought to be, or no longer.
    var settle: @Sendable (RepositoryJob, RemediationSummary, Day) async throws -> Void
    /// What somebody decided about the proposal of a lease's unit elsewhere than at the forge.
    var decision: @Sendable (Lease) async throws -> ProposalDecision?
    /// What language models are asked, run by run.
    var tally: ModelTally
    /// What drives the repositories that want it; nil where the operator lets no model.
    var agent: AgentSetup?

    /// Brings the unit of a lease to where it ought to be, as long as the lease is held; `note` is called at each recovery
    /// point.
    func run(
        _ lease: Lease, holding: LeaseGuard, noting note: @escaping @Sendable (RunStep) -> Void
    ) async throws -> RemediationSummary {
        var environment = environment
        environment.day = Day(secondsSince1970: environment.now())
        environment.wishes += lease.causes.compactMap { FleetDashboard.Wish(rawValue: $0)?.command }
        environment.decision = try await decision(lease)
        let name = "job-\(lease.job)"
        environment.describer = environment.describer?.running(name)
        defer {
            if let usage = tally.take(name) { holding.note(ModelTally.step, detail: usage) }
        }
        environment.prepare = { [prepare = environment.prepare] remote, transfer in
            try await prepare(remote, transfer)
            // Whoever works on it now would meet our push.
            if transfer != .fetch { try await holding.check() }
        }
        environment.driver = agent.map { setup in
            AgentDriver(setup: setup, run: name) { _, event in
                // A model's words do not stand among the steps, which nobody can erase.
                if let entry = TranscriptEntry(event) {
                    holding.transcribe(entry.kind, fields: entry.fields)
                }
                if let step = RunStep(event) { note(step) }
            }.drive
        }
        let enter: @Sendable (Stage) -> Void = { note(RunStep($0)) }
        let job = job(lease)
        let remediator = Remediator(environment)
        switch lease.unit.kind {
        case .remediate:
            let summary = try await remediator.run(job, entering: enter)
            try await settle(job, summary, environment.day)
            return summary
        case .check:
            return try await remediator.check(
                job, head: Self.reference(lease.unit.subject), entering: enter)
        }
    }

    /// The reference of a unit's subject: `pull/7` is kept by the forge as `refs/pull/7/head`.
    private static func reference(_ subject: String) -> String {
        subject.hasPrefix("pull/") ? "refs/\(subject)/head" : subject
    }
}
