internal import Basics
internal import Database

extension WorkBook {
    /// Puts a dead or failed job in the queue once more; a job of its unit that waits already takes its place.
    func revive(_ number: Int64, by actor: String) throws {
        let attempted = "retry a job"
        guard let job = try job(where: "job.id = ?", [.integer(number)]) else {
            throw FleetError.noJob(number, attempted)
        }
        guard job.state == .dead || job.state == .failed else {
            throw FleetError(
                .wrongState, attempted, on: "job \(number)",
                because: "it is \(job.state.rawValue), and only dead and failed jobs can be retried"
            )
        }
        if let newer = try pending(of: job.unitNumber) {
            var change = JobChange(.superseded, reason: "revived")
            change.successor = (newer.id, newer.runAt, newer.crashes)
            try perform(change, on: job, by: actor)
            return
        }
        var change = JobChange(.queued, kind: "revived", runAt: now)
        (change.attempts, change.crashes) = (0, 0)
        try perform(change, on: job, by: actor)
    }

    /// Ends a job that is not over.
    func cancel(_ number: Int64, by actor: String) throws {
        let attempted = "cancel a job"
        guard let job = try job(where: "job.id = ?", [.integer(number)]) else {
            throw FleetError.noJob(number, attempted)
        }
        guard !job.state.isFinal else {
            throw FleetError(
                .wrongState, attempted, on: "job \(number)",
                because: "it is \(job.state.rawValue) already")
        }
        let change = JobChange(.cancelled)
        try endRun(of: job, as: change, with: nil)
        try perform(change, on: job, by: actor)
    }

    /// Moves every planned time by as much as the time of day has jumped.
    func follow(jump: Int64) throws {
        prospects.areNew = true
        try connection.run(
            "UPDATE job SET run_at = run_at + ? WHERE state IN ('queued', 'waiting')",
            [.integer(jump)])
        try note(
            JournalEvent(
                "clock.jumped", by: "service", fields: ["milliseconds": .int(Int(jump))]))
    }

    /// Forgets deliveries and jobs that are over and older than these times; a unit keeps its last job.
    ///
    /// - Returns: how many rows went.
    func forget(deliveriesBefore: Int64, jobsBefore: Int64) throws -> Int64 {
        let before = try row("SELECT total_changes()", [])?.first
        try connection.run(
            "DELETE FROM delivery WHERE received_at < ?", [.integer(deliveriesBefore)])
        try connection.run(
            """
            DELETE FROM job WHERE ended_at < ? AND state NOT IN ('dead')
            AND id < (SELECT max(id) FROM job AS other WHERE other.unit = job.unit)
            """, [.integer(jobsBefore)])
        let after = try row("SELECT total_changes()", [])?.first
        guard case .integer(let first)? = before, case .integer(let last)? = after else { return 0 }
        return last - first
    }
}
