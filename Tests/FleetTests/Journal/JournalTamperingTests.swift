import Basics
import Database
import TestSupport
import Testing

@testable import Fleet

/// Every way to change a journal behind its back, at many random places.
@Suite struct JournalTamperingTests {
    /// The five kinds of tampering of the threat model.
    enum Tampering: CaseIterable {
        case flip, delete, reorder, insert, truncate
    }

    static let events = 150
    static let places = 200

    @Test(
        "an audit finds each kind of tampering wherever it happens", arguments: Tampering.allCases)
    func tampering(_ kind: Tampering) throws {
        let fixture = try JournalFixture(events: 50)
        for _ in 1..<3 {
            try fixture.append(50)
            try fixture.seal()
        }
        let intact = try fixture.audit()
        try #require(intact.finding == nil)
        #expect(intact.events == 150 && intact.checkpoints == 3)
        var random = SplitMix64(seed: 7)
        let database = fixture.connection
        for round in 0..<Self.places {
            try database.execute("SAVEPOINT tampering")
            let seq = Int64.random(in: 2..<Int64(Self.events), using: &random)
            let first = try tamper(kind, at: seq, round, &random, in: database)
            let audit = try fixture.audit()
            #expect(
                audit.finding?.seq == first, "\(kind) at \(seq), round \(round): \(audit)")
            if let checkpoint = audit.newestCheckpoint { #expect(checkpoint.seq < first) }
            try database.execute("ROLLBACK TO tampering; RELEASE tampering")
        }
        #expect(try fixture.audit() == intact)
    }

