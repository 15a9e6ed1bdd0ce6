internal import CSQLite
internal import Glibc

extension Connection {
    /// File systems on which POSIX locks or shared memory cannot be relied upon, by their `statfs` number.
    private static let unsafeFileSystems: [Int64: String] = [
        0x6969: "NFS", 0x517b: "SMB", 0xff53_4d42: "CIFS", 0xfe53_4d42: "SMB2", 0x6573_5546: "FUSE",
        0x00c3_6400: "Ceph", 0x5346_414f: "AFS",
    ]

    static func open(
        _ location: Location, access: Access
    ) throws(DatabaseError) -> OpaquePointer {
        var name = ":memory:"
        if case .file(let path) = location {
            name = path
            try refuseUnsafeFileSystem(of: path)
            if access == .readWrite { try createPrivately(path) }
        }
        let mode = access == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
        let memory = location == .memory ? SQLITE_OPEN_MEMORY | SQLITE_OPEN_CREATE : 0
        var handle: OpaquePointer?
        let status = sqlite3_open_v2(
            name, &handle, mode | memory | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, nil)
        guard status == SQLITE_OK, let handle else {
            let reason = String(cString: sqlite3_errstr(status))
            sqlite3_close_v2(handle)
            throw DatabaseError(
                code: DatabaseError.code(of: status), attempted: "open the database",
                subject: location.subject, reason: reason)
        }
        sqlite3_extended_result_codes(handle, 1)
        return handle
    }

    /// Makes an empty file only its owner may read: SQLite's own mode would be 0644, and its log and shared
    /// memory take the database's.
    private static func createPrivately(_ path: String) throws(DatabaseError) {
        let descriptor = Glibc.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            // The file is ours alone as long as it is empty: no connection can hold a lock that this drops.
            Glibc.close(descriptor)
        } else if errno != EEXIST {
            throw DatabaseError(
                code: .cannotOpen, attempted: "create the database", subject: path,
                reason: String(cString: strerror(errno)))
        }
    }

    private static func refuseUnsafeFileSystem(of path: String) throws(DatabaseError) {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let number = complybot_file_system_number(folder)
        guard number >= 0 else {
            throw DatabaseError(
                code: .cannotOpen, attempted: "open the database", subject: path,
                reason: "its folder: " + String(cString: strerror(errno)))
        }
        if let name = unsafeFileSystems[number] {
            throw DatabaseError(
                code: .unsafeFileSystem, attempted: "open the database", subject: path,
                reason: "its folder is on \(name), where SQLite's locks do not hold")
        }
    }

    /// Reads the version before anything is written, and has SQLite look over a file that holds something.
    func check(_ schema: Schema) throws(DatabaseError) {
        sqlite3_busy_timeout(handle, 5000)
        let version = try userVersion()
        if version > schema.version {
            throw failure(
                .newerSchema, "open",
                "it has schema version \(version), this program knows \(schema.version)")
        }
        if access == .readOnly, version < schema.version {
            throw failure(
                .misuse, "read",
                "it has schema version \(version) and only a writer brings it to \(schema.version)")
        }
        // Readers rely on the writer's look: it costs a reading of the whole file.
        guard access == .readWrite else { return }
        let verdict = try rows("PRAGMA quick_check(1)")
        if verdict != [["ok"]] {
            throw failure(.corrupt, "open", "SQLite's quick check found damage: \(verdict)")
        }
    }

    func configure() throws(DatabaseError) {
        for setting in [SQLITE_DBCONFIG_DEFENSIVE, SQLITE_DBCONFIG_ENABLE_FKEY] {
            complybot_sqlite_enable(handle, setting)
        }
        try execute(
            "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;")
        if access == .readOnly {
            complybot_sqlite_enable(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE)
            try execute("PRAGMA query_only = ON")
        } else if location != .memory, journal == .rollback {
            // A mode is taken only if it can be had; another one would be an older file's.
            guard try rows("PRAGMA journal_mode = TRUNCATE") == [["truncate"]] else {
                throw failure(.misuse, "open", "it has another kind of journal")
            }
            try execute("PRAGMA synchronous = FULL")
        } else if location != .memory {
            guard try rows("PRAGMA journal_mode = WAL") == [["wal"]] else {
                throw failure(.unsafeFileSystem, "open", "the file system does not support a WAL")
            }
            try execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000;")
        }
    }

    /// Takes the file to the schema's version, all steps or none.
    func migrate(to schema: Schema) throws(DatabaseError) {
        guard access == .readWrite, try userVersion() < schema.version else { return }
        do {
            try withTransaction {
                // Another process may have migrated since the check; the lock makes this reading final.
                let version = try userVersion()
                guard version < schema.version else { return }
                for script in schema.migrations[Int(version)...] { try execute(script) }
                try execute("PRAGMA user_version = \(schema.version)")
            }
        } catch let error as DatabaseError {
            throw error
        } catch {
            throw failure(.other, "migrate", "\(error)")
        }
    }

    private func userVersion() throws(DatabaseError) -> Int64 {
        guard case .integer(let version)? = try rows("PRAGMA user_version").first?.first,
            version >= 0
        else { throw failure(.corrupt, "open", "it has no valid schema version") }
        return version
    }
}
