package import Basics
internal import Database
package import Remediation

/// What workers of other processes do, whose server has the store.
///
/// Each asks under an instance of its own, a name that no other has: a worker holds one job at most, so that one that
/// asks again has missed the answer, and gets the same.
extension FleetStore {
    /// Takes the job that a worker elsewhere is to work on next, or the one that it holds; nil when none is ready.
    ///
    /// It is to be renewed at once: one that is not goes back soon, as if it had not been given.
    package func claim(
        by worker: String, elsewhere instance: String, avoiding hosts: Set<String>
    ) throws -> Lease? {
        let name = Self.elsewhere(instance)
        let held = try read { book in
            try book.held(by: name).first.flatMap { job in
                try job.token.map { try book.lease(of: job, token: $0) }
            }
        }
        if let held {
            try renew(held)
            return held
        }
        guard let lease = try claim(by: worker, as: name, avoiding: hosts) else { return nil }
        unconfirmed.insert(lease.token)
        leaseEnds[lease.token] = clock.steady() + Int64(Lease.confirmation.milliseconds)
        return lease
    }

    /// The lease of a job under a token.
    ///
    /// - Throws: `FleetError` of `.leaseLost` when it is over.
    package func lease(job: Int64, token: Int64) throws -> Lease {
        try read { book in
            let row = try book.job(
                where: "job.id = ? AND job.token = ? AND job.state = 'running'",
                [.integer(job), .integer(token)])
            guard let row else {
                throw FleetError.leaseLost(job: job, token: token, "work on a job")
            }
            return try book.lease(of: row, token: token)
        }
    }

    /// Notes a recovery point, the one at that place of the run, unless it is noted already.
    package func record(
        _ step: String, detail: [String: JSONValue], at position: Int, under lease: Lease
    ) throws {
        try write { try $0.record(step, detail: detail, position: position, under: lease) }
    }

    /// Tells the journal of a turn of a conversation, the one at that place of the run's, unless it is told already.
    package func transcribe(
        _ kind: String, fields: [String: JSONValue], at position: Int, under lease: Lease
    ) throws {
        try write {
            try $0.transcribe(kind, fields: fields, position: position, under: lease)
        }
    }

    /// Ends the attempt, unless the same was said before and the answer got lost.
    ///
    /// - Returns: whether it was ended now.
    package func finishOnce(
        job: Int64, token: Int64, as outcome: JobOutcome, with summary: RemediationSummary?
    ) throws -> Bool {
        do {
            try finish(try lease(job: job, token: token), as: outcome, with: summary)
            return true
        } catch let error as FleetError where error.code == .leaseLost {
            let ended = try read {
                try $0.row(
                    """
                    SELECT 1 FROM run WHERE id = ? AND job = ? AND ended_at NOT NULL
                    AND outcome NOT IN ('crashed', 'cancelled')
                    """, [.integer(token), .integer(job)])
            }
            guard ended != nil else { throw error }
            return false
        }
    }

    /// Takes back what a process elsewhere held before this start of it: it died of it, or with it.
    ///
    /// - Returns: the tokens of the leases.
    package func takeBack(elsewhere process: String, butFrom start: String) throws -> [Int64] {
        let (old, new) = (
            Self.elsewhere("\(process)/"), Self.elsewhere("\(process)/\(start)/")
        )
        let tokens = try read { try $0.tokens(of: old, butOf: new) }
        guard !tokens.isEmpty else { return [] }
        try write { book in
            for token in tokens { try book.takeBack(token: token, because: "restarted") }
        }
        for token in tokens { leaseEnds[token] = nil }
        return tokens
    }

    /// Puts back what a worker elsewhere still holds; the attempt does not count.
    ///
    /// - Returns: the leases that it held.
    package func release(elsewhere instance: String) throws -> [Lease] {
        let name = Self.elsewhere(instance)
        let leases = try read { book in
            try book.held(by: name).compactMap { job in
                try job.token.map { try book.lease(of: job, token: $0) }
            }
        }
        for lease in leases { try finish(lease, as: .released) }
        return leases
    }

    /// Never the name of a worker of this process.
    private static func elsewhere(_ instance: String) -> String { "elsewhere:\(instance)" }
}
