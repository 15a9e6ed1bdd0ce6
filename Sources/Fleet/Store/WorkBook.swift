internal import Basics
internal import Database

/// The tables of the store within one transaction: what was decided, written together with the journal.
///
/// The time is that of the transaction, in milliseconds since 1970.
struct WorkBook {
    /// Whether the transaction may have made a job ready.
    final class Prospects {
        var areNew = false
    }

    let connection: Connection
    let now: Int64
    let prospects = Prospects()

    /// Appends an event to the journal.
    func note(_ event: JournalEvent) throws {
        try Journal.append(event, at: now, to: connection)
    }

    /// The first row of a query; nil for none.
    func row(_ sql: String, _ parameters: [DatabaseValue]) throws -> [DatabaseValue]? {
        let statement = try connection.prepare(sql)
        try statement.bind(parameters)
        return try statement.step() ? statement.row : nil
    }
}

/// A job as the store's own decisions see it.
struct JobRow {
    static let columns = """
        job.id, job.unit, job.repository, repository.key, unit.kind, unit.subject, job.state,
        job.reason, job.priority, job.causes, job.run_at, job.attempts, job.crashes, job.token
        """
    static let source = """
        job JOIN unit ON unit.id = job.unit JOIN repository ON repository.id = job.repository
        """

    var id: Int64
    var unitNumber: Int64
    var repositoryNumber: Int64
    var unit: UnitKey
    var state: JobState
    var reason: String?
    var priority: WorkPriority
    var causes: [String]
    var runAt: Int64
    var attempts: Int64
    var crashes: Int64
    var token: Int64?

    /// A job from a row of `columns`; nil for a row that no version of this program writes.
    init?(_ row: [DatabaseValue]) {
        guard row.count == 14, case .integer(let id) = row[0], case .integer(let unit) = row[1],
            case .integer(let repository) = row[2], case .text(let key) = row[3],
            case .text(let kind) = row[4], let kind = UnitKey.Kind(rawValue: kind),
            case .text(let subject) = row[5], case .text(let state) = row[6],
            let state = JobState(rawValue: state), case .integer(let priority) = row[8],
            let priority = WorkPriority(rawValue: Int(priority)), case .text(let causes) = row[9],
            case .integer(let runAt) = row[10], case .integer(let attempts) = row[11],
            case .integer(let crashes) = row[12]
        else { return nil }
        self.id = id
        unitNumber = unit
        repositoryNumber = repository
        self.unit = UnitKey(repository: key, kind: kind, subject: subject)
        self.state = state
        self.priority = priority
        self.causes = JobCauses.list(causes)
        self.runAt = runAt
        self.attempts = attempts
        self.crashes = crashes
        if case .text(let text) = row[7] { reason = text }
        if case .integer(let number) = row[13] { token = number }
    }
}

/// Causes as one column holds them: each once, sorted, one a line.
enum JobCauses {
    static func list(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

    static func text(_ causes: [String]) -> String {
        Set(causes.map { $0.replacing("\n", with: " ") }).filter { !$0.isEmpty }.sorted()
            .joined(separator: "\n")
    }
}

extension WorkBook {
    /// The one job that a condition on `job` names; nil for none.
    func job(where condition: String, _ parameters: [DatabaseValue]) throws -> JobRow? {
        try row(
            "SELECT \(JobRow.columns) FROM \(JobRow.source) WHERE \(condition) LIMIT 1", parameters
        ).flatMap { JobRow($0) }
    }

    /// All jobs that a condition names, by their number.
    func jobs(where condition: String, _ parameters: [DatabaseValue]) throws -> [JobRow] {
        try connection.rows(
            "SELECT \(JobRow.columns) FROM \(JobRow.source) WHERE \(condition) ORDER BY job.id",
            parameters
        ).compactMap { JobRow($0) }
    }

    /// The job of a unit that waits for a worker.
    func pending(of unit: Int64) throws -> JobRow? {
        try job(where: "job.unit = ? AND job.state IN ('queued', 'waiting')", [.integer(unit)])
    }
}
