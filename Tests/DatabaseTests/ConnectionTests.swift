import Basics
import Database
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("A database connection")
struct ConnectionTests {
    private let folder: TemporaryDirectory
    private var file: Connection.Location { .file(folder.path + "/state.sqlite") }
    private static let one = Schema(migrations: [
        "CREATE TABLE job(id INTEGER PRIMARY KEY, name TEXT NOT NULL)"
    ])
    private static let two = Schema(
        migrations: one.migrations + ["ALTER TABLE job ADD COLUMN note BLOB"])

    init() throws { folder = try TemporaryDirectory() }

    @Test("a statement that is prepared again is used again, also one that was left half-way")
    func statements() throws {
        let connection = try Connection(
            .memory, schema: Schema(migrations: ["CREATE TABLE t(a INTEGER)"]))
        for number in 0..<300 {
            try connection.run("INSERT INTO t(a) VALUES (?)", [.integer(Int64(number))])
        }
        let sql = "SELECT a FROM t WHERE a >= ? ORDER BY a"
        for start in [5, 250, 0] {
            let half = try connection.prepare(sql)
            try half.bind([.integer(Int64(start))])
            #expect(try half.step() && half.integer(at: 0) == Int64(start))
            // Two of one text at once do not get into each other's way.
            let other = try connection.prepare(sql)
            try other.bind([.integer(299)])
            #expect(try other.step() && other.integer(at: 0) == 299)
            #expect(try half.step() && half.integer(at: 0) == Int64(start) + 1)
        }
        #expect(throws: DatabaseError.self) { try connection.prepare(sql).bind([]) }
        try connection.execute("ALTER TABLE t ADD COLUMN b")
        #expect(try connection.rows(sql, [.integer(299)]) == [[.integer(299)]])
        for number in 0..<500 {
            #expect(try connection.rows("SELECT \(number)") == [[.integer(Int64(number))]])
        }
        try connection.withTransaction { try connection.execute("DROP TABLE t") }
        #expect(throws: DatabaseError.self) { try connection.rows(sql, [.integer(1)]) }
    }

    @Test("values of every type come back as they were put in")
    func roundTrip() throws {
        let connection = try Connection(
            .memory, schema: Schema(migrations: ["CREATE TABLE t(a, b)"]))
        let values: [DatabaseValue] = [
            .integer(.min), .integer(.max), .text(""), .text("a\u{0}b"), .text("e\u{301}"),
            .blob([]),
            .blob([0, 255, 10]), .null, .text(String(repeating: "x", count: 100_000)),
        ]
        for value in values {
            try connection.run("INSERT INTO t(a, b) VALUES (?1, typeof(?1))", [value])
        }
        let rows = try connection.rows("SELECT a FROM t ORDER BY rowid")
        #expect(rows.map { $0[0] } == values)
        // Swift calls both spellings of é equal; the bytes must be the ones put in.
        guard case .text(let text) = rows[4][0] else { return #expect(Bool(false)) }
        #expect(Array(text.utf8) == Array("e\u{301}".utf8))
        let types = try connection.rows("SELECT DISTINCT b FROM t ORDER BY b").flatMap { $0 }
        #expect(types == ["blob", "integer", "null", "text"])
    }

    @Test("typed columns give nil for another type and for a column that is not there")
    func typedColumns() throws {
        let connection = try Connection(.memory)
        let statement = try connection.prepare("SELECT 7, 'x', x'01', NULL")
        #expect(statement.integer(at: 0) == nil)
        #expect(try statement.step())
        #expect(statement.integer(at: 0) == 7)
        #expect(statement.text(at: 0) == nil)
        #expect(statement.text(at: 1) == "x")
        #expect(statement.blob(at: 2) == [1])
        #expect(statement.value(at: 3) == .null)
        #expect(statement.value(at: 4) == .null)
        #expect(statement.value(at: -1) == .null)
        #expect(try !statement.step())
    }

    @Test("a file is made for its owner only, in WAL mode with full syncs and foreign keys")
    func settings() throws {
        let connection = try Connection(file, schema: Self.one)
        try connection.run("INSERT INTO job(name) VALUES ('a')")
        for name in ["state.sqlite", "state.sqlite-wal", "state.sqlite-shm"] {
            let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)[
                .posixPermissions]
            #expect(mode as? Int == 0o600, "\(name)")
        }
        func pragma(_ name: String) throws -> DatabaseValue? {
            try connection.rows("PRAGMA \(name)").first?.first
        }
        #expect(try pragma("journal_mode") == "wal")
        #expect(try pragma("synchronous") == 2)
        #expect(try pragma("foreign_keys") == 1)
        #expect(try pragma("cell_size_check") == 1)
        #expect(try pragma("busy_timeout") == 5000)
        #expect(try pragma("mmap_size") ?? 0 == 0)
    }

