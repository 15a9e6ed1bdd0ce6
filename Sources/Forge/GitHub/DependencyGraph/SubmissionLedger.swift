internal import Basics
internal import Database
internal import Synchronization

/// What GitHub was last told of each repository's dependencies, so that it is not told twice.
///
/// Calls block.
package final class SubmissionLedger: Sendable {
    /// How GitHub took it.
    enum Standing: String, Sendable {
        case taken, notPermitted, unusable
        /// There is nothing to tell, and never was.
        case nothing
    }

    /// The last time that GitHub was told.
    struct Entry: Sendable, Hashable {
        var standing: Standing
        /// What it was told; nil for no file at all.
        var content: Digest?
        /// When, in seconds since 1970.
        var time: Int
    }

    private static let schema = Schema(migrations: [
        """
        CREATE TABLE submission (
            repository TEXT PRIMARY KEY,
            standing TEXT NOT NULL,
            content TEXT NOT NULL,
            time INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
    ])

    private let connection: Mutex<Connection>

    /// The ledger of a home folder, which must exist; of this process alone without one.
    package init(home: String?) throws {
        let location = home.map { Connection.Location.file("\($0)/github-dependencies.db") }
        connection = Mutex(
            try Connection(location ?? .memory, schema: Self.schema, journal: .rollback))
    }

    func entry(of repository: String) throws -> Entry? {
        try connection.withLock { connection in
            let rows = try connection.rows(
                "SELECT standing, content, time FROM submission WHERE repository = ?",
                [.text(repository)])
            guard let row = rows.first, case .text(let standing) = row[0],
                let standing = Standing(rawValue: standing), case .text(let content) = row[1],
                case .integer(let time) = row[2]
            else { return nil }
            return Entry(
                standing: standing, content: Digest(parsing: content), time: Int(time))
        }
    }

    func note(_ entry: Entry, of repository: String) throws {
        try connection.withLock { connection in
            try connection.run(
                """
                INSERT INTO submission (repository, standing, content, time) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (repository) DO UPDATE SET standing = ?2, content = ?3, time = ?4
                """,
                [
                    .text(repository), .text(entry.standing.rawValue),
                    .text(entry.content?.description ?? ""), .integer(Int64(entry.time)),
                ])
        }
    }
}
