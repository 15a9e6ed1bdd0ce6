import Basics
import Database
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Fleet

@Suite("Deliveries")
struct FleetStoreDeliveryTests {
    let place: FleetPlace

    init() throws { place = try FleetPlace() }

    @Test("a delivery is kept once with its job; another body under its id is a conflict")
    func once() async throws {
        let store = try place.open()
        let delivery = place.delivery("g1", requests: [FleetPlace.request(1)])
        #expect(await store.accept(delivery) == .accepted)
        for _ in 0..<100 { #expect(await store.accept(delivery) == .seen) }
        #expect(await store.accept(place.delivery("g1", body: "other")) == .conflict)
        var sameIDOfAnotherHook = place.delivery("g1", body: "other")
        sameIDOfAnotherHook.hook = 2
        #expect(await store.accept(sameIDOfAnotherHook) == .accepted)
        let reader = try place.reader()
        #expect(try await reader.jobs(in: .queued).count == 1)
        #expect(try await reader.jobs(in: .queued).first?.causes == ["push"])
        let bodies = try journal(of: place.home.path).bodies
        #expect(bodies.count { $0.contains(#""kind":"delivery.conflict""#) } == 1)
        #expect(bodies.count { $0.contains(#""kind":"delivery.accepted""#) } == 2)
    }

    @Test("an accepted delivery and its job are there after the process is gone")
    func restart() async throws {
        do {
            let store = try place.open()
            let receipt = await store.accept(
                place.delivery("g1", requests: [FleetPlace.request(1)]))
            #expect(receipt == .accepted)
        }
        let store = try place.open()
        #expect(await store.accept(place.delivery("g1")) == .seen)
        #expect(try await store.claim(by: "a") != nil)
    }

    @Test("what comes at once is kept together, each answered, none lost or doubled")
    func together() async throws {
        let store = try place.open()
        let ids = (0..<600).map { "g\($0 % 500)" }
        let receipts = await withTaskGroup(of: DeliveryReceipt.self) { group in
            for id in ids {
                let delivery = place.delivery(id, requests: [FleetPlace.request(1)])
                group.addTask { await store.accept(delivery) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(receipts.count { $0 == .accepted } == 500)
        #expect(receipts.count { $0 == .seen } == 100)
        let counts = try await place.reader().counts(now: place.clock.wall)
        #expect(counts.deliveries == 500)
        #expect(counts.jobs[.queued] == 1)
        #expect(try journal(of: place.home.path).isWhole)
    }

    @Test("more than the line holds is turned away at once, and what is in line is kept")
    func overload() async throws {
        let store = try place.open(waiting: 8)
        let receipts = await withTaskGroup(of: DeliveryReceipt.self) { group in
            for number in 0..<400 {
                let delivery = place.delivery("g\(number)")
                group.addTask { await store.accept(delivery) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let accepted = receipts.count { $0 == .accepted }
        #expect(receipts.count { $0 == .unavailable(retryAfter: 5) } == 400 - accepted)
        #expect(try await place.reader().counts(now: 0).deliveries == accepted)
        #expect(await store.accept(place.delivery("later")) == .accepted)
    }

    @Test("while another process holds the file nothing is accepted, and then it is again")
    func locked() async throws {
        let store = try place.open()
        let other = try Connection(
            .file(FleetStore.path(in: place.home.path)), schema: FleetStore.schema)
        try other.execute("BEGIN IMMEDIATE")
        let refused = await store.accept(place.delivery("g1", requests: [FleetPlace.request(1)]))
        #expect(refused == .unavailable(retryAfter: 10))
        #expect(store.failure == nil)
        try other.execute("ROLLBACK")
        #expect(await store.accept(place.delivery("g1")) == .accepted)
    }

    @Test("on a full disk what runs is written down, nothing new is taken in, and then it goes on")
    func full() async throws {
        let store = try place.open(ballast: 1 << 20)
        let ballast = "\(place.home.path)/ballast"
        func size() -> Int? {
            (try? FileManager.default.attributesOfItem(atPath: ballast)[.size]) as? Int
        }
        #expect(size() == 1 << 20)
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        let lease = try #require(try await store.claim(by: "a"))
        /// SQLite's own way to have no room: no page more than there are, and then many.
        func limit(pages: Int) async throws {
            try await store.read { book in
                _ = try book.connection.rows("PRAGMA max_page_count = \(pages)")
            }
        }
        try await limit(pages: 1)
        var receipt = DeliveryReceipt.accepted
        for number in 0..<2000 where receipt == .accepted {
            receipt = await store.accept(place.delivery("g\(number)"))
        }
        #expect(receipt == .unavailable(retryAfter: 10))
        #expect(store.failure != nil && size() == nil)
        try await limit(pages: 1 << 20)
        // There is room, but it is for what is under way.
        #expect(await store.accept(place.delivery("late")) == .unavailable(retryAfter: 10))
        await #expect(throws: FleetError.self) { _ = try await store.claim(by: "b") }
        try await store.record("fetch", under: lease)
        try await store.finish(lease, as: .done)
        try await store.reclaimExpired()
        #expect(store.failure == nil && size() == 1 << 20)
        var failures = store.failures.makeAsyncIterator()
        let first = await failures.next()
        let second = await failures.next()
        #expect(first??.contains("full") == true && second == .some(nil))
        #expect(await store.accept(place.delivery("late")) == .accepted)
        #expect(try journal(of: place.home.path).isWhole)
    }

    @Test(
        "ids are remembered for thirty days; jobs that are over for ninety, but the last of a unit")
    func forgetting() async throws {
        let store = try place.open()
        for round in 0..<2 {
            _ = await store.accept(
                place.delivery("g\(round)", requests: [FleetPlace.request(1)]))
            let lease = try #require(try await store.claim(by: "a"))
            try await store.finish(lease, as: .done)
        }
        place.clock.pass(.seconds(30 * 86_400))
        #expect(try await store.forget() == 0)
        place.clock.pass(.seconds(1))
        #expect(try await store.forget() == 2)
        #expect(await store.accept(place.delivery("g1")) == .accepted)
        place.clock.pass(.seconds(60 * 86_400))
        try await store.forget()
        let reader = try place.reader()
        #expect(try await reader.jobs(in: .done).map(\.id) == [2])
        #expect(try await reader.runs().map(\.id) == [2])
    }

    @Test("a listener hears that something is new, and many changes are one ring")
    func changes() async throws {
        let store = try place.open()
        var rings = store.changes.stream().makeAsyncIterator()
        #expect(await rings.next() != nil)
        for number in 0..<10 { _ = await store.accept(place.delivery("g\(number)")) }
        #expect(await rings.next() != nil)
        #expect(store.changes.count == 1)
    }
}
