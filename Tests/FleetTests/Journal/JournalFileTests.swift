import Basics
import Foundation
import TestSupport
import Testing

@testable import Fleet

@Suite("Journals in files of their own")
struct JournalFileTests {
    private static let events: Int64 = 20
    private let folder: TemporaryDirectory
    private let key = Ed25519PrivateKey.generate()
    private let clock = TestClock()

    init() throws { folder = try TemporaryDirectory("complybot-transcript") }

    private var path: String { "\(folder.path)/run.jsonl" }

    /// Writes a journal with events of every shape, signed after the tenth and at the end.
    private func write() throws -> JournalCheckpoint {
        let file = try JournalFile(making: path, key: key, clock: clock.fleet)
        for number in 1...Self.events {
            try file.append(JournalFixture.event(number))
            clock.pass(.seconds(1))
            if number == 10 { _ = try file.seal() }
        }
        let last = try #require(try file.seal())
        #expect(try file.seal() == nil)
        return last
    }

    private func audit(_ anchors: [JournalAnchor] = []) throws -> JournalAudit {
        try JournalFile.verify(path, keys: [key.publicKey], anchors: anchors)
    }

    private func lines() throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    private func put(_ lines: [String], _ torn: String = "") throws {
        let text = lines.map { "\($0)\n" }.joined() + torn
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    @Test("what was written is whole and signed, and a torn end is passed over")
    func whole() throws {
        let last = try write()
        let audit = try audit()
        #expect(audit.finding == nil && audit.events == Self.events && audit.checkpoints == 2)
        #expect(audit.newestCheckpoint == last)
        let whole = try lines()
        let torn = #"{"fields":null,"head":"{\"act"#
        try put(whole, torn)
        #expect(try self.audit() == audit)
        for stranger in [torn, "{}", "", "garbage"] {
            try put(whole + [stranger])
            #expect(throws: Diagnostic.self, "\(stranger)") { try self.audit() }
        }
        try put([], "garbage")
        #expect(throws: Diagnostic.self) { try self.audit() }
        #expect(throws: (any Error).self) {
            try JournalFile(making: path, key: key, clock: clock.fleet)
        }
    }

    @Test("a change, a loss, an insertion or another order anywhere is found")
    func tampering() throws {
        _ = try write()
        let whole = try lines()
        var random = SplitMix64(seed: 11)
        for _ in 0..<200 {
            var lines = whole
            let place = Int.random(in: 0..<(lines.count - 1), using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                lines[place] = try #require(changed(lines[place], &random))
            case 1: lines.remove(at: place)
            case 2: lines.insert(lines[place], at: place)
            default: lines.swapAt(place, place + 1)
            }
            // A checkpoint may stand anywhere among the events.
            guard lines.filter(isEvent) != whole.filter(isEvent) else { continue }
            try put(lines)
            // A line that is no longer of the form is an error.
            let audit = try? audit()
            #expect(audit == nil || audit?.finding != nil, "\(lines)")
        }
    }

    private func isEvent(_ line: String) -> Bool { line.contains(#""head":"#) }

    /// The line with one digit or letter in it another one.
    private func changed(_ line: String, _ random: inout SplitMix64) -> String? {
        var bytes = Array(line.utf8)
        let places = bytes.indices.filter {
            bytes[$0] < 0x80 && Character(UnicodeScalar(bytes[$0])).isHexDigit
        }
        guard let place = places.randomElement(using: &random) else { return nil }
        bytes[place] = bytes[place] == UInt8(ascii: "1") ? UInt8(ascii: "2") : UInt8(ascii: "1")
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("what was cut off, or written anew by another key, shows against key and anchor")
    func anchored() throws {
        let last = try write()
        let anchor = try #require(JournalAnchor(parsing: last.anchor, source: "the run"))
        #expect(try audit([anchor]).newestAnchor == anchor)
        let whole = try lines()
        try put(Array(whole.prefix(11)))
        #expect(try audit().finding == nil)
        #expect(try audit([anchor]).finding?.seq == 11)
        try FileManager.default.removeItem(atPath: path)
        let forged = try JournalFile(making: path, key: .generate(), clock: clock.fleet)
        for number in 1...Self.events { try forged.append(JournalFixture.event(number + 4)) }
        _ = try forged.seal()
        #expect(try audit().finding?.reason.contains("a key that is not known") == true)
    }

    @Test(
        "the journal of a home folder's store takes what has no service, and only where there is one"
    )
    func home() async throws {
        let place = try FleetPlace()
        #expect(try HomeJournal(home: place.home.path, key: key) == nil)
        try await place.open().enqueue([FleetPlace.request(1)], by: "forge")
        let journal = try #require(
            try HomeJournal(home: place.home.path, key: key, clock: place.clock.fleet))
        try journal.append(JournalEvent("agent.said", by: "agent:x", fields: ["text": "hello"]))
        let checkpoint = try #require(try journal.seal())
        #expect(checkpoint.seq == 2)
        let audit = try await place.reader().auditJournal(keys: [key.publicKey])
        #expect(audit.finding == nil && audit.newestCheckpoint == checkpoint)
    }
}