    /// Tampers, and says which event is then the first that is wrong.
    private func tamper(
        _ kind: Tampering, at seq: Int64, _ round: Int, _ random: inout SplitMix64,
        in database: Connection
    ) throws -> Int64 {
        switch kind {
        case .flip: return try flip(at: seq, round, &random, in: database)
        case .delete:
            try database.run("DELETE FROM journal WHERE seq = ?", [.integer(seq)])
            if round.isMultiple(of: 2) {
                // Renumbered, so that none seems to be missing.
                try database.run(
                    "UPDATE journal SET seq = -seq WHERE seq > ?", [.integer(seq)])
                try database.run("UPDATE journal SET seq = -seq - 1 WHERE seq < 0")
            }
            return seq
        case .reorder:
            let other = seq + 1
            try database.run("UPDATE journal SET seq = 0 WHERE seq = ?", [.integer(seq)])
            try database.run(
                "UPDATE journal SET seq = ? WHERE seq = ?", [.integer(seq), .integer(other)])
            try database.run("UPDATE journal SET seq = ? WHERE seq = 0", [.integer(other)])
            return seq
        case .insert:
            try database.run("UPDATE journal SET seq = -seq WHERE seq >= ?", [.integer(seq)])
            try database.run("UPDATE journal SET seq = 1 - seq WHERE seq < 0")
            let event = JournalFixture.event(1).sealed(
                number: seq, time: 1, salt: [UInt8](repeating: 1, count: 16))
            let before = try #require(
                try database.rows("SELECT hash FROM journal WHERE seq = ?", [.integer(seq - 1)])
                    .first?.first)
            guard case .blob(let hash) = before else { return 0 }
            try database.run(
                "INSERT INTO journal (seq, head, fields, salt, hash) VALUES (?, ?, ?, ?, ?)",
                [
                    .integer(seq), .text(event.head), .optional(event.fields),
                    .blob([UInt8](repeating: 1, count: 16)),
                    .blob(Journal.link(Array(event.head.utf8), after: hash)),
                ])
            // The inserted event chains; the one that followed does not any more, and before that a checkpoint says no.
            return seq.isMultiple(of: 50) ? seq - 49 : seq + 1
        case .truncate:
            try database.run("DELETE FROM journal WHERE seq > ?", [.integer(seq)])
            return seq + 1
        }
    }

    /// Changes one bit of one column.
    private func flip(
        at seq: Int64, _ round: Int, _ random: inout SplitMix64, in database: Connection
    ) throws -> Int64 {
        let columns = ["head", "fields", "salt", "hash"].filter {
            seq % 4 != 0 || $0 == "head" || $0 == "hash"
        }
        let column = columns[round % columns.count]
        let row = try database.rows(
            "SELECT CAST(\(column) AS BLOB) FROM journal WHERE seq = ?", [.integer(seq)])
        guard case .blob(var bytes)? = row.first?.first else { return 0 }
        let index = Int.random(in: bytes.indices, using: &random)
        bytes[index] ^= 1 << UInt8.random(in: 0..<7, using: &random)
        let isText = column == "head" || column == "fields"
        let value = isText ? "CAST(? AS TEXT)" : "?"
        try database.run(
            "UPDATE journal SET \(column) = \(value) WHERE seq = ?", [.blob(bytes), .integer(seq)])
        return seq
    }

    @Test("an audit finds a rewriting whose chain is whole, by the checkpoint")
    func rewriting() throws {
        let fixture = try JournalFixture(events: 1500)
        try rewrite(from: 1200, in: fixture.connection)
        let audit = try fixture.audit()
        #expect(audit.finding?.seq == 1001)
        #expect(audit.newestCheckpoint?.seq == 1000)
    }

    @Test("anchors find what was rewritten and signed anew by a thief of the key")
    func anchors() throws {
        let fixture = try JournalFixture(events: 1500, sealed: false)
        let anchors = try fixture.seal().map {
            JournalAnchor(seq: $0.seq, hash: $0.hash, source: "anchors:1")
        }
        #expect(try fixture.audit(anchors).newestAnchor?.seq == 1500)
        try rewrite(from: 1200, in: fixture.connection)
        try fixture.connection.run("DELETE FROM journal_checkpoint")
        try fixture.seal()
        #expect(try fixture.audit().finding == nil)
        let audit = try fixture.audit(anchors)
        #expect(audit.finding?.seq == 1001)
        #expect(audit.newestAnchor?.seq == 1000)
    }

    @Test("anchors find a journal that was cut off together with its checkpoints")
    func cutOff() throws {
        let fixture = try JournalFixture(events: 1500, sealed: false)
        let anchors = try fixture.seal().map {
            JournalAnchor(seq: $0.seq, hash: $0.hash, source: "anchors:1")
        }
        for table in ["journal", "journal_checkpoint"] {
            try fixture.connection.run("DELETE FROM \(table) WHERE seq > 1000")
        }
        #expect(try fixture.audit().finding == nil)
        #expect(try fixture.audit(anchors).finding?.seq == 1001)
    }

    @Test("checkpoints that are missing, of another key or changed are found")
    func checkpoints() throws {
        let changes = [
            ("DELETE FROM journal_checkpoint WHERE seq = 1000", Int64(1)),
            ("UPDATE journal_checkpoint SET key = zeroblob(32) WHERE seq = 2000", 1001),
            ("UPDATE journal_checkpoint SET root = zeroblob(32) WHERE seq = 2000", 1001),
            ("UPDATE journal_checkpoint SET time = 5 WHERE seq = 1000", 1),
        ]
        for (change, first) in changes {
            let fixture = try JournalFixture(events: 2500)
            try fixture.connection.run(change)
            #expect(try fixture.audit().finding?.seq == first, "\(change)")
        }
    }

    @Test("an event that was put under another job is found")
    func otherJob() throws {
        for change in [
            "job = 7 WHERE seq = 6", "job = NULL WHERE seq = 6", "job = 1 WHERE seq = 6",
        ] {
            let fixture = try JournalFixture(events: 10)
            try fixture.connection.run("UPDATE journal SET \(change)")
            #expect(try fixture.audit().finding?.seq == 6, "\(change)")
        }
    }

    @Test("nothing is signed that was changed since the last checkpoint")
    func sealing() throws {
        let fixture = try JournalFixture(events: 1500, sealed: false)
        try rewrite(from: 1200, in: fixture.connection, rechains: false)
        #expect(throws: JournalError.tampered(1200)) { try fixture.seal() }
    }

    /// Changes one event, and chains those after it anew.
    private func rewrite(
        from seq: Int64, in connection: Connection, rechains: Bool = true
    ) throws {
        let rows = try connection.rows(
            "SELECT seq, head, (SELECT hash FROM journal WHERE seq = ?1 - 1) FROM journal WHERE seq >= ?1 ORDER BY seq",
            [.integer(seq)])
        guard case .blob(var hash)? = rows.first?.last else { return }
        for row in rows {
            guard case .text(var head) = row[1] else { continue }
            if row[0] == .integer(seq) { head = head.replacing("\"time\":1", with: "\"time\":2") }
            hash = Journal.link(Array(head.utf8), after: hash)
            try connection.run(
                "UPDATE journal SET head = ?, hash = ? WHERE seq = ?",
                [.text(head), rechains ? .blob(hash) : .blob(Journal.origin), row[0]])
        }
    }
}
