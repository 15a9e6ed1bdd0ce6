internal import Basics
package import Database
internal import FoundationEssentials

extension Journal {
    /// The kind of the event that tells of an erasure.
    static let erasure = "journal.erased"

    /// Erases the fields of an event, within a transaction of the caller's; the chain still holds.
    ///
    /// The erasure is an event itself, which cannot be erased. What SQLite has overwritten leaves the disk with the next
    /// checkpoint of its log.
    package static func erase(
        _ seq: Int64, because reason: String, by actor: String, at time: Int64,
        in connection: Connection
    ) throws {
        let rows = try connection.rows(
            "SELECT fields IS NOT NULL, head ->> 'kind' FROM journal WHERE seq = ?", [.integer(seq)]
        )
        guard let row = rows.first else { throw JournalError.noEvent(seq) }
        guard row.first == .integer(1), row.last != .text(erasure) else {
            throw JournalError.notErasable(seq)
        }
        // Otherwise the old bytes would stay in the file until something else takes their place.
        try connection.execute("PRAGMA secure_delete = ON")
        try connection.run(
            "UPDATE journal SET fields = NULL, salt = NULL WHERE seq = ?", [.integer(seq)])
        try append(
            JournalEvent(
                erasure, by: actor, fields: ["erased": .int(Int(seq)), "reason": .string(reason)]),
            at: time, to: connection)
    }

    /// The number of the event whose erasure these fields tell of.
    static func erased(in fields: [UInt8]) -> Int64? {
        struct Erasure: Decodable { var erased: Int64 }
        return try? JSONDecoder().decode(Erasure.self, from: Data(fields)).erased
    }
}
