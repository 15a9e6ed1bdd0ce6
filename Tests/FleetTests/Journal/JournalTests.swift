import Basics
import Database
import Foundation
import TestSupport
import Testing

@testable import Fleet

@Suite struct JournalTests {
    @Test("an event is stored as the same bytes for ever")
    func canonicalBytes() throws {
        let fixture = try JournalFixture(events: 4, sealed: false)
        let text = try Journal.records(from: fixture.connection).map { record in
            let hash = try fixture.connection.rows(
                "SELECT lower(hex(hash)) FROM journal WHERE seq = ?", [.integer(record.number)])
            guard case .text(let hex)? = hash.first?.first else { return "" }
            return "\(record.head)\n\(record.fields ?? "-")\n\(record.body)\n\(hex)\n"
        }.joined()
        let golden = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Golden/events.txt")
        #expect(text == (try GoldenFile.text(at: golden, for: text)))
    }

    @Test("a checkpoint says and signs the same bytes for the same journal")
    func canonicalCheckpoint() throws {
        let fixture = try JournalFixture(events: 4)
        let row = try fixture.connection.rows(
            "SELECT \(JournalCheckpoint.columns) FROM journal_checkpoint")
        let checkpoint = try #require(JournalCheckpoint(row: row[0]))
        let golden = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Golden/checkpoint.json")
        let line = checkpoint.line + "\n"
        #expect(line == (try GoldenFile.text(at: golden, for: line)))
        #expect(checkpoint.isSigned(by: fixture.key.publicKey))
        #expect(!checkpoint.isSigned(by: Ed25519PrivateKey.generate().publicKey))
    }

    @Test("a checkpoint is due after a thousand events or after a minute")
    func due() throws {
        let fixture = try JournalFixture(events: 999, sealed: false)
        let start: Int64 = 1_700_000_000_010
        func seal(_ time: Int64) throws -> [Int64] {
            try Journal.seal(at: time, with: fixture.key, in: fixture.connection).map(\.seq)
        }
        #expect(try seal(start + 59_999) == [])
        #expect(try seal(start + 60_000) == [999])
        #expect(try seal(start + 600_000) == [])
        try fixture.append(2001)
        #expect(try seal(start) == [1999, 2999])
        #expect(try fixture.audit().checkpoints == 3)
    }

    @Test("fields that were erased leave their digest, and the audit knows of it")
    func erasure() throws {
        let fixture = try JournalFixture(events: 1200)
        let anchors = [
            JournalAnchor(
                seq: 1200,
                hash: try #require(Digest(bytes: Journal.end(of: fixture.connection).hash)),
                source: "x")
        ]
        try Journal.erase(
            9, because: "a name was in it", by: "operator", at: 5, in: fixture.connection)
        let audit = try fixture.audit(anchors)
        #expect(audit.finding == nil && audit.erased == 1 && audit.newestAnchor?.seq == 1200)
        let record = try #require(
            try Journal.records(after: 8, limit: 1, from: fixture.connection).first)
        #expect(record.body.contains(#""fields":{"redacted":"sha256:"#))
        #expect(!record.body.contains("guid-9"))
        #expect(throws: JournalError.notErasable(9)) {
            try Journal.erase(9, because: "", by: "operator", at: 5, in: fixture.connection)
        }
        #expect(throws: JournalError.notErasable(1201)) {
            try Journal.erase(1201, because: "", by: "operator", at: 5, in: fixture.connection)
        }
        #expect(throws: JournalError.noEvent(5000)) {
            try Journal.erase(5000, because: "", by: "operator", at: 5, in: fixture.connection)
        }
        try fixture.connection.run("UPDATE journal SET fields = NULL, salt = NULL WHERE seq = 13")
        #expect(try fixture.audit().finding?.seq == 13)
    }

    @Test("an erased text is nowhere in the file any more")
    func erasedBytes() throws {
        let folder = try TemporaryDirectory()
        let file = "\(folder.path)/store.db"
        let fixture = try JournalFixture(events: 10, in: .file(file))
        try fixture.connection.withTransaction {
            try Journal.erase(9, because: "x", by: "operator", at: 5, in: fixture.connection)
        }
        try fixture.connection.checkpoint()
        let reader = try Connection(
            .file(file), access: .readOnly, schema: Schema(migrations: [Journal.schema]))
        let audit = try Journal.verify(reader, keys: [fixture.key.publicKey])
        #expect(audit.finding == nil && audit.erased == 1)
        let bytes = try Data(contentsOf: URL(filePath: file))
        #expect(bytes.range(of: Data("guid-5".utf8)) != nil)
        #expect(bytes.range(of: Data("guid-9".utf8)) == nil)
    }

    @Test("the events of one job are found by its number")
    func ofJob() throws {
        let fixture = try JournalFixture(events: 40, sealed: false)
        let records = try Journal.records(ofJob: 6, from: fixture.connection)
        #expect(records.map(\.number) == [6] && records.first?.kind == "job.claimed")
    }

    @Test("anchors are read back from the file they were appended to, but for a torn line")
    func anchorLog() throws {
        let folder = try TemporaryDirectory()
        let log = JournalAnchorLog(path: "\(folder.path)/anchors")
        let fixture = try JournalFixture(events: 1500, sealed: false)
        let checkpoints = try fixture.seal()
        try log.append([checkpoints[0]])
        try AppendedFile.append(Array(checkpoints[1].line.utf8.prefix(40)), to: log.path)
        try log.append([checkpoints[1]])
        try AppendedFile.append(
            Array("Complybot-Journal: \(checkpoints[0].anchor)\n\(checkpoints[1].anchor)\n".utf8),
            to: log.path)
        let anchors = try log.anchors()
        #expect(anchors.map(\.seq) == [1000, 1500, 1000, 1500])
        #expect(anchors.map(\.source).first == "\(log.path):1")
        #expect(try fixture.audit(anchors).finding == nil)
        try AppendedFile.append(Array("12:ab\n".utf8), to: log.path)
        #expect(throws: Diagnostic.self) { try log.anchors() }
    }
}
