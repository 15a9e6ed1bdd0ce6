internal import CSQLite

/// One connection to an SQLite database.
///
/// Every call blocks, and calls must not overlap: a caller that lives in concurrent code wraps the connection
/// in an actor or a `Mutex`. There is at most one connection that writes for a file with a write-ahead log, because
/// Debian 12's SQLite can lose a WAL reset when two of them write or checkpoint at once. The database is never deleted, and its
/// file never opened by other means while a connection stands (closing any descriptor would drop the locks).
package final class Connection {
    /// Where the data is.
    package enum Location: Hashable, Sendable {
        /// In memory, gone with the connection.
        case memory
        /// In a file; made with mode 0600 when missing, its folder must exist.
        case file(String)
    }

    /// What the connection may do.
    package enum Access: Hashable, Sendable {
        /// Reads and writes; runs outstanding migrations when it opens.
        case readWrite
        /// Only reads: never writes, migrates or checkpoints. The file must exist and be fully migrated.
        case readOnly
    }

    /// How a transaction survives a crash; the same for every connection to a file, for all of its life.
    package enum Journal: Hashable, Sendable {
        /// A write-ahead log: readers beside one writer, which is the only connection that writes.
        case writeAhead
        /// A rollback journal: several processes may write, one after the other.
        case rollback
    }

    /// Where the data is.
    package let location: Location
    /// What the connection may do.
    package let access: Access
    let journal: Journal
    let handle: OpaquePointer
    private var isInTransaction = false
    /// Compiled statements that nobody uses at the moment, by their text.
    private var idle: [String: OpaquePointer] = [:]
    private static let mostIdle = 128

    /// Opens a database, checks it, and brings it to the schema's version.
    ///
    /// - Throws: `.newerSchema` before anything is written when the file is of a later version.
    package init(
        _ location: Location, access: Access = .readWrite, schema: Schema = .empty,
        journal: Journal = .writeAhead
    ) throws(DatabaseError) {
        self.location = location
        self.access = access
        self.journal = journal
        handle = try Self.open(location, access: access)
        try check(schema)
        try configure()
        try migrate(to: schema)
    }

    deinit {
        for statement in idle.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    /// Runs one or more statements that take no parameters and whose rows do not matter.
    package func execute(_ script: String) throws(DatabaseError) {
        let status = sqlite3_exec(handle, script, nil, nil, nil)
        if status != SQLITE_OK { throw failure(status, "run a statement of") }
    }

    /// Takes a compiled statement that was given back; nil where there is none of that text.
    func takeIdle(_ sql: String) -> OpaquePointer? { idle.removeValue(forKey: sql) }

    /// Takes a statement back that is no longer used, to be used again.
    func giveBack(_ statement: OpaquePointer, of sql: String) {
        // Without this it would hold on to its lock, and to the bytes of its parameters.
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
        guard idle.count < Self.mostIdle, idle[sql] == nil else {
            sqlite3_finalize(statement)
            return
        }
        idle[sql] = statement
    }

    /// Compiles one statement, unless it is there from before; text after it is refused.
    package func prepare(_ sql: String) throws(DatabaseError) -> Statement {
        try Statement(sql, on: self)
    }

    /// Runs one statement with its parameters and drops its rows.
    package func run(_ sql: String, _ parameters: [DatabaseValue] = []) throws(DatabaseError) {
        let statement = try prepare(sql)
        try statement.bind(parameters)
        while try statement.step() {}
    }

    /// All rows of one statement, in memory: for results known to be small.
    package func rows(
        _ sql: String, _ parameters: [DatabaseValue] = []
    ) throws(DatabaseError) -> [[DatabaseValue]] {
        let statement = try prepare(sql)
        try statement.bind(parameters)
        var rows: [[DatabaseValue]] = []
        while try statement.step() { rows.append(statement.row) }
        return rows
    }

    /// Does all of the body's writes or none of them.
    ///
    /// The write lock is taken at once (`BEGIN IMMEDIATE`), so the body never fails half-way for want of it.
    /// A transaction inside another is refused. An error of the body rolls back and is thrown on.
    package func withTransaction<Result>(_ body: () throws -> Result) throws -> Result {
        guard !isInTransaction else {
            throw failure(.misuse, "begin a transaction in", "another one is not finished")
        }
        try execute(access == .readWrite ? "BEGIN IMMEDIATE" : "BEGIN")
        isInTransaction = true
        defer { isInTransaction = false }
        do {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            // Some failures (disk full, I/O) have rolled back already; then there is nothing to undo. Should
            // this fail, the caller still needs the first error, and SQLite undoes the rest when it reopens.
            if sqlite3_get_autocommit(handle) == 0 {
                sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
            }
            throw error
        }
    }

    /// The row id of the last INSERT that succeeded.
    package var lastInsertedRowID: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Writes the whole log back into the database file and empties it; for quiet moments.
    package func checkpoint() throws(DatabaseError) {
        guard access == .readWrite, location != .memory else { return }
        let status = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        if status != SQLITE_OK { throw failure(status, "checkpoint") }
    }

    func failure(_ status: Int32, _ verb: String) -> DatabaseError {
        failure(DatabaseError.code(of: status), verb, String(cString: sqlite3_errmsg(handle)))
    }

    func failure(_ code: DatabaseError.Code, _ verb: String, _ reason: String) -> DatabaseError {
        DatabaseError(
            code: code, attempted: "\(verb) the database", subject: location.subject, reason: reason
        )
    }
}

extension Connection.Location {
    var subject: String {
        switch self {
        case .memory: "in-memory database"
        case .file(let path): path
        }
    }
}
