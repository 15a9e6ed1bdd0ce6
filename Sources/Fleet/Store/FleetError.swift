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
        let kind: Diagnostic.Kind = code == .noJob || code == .wrongState ? .usage : .incomplete
        return Diagnostic(kind, attempted, on: subject, because: reason, remedy: remedy)
    }

    static func leaseLost(_ lease: Lease, _ attempted: String) -> FleetError {
        FleetError(
            .leaseLost, attempted, on: "job \(lease.job)",
            because: "its lease \(lease.token) has run out or was taken away")
    }

    static func noJob(_ number: Int64, _ attempted: String) -> FleetError {
        FleetError(
            .noJob, attempted, on: "job \(number)", because: "there is no job of that number")
    }
}
