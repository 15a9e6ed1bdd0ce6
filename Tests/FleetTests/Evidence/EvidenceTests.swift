import Basics
import Database
import Foundation
import Remediation
import TestSupport
import Testing

@testable import Fleet

@Suite struct EvidenceTests {
    let place: FleetPlace
    let key = Ed25519PrivateKey.generate()

    init() throws { place = try FleetPlace() }

    @Test("evidence of a run can be checked with nothing but the public key")
    func evidence() async throws {
        let store = try place.open()
        try await store.enqueue([FleetPlace.request(1), FleetPlace.request(2)], by: "forge")
        let lease = try #require(try await store.claim(by: "a"))
        try await store.record("detect", detail: ["plan": "sha256:ab"], under: lease)
        try await store.sealJournal(with: key, evenEarly: true)
        var summary = FleetPlace.summary(base: String(repeating: "a", count: 40))
        summary.head = String(repeating: "b", count: 40)
        summary.patched = ["codeowners-present"]
        try await store.finish(lease, as: .done, with: summary)
        let reader = try place.reader()
        let pack = try #require(
            try await reader.evidence(
                ofRun: lease.token, keys: [key.publicKey], toolVersion: "1"))
        let envelope = try pack.envelope(signedBy: key)
        #expect(envelope.isSigned(by: key.publicKey))
        let statement = try JSONDecoder().decode(Statement.self, from: Data(envelope.payload))
        #expect(statement._type == "https://in-toto.io/Statement/v1")
        #expect(statement.subject[0].digest == ["gitCommit": summary.head])
        #expect(statement.predicate.plan.patched == ["codeowners-present"])
        #expect(statement.predicate.steps.map(\.name) == ["detect"])
        let events = statement.predicate.events
        #expect(events.count == 4)
        #expect(events.map { $0.inclusion != nil } == [true, true, true, false])
        for event in events {
            guard let inclusion = event.inclusion else { continue }
            let checkpoint = try #require(
                statement.predicate.checkpoints.first { $0.seq == inclusion.checkpoint })
            let root = MerkleTree.root(
                of: Array(event.head.utf8), at: inclusion.index, count: inclusion.count,
                proof: inclusion.path.compactMap { Digest(parsing: $0) })
            #expect(root?.description == checkpoint.root)
        }
        #expect(try await reader.evidence(ofRun: 99, keys: [], toolVersion: "1") == nil)
    }

    @Test("evidence holds what models were asked, and what people decided about the commit")
    func usageAndDecisions() async throws {
        let store = try place.open()
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        let lease = try #require(try await store.claim(by: "a"))
        try await store.record(
            "model usage", detail: ["calls": .int(2), "models": .array(["a/b"])], under: lease)
        var summary = FleetPlace.summary(base: String(repeating: "a", count: 40))
        let head = String(repeating: "b", count: 40)
        summary.head = head
        try await store.finish(lease, as: .done, with: summary)
        try await store.decide(.approved, on: 1, head: head, because: "seen", by: "token:ada")
        let reader = try place.reader()
        let pack = try #require(
            try await reader.evidence(ofRun: lease.token, keys: [], toolVersion: "1"))
        let text = try pack.statement.text(indented: false)
        #expect(text.contains(#""model_usage":[{"calls":2,"models":["a/b"]}]"#))
        #expect(text.contains(#""decision":"approved""#) && text.contains("token:ada"))
        #expect(try await reader.jobs(in: .queued).map(\.causes) == [["approval"]])
        let stale = await #expect(throws: FleetError.self) {
            try await store.decide(.rejected, on: 1, head: "c", because: "r", by: "x")
        }
        #expect(stale?.code == .wrongState)
        let none = await #expect(throws: FleetError.self) {
            try await store.decide(.rejected, on: 9, head: head, because: "r", by: "x")
        }
        #expect(none?.code == .noJob)
    }

    private struct Statement: Decodable {
        struct Subject: Decodable { var digest: [String: String?] }
        struct Plan: Decodable { var patched: [String] }
        struct Step: Decodable { var name: String }
        struct Inclusion: Decodable {
            var checkpoint: Int
            var index, count: Int
            var path: [String]
        }
        struct Event: Decodable {
            var head: String
            var inclusion: Inclusion?
        }
        struct Checkpoint: Decodable {
            var seq: Int
            var root: String
        }
        struct Predicate: Decodable {
            var plan: Plan
            var steps: [Step]
            var events: [Event]
            var checkpoints: [Checkpoint]
        }
        var _type: String
        var subject: [Subject]
        var predicate: Predicate
    }

    @Test("a copy of the store can be read, and never takes the place of a file")
    func backup() async throws {
        let store = try place.open()
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        try await store.sealJournal(with: key, evenEarly: true)
        let reader = try place.reader()
        let file = "\(place.home.path)/copy.db"
        let audit = try await reader.backUp(to: file, keys: [key.publicKey])
        #expect(audit.finding == nil && audit.events == 1 && audit.checkpoints == 1)
        let bytes = try Data(contentsOf: URL(filePath: file))
        await #expect(throws: DatabaseError.self) {
            try await reader.backUp(to: file, keys: [key.publicKey])
        }
        #expect(try Data(contentsOf: URL(filePath: file)) == bytes)
        // The reader reads on, and the store writes on.
        try await store.enqueue([FleetPlace.request(2)], by: "forge")
        #expect(try await reader.lastEvent() == 2)
    }

    @Test("the journal is signed only when it is due, and an erased event is told of")
    func sealing() async throws {
        let store = try place.open()
        #expect(try await store.sealJournal(with: key, evenEarly: true) == [])
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        #expect(try await store.sealJournal(with: key) == [])
        place.clock.pass(.seconds(60))
        #expect(try await store.sealJournal(with: key).map(\.seq) == [1])
        try await store.eraseEvent(1, because: "a name", by: "operator")
        let audit = try await place.reader().auditJournal(keys: [key.publicKey])
        #expect(audit.finding == nil && audit.erased == 1)
    }
}
