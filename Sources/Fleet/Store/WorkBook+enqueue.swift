internal import Basics
internal import Database

extension WorkBook {
    /// Puts what is asked for in the queue: a job of its own, or into the one of the unit that still waits.
    func enqueue(_ request: WorkRequest, by actor: String) throws {
        let unit = try unitNumber(of: request)
        if let pending = try pending(of: unit.unit) {
            try merge(request, into: pending, by: actor)
            return
        }
        let runAt = max(request.runAt ?? now, now)
        prospects.areNew = true
        try connection.run(
            """
            INSERT INTO job (unit, repository, state, priority, causes, created_at, run_at)
            VALUES (?, ?, 'queued', ?, ?, ?, ?)
            """,
            [
                .integer(unit.unit), .integer(unit.repository),
                .integer(Int64(request.priority.rawValue)), .text(JobCauses.text([request.cause])),
                .integer(now), .integer(runAt),
            ])
        let number = connection.lastInsertedRowID
        try note(
            JournalEvent(
                "job.queued", by: actor, repository: request.unit.repository, job: number,
                fields: [
                    "unit": .string(request.unit.kind.rawValue),
                    "subject": .string(request.unit.subject), "cause": .string(request.cause),
                    "priority": .int(request.priority.rawValue), "run_at": .int(Int(runAt)),
                ]))
    }

    /// Lets a job that waits for a worker stand for another request too: the sooner, the more urgent, for both causes.
    ///
    /// A limit of the forge's, or its silence, does not end because something else is wanted.
    private func merge(_ request: WorkRequest, into job: JobRow, by actor: String) throws {
        var merged = job
        merged.priority = min(job.priority, request.priority)
        merged.causes = JobCauses.list(JobCauses.text(job.causes + [request.cause]))
        let outlasts = job.reason.flatMap(WaitReason.init)?.outlastsEvents ?? false
        if job.state == .queued || !outlasts {
            merged.runAt = min(job.runAt, max(request.runAt ?? now, now))
            if job.state == .waiting, merged.runAt < job.runAt { merged.state = .queued }
            if merged.runAt < job.runAt { prospects.areNew = true }
        }
        try connection.run(
            """
            UPDATE job SET priority = ?, causes = ?, run_at = ?, state = ?,
                reason = CASE WHEN ?4 = 'queued' AND state = 'waiting' THEN NULL ELSE reason END
            WHERE id = ?
            """,
            [
                .integer(Int64(merged.priority.rawValue)), .text(JobCauses.text(merged.causes)),
                .integer(merged.runAt), .text(merged.state.rawValue), .integer(job.id),
            ])
        try note(
            JournalEvent(
                "job.merged", by: actor, repository: job.unit.repository, job: job.id,
                fields: [
                    "cause": .string(request.cause), "state": .string(merged.state.rawValue),
                    "priority": .int(merged.priority.rawValue), "run_at": .int(Int(merged.runAt)),
                ]))
    }

    /// The numbers of the request's unit and repository, made when they are new; the address follows the request.
    private func unitNumber(of request: WorkRequest) throws -> (unit: Int64, repository: Int64) {
        let repository = try number(
            """
            INSERT INTO repository (key, host, location) VALUES (?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET location = excluded.location, host = excluded.host
            RETURNING id
            """,
            [
                .text(request.unit.repository),
                .text(WorkHost.name(of: request.unit.repository, at: request.location)),
                .text(request.location),
            ])
        let unit = try number(
            """
            INSERT INTO unit (repository, kind, subject) VALUES (?, ?, ?)
            ON CONFLICT (repository, kind, subject) DO UPDATE SET kind = kind RETURNING id
            """,
            [
                .integer(repository), .text(request.unit.kind.rawValue),
                .text(request.unit.subject),
            ])
        return (unit, repository)
    }

    /// The one number that a statement gives.
    func number(_ sql: String, _ parameters: [DatabaseValue]) throws -> Int64 {
        guard case .integer(let number)? = try connection.rows(sql, parameters).first?.first else {
            throw FleetError(
                .storeFailed, "write to the store", because: "a row that must be there is not")
        }
        return number
    }

    /// Lets the repository's units follow what the forge tells of it; a repository without a unit is passed over.
    func apply(_ change: RepositoryChange, by actor: String) throws {
        let key = DatabaseValue.text(change.repository)
        let known = try row("SELECT location, closed FROM repository WHERE key = ?", [key])
        guard let known else { return }
        let kind: String
        var fields: [String: JSONValue] = [:]
        switch change.kind {
        case .moved(let location):
            guard known[0] != .text(location) else { return }
            try connection.run(
                "UPDATE repository SET location = ?, host = ? WHERE key = ?",
                [
                    .text(location), .text(WorkHost.name(of: change.repository, at: location)), key,
                ])
            (kind, fields) = ("repository.moved", ["location": .string(location)])
        case .closed(let reason):
            guard known[1] != .text(reason) else { return }
            try connection.run(
                "UPDATE repository SET closed = ? WHERE key = ?", [.text(reason), key])
            (kind, fields) = ("repository.closed", ["reason": .string(reason)])
        case .reopened:
            guard known[1] != .null else { return }
            try connection.run("UPDATE repository SET closed = NULL WHERE key = ?", [key])
            kind = "repository.reopened"
            prospects.areNew = true
        }
        try note(JournalEvent(kind, by: actor, repository: change.repository, fields: fields))
    }
}