    @Test("what was committed is there after reopening, and outstanding migrations run once")
    func reopening() throws {
        do {
            let connection = try Connection(file, schema: Self.one)
            try connection.run("INSERT INTO job(name) VALUES (?)", ["first"])
            #expect(connection.lastInsertedRowID == 1)
        }
        for _ in 0..<2 {
            let connection = try Connection(file, schema: Self.two)
            #expect(try connection.rows("SELECT name, note FROM job") == [["first", nil]])
            #expect(try connection.rows("PRAGMA user_version") == [[2]])
        }
    }

    @Test("a file of a newer schema is refused and not touched")
    func newerSchema() throws {
        do { _ = try Connection(file, schema: Self.two) }
        let before = try Data(contentsOf: folder.url.appending(path: "state.sqlite"))
        let error = #expect(throws: DatabaseError.self) { try Connection(file, schema: Self.one) }
        #expect(error?.code == .newerSchema)
        #expect(error?.diagnostic.kind == .incomplete)
        #expect(try Data(contentsOf: folder.url.appending(path: "state.sqlite")) == before)
    }

    @Test("a migration that fails leaves the version and the tables before it")
    func failingMigration() throws {
        do { _ = try Connection(file, schema: Self.one) }
        let broken = Schema(
            migrations: Self.two.migrations + ["CREATE TABLE more(x); SELECT nonsense"])
        #expect(throws: DatabaseError.self) { try Connection(file, schema: broken) }
        let connection = try Connection(file, schema: Self.one)
        #expect(
            try connection.rows("SELECT name FROM sqlite_schema WHERE type = 'table'") == [["job"]])
    }

    @Test("a transaction whose body throws changes nothing, and the connection stays usable")
    func rollback() throws {
        struct Stop: Error {}
        let connection = try Connection(file, schema: Self.one)
        #expect(throws: Stop.self) {
            try connection.withTransaction {
                try connection.run("INSERT INTO job(name) VALUES ('a')")
                throw Stop()
            }
        }
        #expect(try connection.rows("SELECT count(*) FROM job") == [[0]])
        let rows = try connection.withTransaction {
            try connection.run("INSERT INTO job(name) VALUES ('a'), ('b')")
            return try connection.rows("SELECT count(*) FROM job")
        }
        #expect(rows == [[2]])
    }

    @Test("a transaction inside another is refused and the outer one still stands")
    func nestedTransaction() throws {
        let connection = try Connection(file, schema: Self.one)
        try connection.withTransaction {
            try connection.run("INSERT INTO job(name) VALUES ('a')")
            let error = #expect(throws: DatabaseError.self) { try connection.withTransaction {} }
            #expect(error?.code == .misuse)
        }
        #expect(try connection.rows("SELECT count(*) FROM job") == [[1]])
    }

    @Test("a violated constraint is told apart")
    func constraint() throws {
        let connection = try Connection(file, schema: Self.one)
        let error = #expect(throws: DatabaseError.self) {
            try connection.run("INSERT INTO job(name) VALUES (?)", [nil])
        }
        #expect(error?.code == .constraint)
    }

    @Test(
        "a statement with the wrong number of parameters, none at all, or text after it is refused")
    func misuse() throws {
        let connection = try Connection(.memory)
        for (sql, values) in [
            ("SELECT ?", []), ("SELECT 1", [1]), ("", []), ("SELECT 1; SELECT 2", []),
        ]
            as [(String, [DatabaseValue])]
        {
            let error = #expect(throws: DatabaseError.self) { try connection.run(sql, values) }
            #expect(error?.code == .misuse, "\(sql)")
        }
    }

    @Test("a read-only connection sees committed rows, writes nothing and never checkpoints")
    func readOnly() throws {
        let writer = try Connection(file, schema: Self.one)
        try writer.run("INSERT INTO job(name) VALUES ('a')")
        let log = folder.url.appending(path: "state.sqlite-wal")
        let size = try Data(contentsOf: log).count
        do {
            let reader = try Connection(file, access: .readOnly, schema: Self.one)
            #expect(try reader.rows("SELECT name FROM job") == [["a"]])
            #expect(throws: DatabaseError.self) { try reader.run("DELETE FROM job") }
            try reader.checkpoint()
            #expect(
                try reader.withTransaction { try reader.rows("SELECT count(*) FROM job") } == [[1]])
        }
        #expect(try Data(contentsOf: log).count == size)
        try writer.checkpoint()
        #expect(try Data(contentsOf: log).isEmpty)
    }

    @Test("a read-only connection makes no file and does not migrate")
    func readOnlyNeedsFile() throws {
        let missing = #expect(throws: DatabaseError.self) {
            try Connection(file, access: .readOnly)
        }
        #expect(missing?.code == .cannotOpen)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        do { _ = try Connection(file, schema: Self.one) }
        let old = #expect(throws: DatabaseError.self) {
            try Connection(file, access: .readOnly, schema: Self.two)
        }
        #expect(old?.code == .misuse)
    }

    @Test("a file that is no database is refused and left as it is")
    func noDatabase() throws {
        let text = String(repeating: "not a database\n", count: 500)
        try folder.write(text, to: "state.sqlite")
        let error = #expect(throws: DatabaseError.self) { try Connection(file, schema: Self.one) }
        #expect(error?.code == .corrupt)
        #expect(try folder.read("state.sqlite") == text)
    }

    @Test("a damaged page is found when the file is opened, and the file is kept")
    func damage() throws {
        do {
            let connection = try Connection(file, schema: Self.one)
            for number in 0..<2000 {
                try connection.run(
                    "INSERT INTO job(name) VALUES (?)", [.text("job number \(number)")])
            }
            try connection.checkpoint()
        }
        let url = folder.url.appending(path: "state.sqlite")
        var bytes = try Data(contentsOf: url)
        bytes.replaceSubrange(4096..<8192, with: Data(repeating: 0xa5, count: 4096))
        try bytes.write(to: url)
        let error = #expect(throws: DatabaseError.self) { try Connection(file, schema: Self.one) }
        #expect(error?.code == .corrupt)
        #expect(try Data(contentsOf: url).count == bytes.count)
    }

    @Test("a folder that is missing is one clear error")
    func missingFolder() throws {
        let location = Connection.Location.file(folder.path + "/none/state.sqlite")
        let error = #expect(throws: DatabaseError.self) { try Connection(location) }
        #expect(error?.code == .cannotOpen)
        #expect(error?.subject == folder.path + "/none/state.sqlite")
    }

    @Test("a connection behind a lock serves many tasks at once")
    func concurrency() async throws {
        final class Store: Sendable {
            let connection: Mutex<Connection>

            init(_ location: Connection.Location, _ schema: Schema) throws {
                connection = Mutex(try Connection(location, schema: schema))
            }

            func add(_ number: Int) throws {
                try connection.withLock {
                    try $0.run("INSERT INTO job(name) VALUES (?)", [.text("\(number)")])
                }
            }
        }
        let store = try Store(file, Self.one)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<50 { group.addTask { try store.add(number) } }
            try await group.waitForAll()
        }
        let count = try store.connection.withLock { try $0.rows("SELECT count(*) FROM job") }
        #expect(count == [[50]])
    }
}
