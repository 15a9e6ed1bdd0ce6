package import Basics
internal import Database

/// Why something with the service's store did not work.
package struct FleetError: DiagnosableError, Hashable, Sendable {
    /// What kind of failure it is; callers switch on it.
    package enum Code: Hashable, Sendable {
        /// Somebody else may hold the job by now: nothing was written, and nothing outside may be changed any more.
        case leaseLost
        /// There is no such job.
        case noJob
        /// The job is not in a state in which this can be done.
        case wrongState
        /// The store failed and was not opened again yet.
        case storeFailed
        /// Another process serves from this home folder.
        case homeInUse
        /// The server of the queue did not answer, or not in time.
        case serverUnreachable
        /// The server of the queue does not take this worker.
        case refused
    }

    /// What kind of failure it is.
    package let code: Code
    /// What was attempted, as an infinitive.
    package let attempted: String
    /// On what.
    package let subject: String?
    /// Why, in words.
    package let reason: String
    /// What to do; nil when the reason says it all.
    package let remedy: String?

    init(
        _ code: Code, _ attempted: String, on subject: String? = nil, because reason: String,
        remedy: String? = nil
    ) {
        self.code = code
        self.attempted = attempted
        self.subject = subject
        self.reason = reason
        self.remedy = remedy
    }

    package var diagnostic: Diagnostic {
        let kind: Diagnostic.Kind =
            [.noJob, .wrongState, .refused].contains(code) ? .usage : .incomplete
        return Diagnostic(kind, attempted, on: subject, because: reason, remedy: remedy)
    }

    static func leaseLost(_ lease: Lease, _ attempted: String) -> FleetError {
        leaseLost(job: lease.job, token: lease.token, attempted)
    }

    static func leaseLost(job: Int64, token: Int64, _ attempted: String) -> FleetError {
        FleetError(
            .leaseLost, attempted, on: "job \(job)",
            because: "its lease \(token) has run out or was taken away")
    }

    /// No forge is worked with, so there is no budget to share.
    package static let noBudgets = FleetError(
        .refused, "take from the forge's budget",
        because: "the server has no credential for the forge",
        remedy: "give it the same one as the workers")

    static func noJob(_ number: Int64, _ attempted: String) -> FleetError {
        FleetError(
            .noJob, attempted, on: "job \(number)", because: "there is no job of that number")
    }
}
