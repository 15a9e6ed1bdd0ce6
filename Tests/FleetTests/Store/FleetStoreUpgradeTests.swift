import Basics
import Database
import Foundation
import Remediation
import TestSupport
import Testing

@testable import Fleet

@Suite("A store of an earlier version")
struct FleetStoreUpgradeTests {
    let place: FleetPlace
    private static let old = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "Schemas/version-2.sql")

    init() throws {
        place = try FleetPlace()
        let script = try String(contentsOf: Self.old, encoding: .utf8)
        let made = try Command.run(
            [
                "python3", "-c",
                "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.stdin.read())",
                FleetStore.path(in: place.home.path),
            ], in: place.home.path, input: Array(script.utf8))
        try #require(made.status == 0, "\(made.errors)")
    }

    @Test("it opens, keeps its jobs, takes back what ran, and the journal goes on")
    func upgraded() async throws {
        let store = try place.open()
        let reader = try place.reader()
        let connection = try Connection(
            .file(FleetStore.path(in: place.home.path)), access: .readOnly,
            schema: FleetStore.schema)
        #expect(
            try connection.rows("PRAGMA user_version") == [[.integer(FleetStore.schema.version)]])
        #expect(try await reader.job(1)?.state == .done)
        let taken = try #require(try await reader.job(2))
        #expect(taken.state == .queued && taken.crashes == 1)
        #expect(try await reader.job(3)?.reason == "rate")
        #expect(try await reader.run(1)?.run.summary?.repository == "r1")
        #expect(try journal(of: place.home.path).isWhole)
        let lease = try #require(try await store.claim(by: "a"))
        #expect(lease.token == 3 && lease.unit.repository == "forge.test:1")
        try await store.finish(lease, as: .done)
        let again = await store.accept(
            Delivery(
                hook: 5, guid: "00000000-0000-4000-8000-000000000001", event: "push", action: nil,
                digest: Digest(of: "x"), receivedAt: place.clock.wall))
        #expect(again == .seen)
        #expect(try await reader.approvals(of: 1, head: String(repeating: "b", count: 40)).isEmpty)
        #expect(try journal(of: place.home.path).isWhole)
    }

    @Test("a reader alone does not upgrade it, and says who does")
    func onlyWriters() throws {
        let error = #expect(throws: DatabaseError.self) { try place.reader() }
        #expect(error?.diagnostic.description.contains("only a writer") == true)
    }
}
