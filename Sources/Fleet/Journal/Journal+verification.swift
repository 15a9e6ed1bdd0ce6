package import Basics
package import Database

extension Journal {
    /// Looks over the whole journal as it is at one moment; the connection may be one that only reads.
    ///
    /// - Throws: `DatabaseError` when it cannot be read to its end, which is no finding.
    package static func verify(
        _ connection: Connection, keys: [Ed25519PublicKey], anchors: [JournalAnchor] = []
    ) throws -> JournalAudit {
        try connection.withTransaction {
            try look(over: connection, keys: keys, anchors: anchors)
        }
    }

    /// As `verify`, within a transaction of the caller's.
    static func look(
        over connection: Connection, keys: [Ed25519PublicKey], anchors: [JournalAnchor]
    ) throws -> JournalAudit {
        let rows = try connection.rows(
            "SELECT \(JournalCheckpoint.columns) FROM journal_checkpoint")
        let checkpoints = rows.compactMap(JournalCheckpoint.init(row:))
        guard checkpoints.count == rows.count else { throw JournalError.unreadable(0) }
        var verifier = JournalVerifier(checkpoints: checkpoints, anchors: anchors, keys: keys)
        let statement = try connection.prepare(
            """
            SELECT seq, CAST(head AS BLOB), CAST(fields AS BLOB), salt, hash, job FROM journal
            ORDER BY seq
            """)
        while try statement.step() {
            let row = JournalVerifier.Row(
                seq: statement.integer(at: 0), head: statement.blob(at: 1),
                fields: statement.blob(at: 2), salt: statement.blob(at: 3),
                hash: statement.blob(at: 4), job: statement.integer(at: 5))
            if !verifier.take(row) { break }
        }
        return verifier.finish()
    }
}
