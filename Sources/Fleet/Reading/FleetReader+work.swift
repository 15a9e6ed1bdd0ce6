internal import Database
internal import FoundationEssentials
internal import Remediation

extension FleetReader {
    /// Units in the order of their numbers, after one of them; with how they stand.
    package func units(after number: Int64 = 0, limit: Int = 1000) throws -> [UnitRecord] {
        try units(where: "unit.id > ?", [.integer(number), .integer(Int64(limit))])
    }

    /// One unit; nil when there is none of that number.
    package func unit(_ number: Int64) throws -> UnitRecord? {
        try units(where: "unit.id = ?", [.integer(number), 1]).first
    }

    /// Jobs in a state, the newest first; before the one of that number, if it is given.
    package func jobs(
        in state: JobState, before number: Int64? = nil, limit: Int = 100
    ) throws -> [JobRecord] {
        try connection.rows(
            """
            SELECT \(JobRecord.columns) FROM \(JobRow.source)
            WHERE job.state = ? AND job.id < ? ORDER BY job.id DESC LIMIT ?
            """,
            [.text(state.rawValue), .integer(number ?? .max), .integer(Int64(limit))]
        ).compactMap { JobRecord($0) }
    }

    /// One job; nil when there is none of that number.
    package func job(_ number: Int64) throws -> JobRecord? {
        try connection.rows(
            "SELECT \(JobRecord.columns) FROM \(JobRow.source) WHERE job.id = ?",
            [.integer(number)]
        ).first.flatMap { JobRecord($0) }
    }

    /// Runs, the newest first; before the one of that number and of one unit only, if these are given.
    package func runs(
        of unit: Int64? = nil, before number: Int64? = nil, limit: Int = 100
    ) throws -> [RunRecord] {
        // Each condition alone, so that each is answered from an index.
        let condition = unit == nil ? "?1 IS NULL" : "job.unit = ?1"
        return try connection.rows(
            """
            SELECT \(RunRecord.columns) FROM \(RunRecord.source)
            WHERE \(condition) AND run.id < ?2 ORDER BY run.id DESC LIMIT ?3
            """,
            [.optional(unit), .integer(number ?? .max), .integer(Int64(limit))]
        ).compactMap { RunRecord($0) }
    }

    /// One run with the recovery points it has passed; nil when there is none of that number.
    package func run(_ number: Int64) throws -> (run: RunRecord, steps: [StepRecord])? {
        try connection.withTransaction {
            let rows = try connection.rows(
                "SELECT \(RunRecord.columns) FROM \(RunRecord.source) WHERE run.id = ?",
                [.integer(number)])
            guard let run = rows.first.flatMap({ RunRecord($0) }) else { return nil }
            let steps = try connection.rows(
                "SELECT position, name, detail, at FROM step WHERE run = ? ORDER BY position",
                [.integer(number)])
            return (run, steps.compactMap { StepRecord($0) })
        }
    }

    private func units(
        where condition: String, _ parameters: [DatabaseValue]
    ) throws -> [UnitRecord] {
        try connection.withTransaction {
            try connection.rows(
                """
                SELECT unit.id, repository.key, unit.kind, unit.subject, repository.location,
                    repository.closed, unit.last_head,
                    (SELECT max(job.id) FROM job WHERE job.unit = unit.id),
                    (SELECT run.id FROM run JOIN job ON job.id = run.job
                        WHERE job.unit = unit.id AND run.ended_at NOT NULL
                        ORDER BY run.id DESC LIMIT 1)
                FROM unit JOIN repository ON repository.id = unit.repository
                WHERE \(condition) ORDER BY unit.id LIMIT ?
                """, parameters
            ).compactMap { row in
                guard var record = UnitRecord(row) else { return nil }
                if case .integer(let number) = row[7] { record.lastJob = try job(number) }
                if case .integer(let number) = row[8] {
                    record.lastRun = try connection.rows(
                        "SELECT \(RunRecord.columns) FROM \(RunRecord.source) WHERE run.id = ?",
                        [.integer(number)]
                    ).first.flatMap { RunRecord($0) }
                }
                return record
            }
        }
    }
}

