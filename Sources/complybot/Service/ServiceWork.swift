import Basics
import Fleet
import Forge
import FoundationEssentials
import Remediation

/// Works on one job of the queue.
struct ServiceWork: Sendable {
    var environment: RemediationEnvironment
    var members: FleetMembers
    /// Where it is noted that a repository is as it ought to be.
    var settled: SweepStore
    /// Under what a repository counts as settled, on a day.
    var terms: @Sendable (Day) -> SettlementTerms

    /// Brings the unit of a lease to where it ought to be, as long as the lease is held.
    func run(
        _ lease: Lease, holding: LeaseGuard, entering enter: @escaping @Sendable (Stage) -> Void
    ) async throws -> RemediationSummary {
        var environment = environment
        environment.day = Day(secondsSince1970: environment.now())
        environment.describer = environment.describer?.running("job-\(lease.job)")
        environment.prepare = { [prepare = environment.prepare] remote, transfer in
            try await prepare(remote, transfer)
            // Whoever works on it now would meet our push.
            if transfer != .fetch { try await holding.check() }
        }
        let job = members.job(of: lease.unit.repository, at: lease.location)
        let remediator = Remediator(environment)
        switch lease.unit.kind {
        case .remediate:
            let summary = try await remediator.run(job, entering: enter)
            try await settled.settle(job, with: summary, under: terms(environment.day))
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
