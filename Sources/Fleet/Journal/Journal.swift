package import Basics
package import Database

/// The journal: every decision an event, chained by digests.
///
/// An event is appended in the transaction of what it tells of, so that neither is there without the other.
package enum Journal {
    /// The journal's table.
    package static let schema = """
        CREATE TABLE journal (
            seq INTEGER PRIMARY KEY,
            body TEXT NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT;
        """

    /// What stands before the first event: 32 bytes of zero.
    package static let origin = [UInt8](repeating: 0, count: 32)

    /// Appends an event within a transaction of the caller's, and gives its number; numbers begin at 1 and leave none out.
    @discardableResult
    package static func append(
        _ event: JournalEvent, at time: Int64, to connection: Connection
    ) throws(DatabaseError) -> Int64 {
        let last = try connection.rows("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")
        var number: Int64 = 1
        var hash = origin
        if case .integer(let seq)? = last.first?.first, case .blob(let bytes)? = last.first?.last {
            number = seq + 1
            hash = bytes
        }
        let body = event.text(number: number, time: time)
        try connection.run(
            "INSERT INTO journal (seq, body, hash) VALUES (?, ?, ?)",
            [.integer(number), .text(body), .blob(link(body, after: hash))])
        return number
    }

    /// The digest that chains an event to the one before: over that one's digest, the length of the body and the body.
    package static func link(_ body: String, after previous: [UInt8]) -> [UInt8] {
        let text = Array(body.utf8)
        let length = withUnsafeBytes(of: UInt64(text.count).bigEndian, Array.init)
        return Digest(of: previous + length + text).bytes
    }
}

extension JournalEvent {
    /// The event as canonical JSON: on one line, members sorted by name, nothing that is not there.
    func text(number: Int64, time: Int64) -> String {
        var members = [
            "seq": JSONValue.int(Int(number)), "time": .int(Int(time)), "kind": .string(kind),
            "actor": .string(actor),
        ]
        if let repository { members["repository"] = .string(repository) }
        if let job { members["job"] = .int(Int(job)) }
        if let token { members["token"] = .int(Int(token)) }
        if !fields.isEmpty { members["fields"] = .sorted(fields) }
        return JSONValue.sorted(members).text(indented: false)
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
