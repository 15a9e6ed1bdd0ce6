internal import Basics
internal import Database

extension WorkBook {
    /// The time after which a job that waits for a worker counts as one class more urgent, in milliseconds.
    static let ageing: Int64 = 600_000

    /// The job to be worked on next: the most urgent class, its age lifting it, then the longest ready.
    func nextReady(avoiding hosts: Set<String>) throws -> JobRow? {
        let avoided = hosts.sorted()
        let places = avoided.map { _ in "?" }.joined(separator: ", ")
        let condition = """
            job.state IN ('queued', 'waiting') AND job.priority = ? AND job.run_at <= ?
            AND repository.closed IS NULL AND repository.host NOT IN (\(places))
            AND NOT EXISTS (SELECT 1 FROM job AS other
                WHERE other.repository = job.repository AND other.state = 'running')
            ORDER BY job.run_at, job.id
            """
        // Within a class the longest ready is the first; so one look for each class finds the best of all.
        let best = try WorkPriority.allCases.compactMap { priority in
            try job(
                where: condition,
                [.integer(Int64(priority.rawValue)), .integer(now)] + avoided.map { .text($0) })
        }
        return best.min { rank(of: $0) < rank(of: $1) }
    }

    private func rank(of job: JobRow) -> (Int64, Int64, Int64) {
        let lift = max(0, now - job.runAt) / Self.ageing
        return (max(0, Int64(job.priority.rawValue) - lift), job.runAt, job.id)
    }

    /// Gives a ready job to a worker: a run begins, and its number is the token.
    func claim(_ job: JobRow, by worker: String, instance: String) throws -> Lease {
        let attempt = job.attempts + 1
        try connection.run(
            "INSERT INTO run (job, attempt, worker, started_at) VALUES (?, ?, ?, ?)",
            [.integer(job.id), .integer(attempt), .text(worker), .integer(now)])
        let token = connection.lastInsertedRowID
        try connection.run(
            """
            UPDATE job SET state = 'running', reason = NULL, attempts = ?, token = ?, instance = ?,
                lease_until = ? WHERE id = ?
            """,
            [
                .integer(attempt), .integer(token), .text(instance), .integer(leaseEnd),
                .integer(job.id),
            ])
        try note(
            JournalEvent(
                "job.claimed", by: "worker:\(worker)", repository: job.unit.repository, job: job.id,
                token: token, fields: ["attempt": .int(Int(attempt))]))
        return try lease(of: job, token: token)
    }

    /// The lease of a run of a job.
    func lease(of job: JobRow, token: Int64) throws -> Lease {
        let facts = try row(
            """
            SELECT repository.location, repository.host, run.worker, run.attempt
            FROM repository JOIN run ON run.id = ? WHERE repository.id = ?
            """, [.integer(token), .integer(job.repositoryNumber)])
        guard case .text(let location)? = facts?[0], case .text(let host)? = facts?[1],
            case .text(let worker)? = facts?[2], case .integer(let attempt)? = facts?[3]
        else {
            throw FleetError(
                .storeFailed, "find a lease", because: "the job's repository is not there")
        }
        return Lease(
            job: job.id, token: token, unit: job.unit, location: location, host: host,
            priority: job.priority, causes: job.causes, attempt: Int(attempt),
            crashes: Int(job.crashes), worker: worker)
    }

    private var leaseEnd: Int64 { now + Int64(Lease.duration.milliseconds) }

    /// Writes a lease's new end.
    func renew(_ lease: Lease, hasEnded: Bool) throws {
        _ = try held(lease, "renew a lease")
        // The reaper may not have looked yet, but the time is over for both sides.
        if hasEnded { throw FleetError.leaseLost(lease, "renew a lease") }
        try connection.run(
            "UPDATE job SET lease_until = ? WHERE id = ?",
            [.integer(leaseEnd), .integer(lease.job)]
        )
    }

    /// The job of a lease that is still held.
    func held(_ lease: Lease, _ attempted: String) throws -> JobRow {
        let job = try job(
            where: "job.id = ? AND job.token = ? AND job.state = 'running'",
            [.integer(lease.job), .integer(lease.token)])
        guard let job else { throw FleetError.leaseLost(lease, attempted) }
        return job
    }

    /// Notes a recovery point of a run.
    ///
    /// With a `position`, one that is noted already is passed over: whoever sends it did not see that it had arrived.
    func record(
        _ step: String, detail: [String: JSONValue], position: Int? = nil, under lease: Lease
    ) throws {
        let job = try held(lease, "record a step")
        if let position {
            let known = try number(
                "SELECT count(*) FROM step WHERE run = ?", [.integer(lease.token)])
            if known >= position { return }
        }
        let text = JSONValue.sorted(detail).text(indented: false)
        try connection.run(
            """
            INSERT INTO step (run, position, name, detail, at)
            SELECT ?1, count(*) + 1, ?2, ?3, ?4 FROM step WHERE run = ?1
            """,
            [.integer(lease.token), .text(step), .text(text), .integer(now)])
        try note(
            JournalEvent(
                "job.step", by: "worker:\(lease.worker)", repository: job.unit.repository,
                job: job.id, token: lease.token,
                fields: detail.merging(["step": .string(step)]) { $1 }))
    }

    /// So many turns of conversations are kept for a run; no brain makes as many.
    private static let mostTurns: Int64 = 10_000

    /// Tells the journal of a turn of a conversation with a brain; with a `position` as `record`.
    func transcribe(
        _ kind: String, fields: [String: JSONValue], position: Int? = nil, under lease: Lease
    ) throws {
        let job = try held(lease, "keep a transcript")
        let known = try number(
            """
            SELECT count(*) FROM journal WHERE job = ? AND head ->> 'token' = ?
            AND head ->> 'kind' GLOB 'agent.*'
            """, [.integer(job.id), .integer(lease.token)])
        if let position, known >= position { return }
        guard known < Self.mostTurns else { return }
        try note(
            JournalEvent(
                kind, by: "worker:\(lease.worker)", repository: job.unit.repository, job: job.id,
                token: lease.token, fields: fields))
    }

    /// The jobs that workers of an instance hold.
    func held(by instance: String) throws -> [JobRow] {
        try jobs(where: "job.instance = ? AND job.state = 'running'", [.text(instance)])
    }

    /// The tokens of what instances hold whose names begin so, but not so.
    func tokens(of prefix: String, butOf exception: String) throws -> [Int64] {
        try connection.rows(
            """
            SELECT token FROM job WHERE state = 'running'
            AND substr(instance, 1, length(?1)) = ?1 AND substr(instance, 1, length(?2)) <> ?2
            ORDER BY token
            """, [.text(prefix), .text(exception)]
        ).compactMap { if case .integer(let token) = $0[0] { token } else { nil } }
    }

    /// The tokens of all running jobs.
    func runningTokens() throws -> Set<Int64> {
        let rows = try connection.rows("SELECT token FROM job WHERE state = 'running'")
        return Set(
            rows.compactMap { row in
                if case .integer(let token) = row[0] { token } else { nil }
            })
    }
}
