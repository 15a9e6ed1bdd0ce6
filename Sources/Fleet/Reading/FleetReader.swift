internal import Basics
internal import Database

/// A look at the service's store that never writes and is never in the writer's way.
///
/// Opens only what a `FleetStore` has made. Each call sees one moment; two calls may see two.
package actor FleetReader {
    private let executor = BlockingExecutor(label: "fleet-reader")
    let connection: Connection

    /// Reading blocks, so it has a thread of its own.
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Opens the store of a home folder.
    ///
    /// - Throws: `DatabaseError` when there is none yet, or it is of another version.
    package init(home: String) throws {
        connection = try Connection(
            .file(FleetStore.path(in: home)), access: .readOnly, schema: FleetStore.schema)
    }

    /// The queue in numbers at `now`, in milliseconds since 1970.
    package func counts(now: Int64) throws -> FleetCounts {
        try connection.withTransaction {
            let ready = """
                job JOIN repository ON repository.id = job.repository
                WHERE job.state IN ('queued', 'waiting') AND repository.closed IS
                """
            let states = try numbers("SELECT state, count(*) FROM job GROUP BY state")
            let reasons = try numbers(
                "SELECT reason, count(*) FROM job WHERE state = 'waiting' GROUP BY reason")
            return FleetCounts(
                jobs: Dictionary(
                    uniqueKeysWithValues: JobState.allCases.map { ($0, states[$0.rawValue] ?? 0) }),
                waiting: Dictionary(
                    uniqueKeysWithValues: WaitReason.allCases.map {
                        ($0, reasons[$0.rawValue] ?? 0)
                    }),
                ready: Int(
                    try number(
                        "SELECT count(*) FROM \(ready) NULL AND run_at <= ?", [.integer(now)]) ?? 0),
                paused: Int(try number("SELECT count(*) FROM \(ready) NOT NULL") ?? 0),
                oldestReadyAt: try number(
                    "SELECT min(run_at) FROM \(ready) NULL AND run_at <= ?", [.integer(now)]),
                repositories: Int(try number("SELECT count(*) FROM repository") ?? 0),
                units: Int(try number("SELECT count(*) FROM unit") ?? 0),
                deliveries: Int(try number("SELECT count(*) FROM delivery") ?? 0))
        }
    }

    /// Events of the journal after this number, in order.
    package func events(after number: Int64, limit: Int = 256) throws -> [JournalRecord] {
        try Journal.records(after: number, limit: limit, from: connection)
    }

    /// The number of the journal's last event; 0 before the first.
    package func lastEvent() throws -> Int64 { try number("SELECT max(seq) FROM journal") ?? 0 }

    /// The first number that a query gives; nil for none.
    private func number(_ sql: String, _ parameters: [DatabaseValue] = []) throws -> Int64? {
        guard case .integer(let number)? = try connection.rows(sql, parameters).first?.first else {
            return nil
        }
        return number
    }

    /// A query's pairs of a text and a number.
    private func numbers(_ sql: String) throws -> [String: Int] {
        var result: [String: Int] = [:]
        for row in try connection.rows(sql) {
            if case .text(let name) = row[0], case .integer(let count) = row[1] {
                result[name] = Int(count)
            }
        }
        return result
    }
}
