package import Basics
package import Database

extension Journal {
    /// How many events a checkpoint covers at most.
    package static let segmentLength: Int64 = 1000
    /// How old the oldest event may become without a checkpoint, in milliseconds.
    package static let sealingInterval: Int64 = 60_000

    /// Signs what has been appended since the last checkpoint, within a transaction of the caller's.
    ///
    /// A checkpoint is due after every 1,000 events, and 60 s after the first event that none covers; `evenEarly` makes one
    /// for whatever there is, as at the end of a service. Nothing is signed that does not chain to what was signed
    /// before. `limit` leaves more than so many checkpoints to the next time.
    ///
    /// - Returns: the new checkpoints in order, to be anchored outside once the transaction is on disk.
    /// - Throws: `JournalError` for a journal that was tampered with.
    @discardableResult
    package static func seal(
        at time: Int64, with key: Ed25519PrivateKey, evenEarly: Bool = false,
        atMost limit: Int = .max, in connection: Connection
    ) throws -> [JournalCheckpoint] {
        var made: [JournalCheckpoint] = []
        var (sealed, hash) = try lastSealed(in: connection)
        let last = try end(of: connection).seq
        while made.count < limit, try isDue(at: time, evenEarly: evenEarly, in: connection) {
            let checkpoint = try segment(
                after: sealed, hash: hash, upTo: min(last, sealed + segmentLength), at: time,
                with: key, in: connection)
            try connection.run(
                """
                INSERT INTO journal_checkpoint (\(JournalCheckpoint.columns))
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """, checkpoint.row)
            made.append(checkpoint)
            (sealed, hash) = (checkpoint.seq, checkpoint.hash.bytes)
        }
        return made
    }

    /// Whether `seal` has something to sign at this time.
    static func isDue(
        at time: Int64, evenEarly: Bool, in connection: Connection
    ) throws -> Bool {
        let sealed = try lastSealed(in: connection).0
        let last = try end(of: connection).seq
        guard sealed < last else { return false }
        if evenEarly || last - sealed >= segmentLength { return true }
        return try isOverdue(after: sealed, at: time, in: connection)
    }

    private static func lastSealed(in connection: Connection) throws -> (Int64, [UInt8]) {
        let rows = try connection.rows(
            """
            SELECT \(JournalCheckpoint.columns) FROM journal_checkpoint ORDER BY seq DESC LIMIT 1
            """)
        guard let row = rows.first else { return (0, origin) }
        guard let checkpoint = JournalCheckpoint(row: row) else { throw JournalError.unreadable(0) }
        return (checkpoint.seq, checkpoint.hash.bytes)
    }

    /// Whether the first event that is not signed has waited for long enough.
    private static func isOverdue(
        after seq: Int64, at time: Int64, in connection: Connection
    ) throws -> Bool {
        let rows = try connection.rows(
            "SELECT head ->> 'time' FROM journal WHERE seq = ?", [.integer(seq + 1)])
        guard case .integer(let since)? = rows.first?.first else {
            throw JournalError.tampered(seq + 1)
        }
        return time - since >= sealingInterval
    }

    private static func segment(
        after sealed: Int64, hash: [UInt8], upTo last: Int64, at time: Int64,
        with key: Ed25519PrivateKey, in connection: Connection
    ) throws -> JournalCheckpoint {
        var tree = MerkleTree()
        var hash = hash
        var next = sealed + 1
        let statement = try connection.prepare(
            """
            SELECT seq, CAST(head AS BLOB), hash FROM journal WHERE seq > ? AND seq <= ?
            ORDER BY seq
            """)
        try statement.bind([.integer(sealed), .integer(last)])
        while try statement.step() {
            guard statement.integer(at: 0) == next, let head = statement.blob(at: 1),
                case let linked = link(head, after: hash), statement.blob(at: 2) == linked
            else { throw JournalError.tampered(next) }
            tree.append(head)
            hash = linked
            next += 1
        }
        guard next == last + 1, let digest = Digest(bytes: hash) else {
            throw JournalError.tampered(next)
        }
        return JournalCheckpoint(
            seq: last, first: sealed + 1, time: time, hash: digest, root: tree.root, with: key)
    }
}
