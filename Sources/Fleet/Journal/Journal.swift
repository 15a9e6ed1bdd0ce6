package import Basics
package import Database

/// The journal: every decision an event, chained by digests.
///
/// An event is appended in the transaction of what it tells of, so that neither is there without the other. What is
/// chained is an event's head, in which the digest of its fields stands for them: the fields can be erased, and the
/// chain still holds. The format is described in docs/journal.md.
package enum Journal {
    /// The journal's tables.
    package static let schema = """
        CREATE TABLE journal (
            seq INTEGER PRIMARY KEY,
            head TEXT NOT NULL,
            fields TEXT,
            salt BLOB CHECK (length(salt) = 16),
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            job INTEGER,
            CHECK ((fields IS NULL) = (salt IS NULL))
        ) STRICT;
        CREATE INDEX journal_by_job ON journal (job) WHERE job IS NOT NULL;
        CREATE TABLE journal_checkpoint (
            seq INTEGER PRIMARY KEY,
            first INTEGER NOT NULL,
            time INTEGER NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            root BLOB NOT NULL CHECK (length(root) = 32),
            key BLOB NOT NULL CHECK (length(key) = 32),
            signature BLOB NOT NULL CHECK (length(signature) = 64)
        ) STRICT;
        """

    /// What stands before the first event: 32 bytes of zero.
    package static let origin = [UInt8](repeating: 0, count: 32)

    /// Appends an event within a transaction of the caller's, and gives its number; numbers begin at 1 and leave none out.
    ///
    /// The salt keeps an erased text from being guessed by its digest; it is given in tests alone.
    @discardableResult
    package static func append(
        _ event: JournalEvent, at time: Int64, salt: [UInt8] = freshSalt(),
        to connection: Connection
    ) throws(DatabaseError) -> Int64 {
        let (last, hash) = try end(of: connection)
        let sealed = event.sealed(number: last + 1, time: time, salt: salt)
        try connection.run(
            "INSERT INTO journal (seq, head, fields, salt, hash, job) VALUES (?, ?, ?, ?, ?, ?)",
            [
                .integer(last + 1), .text(sealed.head), .optional(sealed.fields),
                sealed.fields == nil ? .null : .blob(salt),
                .blob(link(Array(sealed.head.utf8), after: hash)), .optional(event.job),
            ])
        return last + 1
    }

    /// The number of the last event and its hash; 0 and the origin when there is none.
    package static func end(
        of connection: Connection
    ) throws(DatabaseError) -> (seq: Int64, hash: [UInt8]) {
        let last = try connection.rows("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")
        if case .integer(let seq)? = last.first?.first, case .blob(let hash)? = last.first?.last {
            return (seq, hash)
        }
        return (0, origin)
    }

    /// The digest that chains an event to the one before: over that one's digest, the length of the head and the head.
    static func link(_ head: [UInt8], after previous: [UInt8]) -> [UInt8] {
        let length = withUnsafeBytes(of: UInt64(head.count).bigEndian, Array.init)
        return Digest(of: previous + length + head).bytes
    }

    /// The digest that stands for the fields in an event's head.
    static func digest(ofFields fields: [UInt8], salt: [UInt8]) -> Digest {
        Digest(of: salt + fields)
    }

    /// 16 bytes that nobody can guess.
    package static func freshSalt() -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }
}

extension JournalEvent {
    /// The event as it is stored: both texts are canonical JSON, on one line and with members sorted by name.
    func sealed(number: Int64, time: Int64, salt: [UInt8]) -> (head: String, fields: String?) {
        var members = [
            "seq": JSONValue.int(Int(number)), "time": .int(Int(time)), "kind": .string(kind),
            "actor": .string(actor),
        ]
        if let repository { members["repository"] = .string(repository) }
        if let job { members["job"] = .int(Int(job)) }
        if let token { members["token"] = .int(Int(token)) }
        let text = fields.isEmpty ? nil : JSONValue.sorted(fields).text(indented: false)
        if let text {
            let digest = Journal.digest(ofFields: Array(text.utf8), salt: salt)
            members["fields"] = .string(digest.description)
        }
        return (JSONValue.sorted(members).text(indented: false), text)
    }
}

extension JSONValue {
    /// An object whose members are sorted by name, in the order of Unicode scalars.
    package static func sorted(_ members: [String: JSONValue]) -> JSONValue {
        .object(
            members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { Member($0.key, $0.value) })
    }
}