extension UnitKey {
    /// A key from the columns `repository.key, unit.kind, unit.subject`.
    fileprivate init?(_ row: ArraySlice<DatabaseValue>) {
        let row = Array(row)
        guard row.count == 3, case .text(let repository) = row[0], case .text(let kind) = row[1],
            let kind = Kind(rawValue: kind), case .text(let subject) = row[2]
        else { return nil }
        self.init(repository: repository, kind: kind, subject: subject)
    }
}

extension UnitRecord {
    fileprivate init?(_ row: [DatabaseValue]) {
        guard row.count == 9, case .integer(let id) = row[0], let key = UnitKey(row[1...3]),
            case .text(let location) = row[4]
        else { return nil }
        self.init(
            id: id, key: key, location: location, closed: row[5].string, lastHead: row[6].string)
    }
}

extension JobRecord {
    fileprivate static let columns = """
        job.id, repository.key, unit.kind, unit.subject, repository.location, job.state, job.reason,
        job.detail, job.priority, job.causes, job.created_at, job.run_at, job.ended_at,
        job.attempts, job.crashes, job.token
        """

    fileprivate init?(_ row: [DatabaseValue]) {
        guard row.count == 16, let id = row[0].number, let unit = UnitKey(row[1...3]),
            let location = row[4].string, let state = row[5].string.flatMap(JobState.init),
            let priority = row[8].number.flatMap({ WorkPriority(rawValue: Int($0)) }),
            let causes = row[9].string, let createdAt = row[10].number,
            let runAt = row[11].number, let attempts = row[13].number,
            let crashes = row[14].number
        else { return nil }
        self.init(
            id: id, unit: unit, location: location, state: state, reason: row[6].string,
            detail: row[7].string, priority: priority, causes: JobCauses.list(causes),
            createdAt: createdAt, runAt: runAt, endedAt: row[12].number, attempts: Int(attempts),
            crashes: Int(crashes), run: row[15].number)
    }
}

extension RunRecord {
    fileprivate static let columns = """
        run.id, run.job, repository.key, unit.kind, unit.subject, repository.location, run.attempt,
        run.worker, run.started_at, run.ended_at, run.outcome, run.detail, run.summary
        """
    fileprivate static let source =
        "run JOIN job ON job.id = run.job"
        + " JOIN unit ON unit.id = job.unit JOIN repository ON repository.id = job.repository"

    fileprivate init?(_ row: [DatabaseValue]) {
        guard row.count == 13, let id = row[0].number, let job = row[1].number,
            let unit = UnitKey(row[2...4]), let location = row[5].string,
            let attempt = row[6].number, let worker = row[7].string, let startedAt = row[8].number
        else { return nil }
        // A summary that another version wrote is no reason to hide the run.
        let summary = row[12].string.flatMap {
            try? JSONDecoder().decode(RemediationSummary.self, from: Data($0.utf8))
        }
        self.init(
            id: id, job: job, unit: unit, location: location, attempt: Int(attempt),
            worker: worker, startedAt: startedAt, endedAt: row[9].number, outcome: row[10].string,
            detail: row[11].string, summary: summary)
    }
}

extension StepRecord {
    fileprivate init?(_ row: [DatabaseValue]) {
        guard row.count == 4, let position = row[0].number, let name = row[1].string,
            let detail = row[2].string, let at = row[3].number
        else { return nil }
        self.init(position: Int(position), name: name, detail: detail, at: at)
    }
}

extension DatabaseValue {
    fileprivate var number: Int64? { if case .integer(let number) = self { number } else { nil } }
    fileprivate var string: String? { if case .text(let text) = self { text } else { nil } }
}
