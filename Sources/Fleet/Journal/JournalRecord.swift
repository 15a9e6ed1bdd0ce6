internal import Basics
package import Database

/// An event as it is stored.
package struct JournalRecord: Hashable, Sendable {
    /// The number; events are numbered from 1 without a gap.
    package var number: Int64
    /// When it was appended, in milliseconds since 1970.
    package var time: Int64
    /// As `JournalEvent.kind`.
    package var kind: String
    /// What is chained: canonical JSON in which a digest stands for the fields.
    package var head: String
    /// The fields as canonical JSON; nil for an event without any, or whose fields were erased.
    package var fields: String?
    /// The salt of the fields' digest; nil where there are no fields.
    package var salt: [UInt8]?
    /// The digest that chains it to the event before.
    package var hash: [UInt8]

    /// The whole event as one line of JSON; erased fields show as `{"redacted":"sha256:…"}`.
    package var body: String {
        guard let range = JournalHead(Array(head.utf8)).fieldsDigest else { return head }
        let bytes = Array(head.utf8)
        let digest = String(decoding: bytes[range], as: UTF8.self)
        let value = fields ?? "{\"redacted\":\"\(digest)\"}"
        // The quotes around the digest go with it.
        return String(decoding: bytes[..<(range.lowerBound - 1)], as: UTF8.self) + value
            + String(decoding: bytes[(range.upperBound + 1)...], as: UTF8.self)
    }
}

extension Journal {
    private static let recordColumns =
        "seq, head ->> 'time', head ->> 'kind', head, fields, salt, hash"

    /// The events after a number, oldest first; those of one job, or all.
    ///
    /// The connection may be one that only reads.
    package static func records(
        after seq: Int64 = 0, ofJob job: Int64? = nil, limit: Int = 1000,
        from connection: Connection
    ) throws -> [JournalRecord] {
        let condition = job == nil ? "" : "AND job = ?3"
        let rows = try connection.rows(
            """
            SELECT \(recordColumns) FROM journal WHERE seq > ?1 \(condition) ORDER BY seq LIMIT ?2
            """,
            [.integer(seq), .integer(Int64(limit))] + (job.map { [.integer($0)] } ?? []))
        return try rows.map { try record($0) }
    }

    private static func record(_ row: [DatabaseValue]) throws -> JournalRecord {
        guard case .integer(let seq)? = row.first else { throw JournalError.unreadable(0) }
        guard row.count == 7, case .integer(let time) = row[1], case .text(let kind) = row[2],
            case .text(let head) = row[3], case .blob(let hash) = row[6]
        else { throw JournalError.unreadable(seq) }
        var record = JournalRecord(
            number: seq, time: time, kind: kind, head: head, hash: hash)
        if case .text(let fields) = row[4] { record.fields = fields }
        if case .blob(let salt) = row[5] { record.salt = salt }
        return record
    }
}
