package import Basics
package import Remediation

/// Where workers get their jobs from, and where they say what became of them: the store itself, or a server that has it.
///
/// Whatever is written under a lease is refused once the lease is over: `FleetError` of `.leaseLost`.
package protocol WorkQueue: Sendable {
    /// Rings when it is worth looking for a job.
    var work: FleetChanges { get }
    /// Takes the job to be worked on next, but none on one of `hosts`; nil when none is ready.
    func claim(by worker: String, avoiding hosts: Set<String>) async throws -> Lease?
    /// Makes a lease last for another full time from now.
    func renew(_ lease: Lease) async throws
    /// Notes that the work has come to a recovery point.
    func record(
        _ step: String, detail: [String: JSONValue], under lease: Lease
    ) async throws
    /// Tells the journal, and nobody else, of a turn of a conversation with a brain; `kind` begins with `agent.`.
    func transcribe(
        _ kind: String, fields: [String: JSONValue], under lease: Lease
    ) async throws
    /// Ends the attempt.
    func finish(
        _ lease: Lease, as outcome: JobOutcome, with summary: RemediationSummary?
    ) async throws
    /// Takes back the jobs whose lease has run out, where that is this side's to do; gives their tokens.
    func reclaimExpired() async throws -> [Int64]
    /// No job is wanted any more: a claim that waits ends with none.
    func stopClaiming()
    /// Nothing is worked on any more: what is held still goes back to the queue.
    func leave() async
}

extension FleetStore: WorkQueue {
    package nonisolated func stopClaiming() {}
    package nonisolated func leave() async {}
}
