import Basics
import Database
import Remediation
import TestSupport
import Testing

@testable import Fleet

@Suite("Leases, crashes and clocks")
struct FleetStoreLeaseTests {
    let place: FleetPlace

    init() throws { place = try FleetPlace() }

    private func claimed(_ store: FleetStore) async throws -> Lease {
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        return try #require(try await store.claim(by: "a"))
    }

    private func expectLost(_ body: () async throws -> Void) async {
        let error = await #expect(throws: FleetError.self) { try await body() }
        #expect(error?.code == .leaseLost)
    }

    @Test("a worker that slept through its lease can neither record, renew nor finish")
    func zombie() async throws {
        let store = try place.open()
        let zombie = try await claimed(store)
        place.clock.pass(Lease.duration)
        #expect(try await store.reclaimExpired().count == 1)
        let heir = try #require(try await store.claim(by: "b"))
        #expect(heir.job == zombie.job)
        #expect(heir.token > zombie.token)
        #expect(heir.crashes == 1)
        await expectLost { try await store.record("push", under: zombie) }
        await expectLost { try await store.renew(zombie) }
        await expectLost { try await store.finish(zombie, as: .done) }
        try await store.record("push", under: heir)
        try await store.finish(heir, as: .done)
        await expectLost { try await store.finish(heir, as: .done) }
    }

    @Test("a lease whose time is over cannot be renewed, also before anybody has taken it back")
    func overdue() async throws {
        let store = try place.open()
        let lease = try await claimed(store)
        place.clock.pass(.seconds(59))
        try await store.renew(lease)
        place.clock.pass(.seconds(59))
        #expect(try await store.reclaimExpired().count == 0)
        place.clock.pass(.seconds(1))
        await expectLost { try await store.renew(lease) }
    }

    @Test("a job that takes its worker down three times is dead")
    func crashes() async throws {
        let store = try place.open()
        _ = try await claimed(store)
        for crash in 1...3 {
            place.clock.pass(Lease.duration)
            try await store.reclaimExpired()
            let next = try await store.claim(by: "b")
            #expect(next?.crashes == (crash < 3 ? crash : nil))
        }
        let dead = try await place.reader().jobs(in: .dead)
        #expect(dead.map(\.reason) == ["crashes"])
        #expect(dead.map(\.crashes) == [3])
    }

    @Test("what a process was working on when it died is taken back when the next one starts")
    func restart() async throws {
        var store: FleetStore? = try place.open()
        let lease = try await claimed(try #require(store))
        store = nil
        let next = try place.open()
        let again = try #require(try await next.claim(by: "b"))
        #expect(again.job == lease.job)
        #expect(again.crashes == 1)
        #expect(again.attempt == 2)
        await expectLost { try await next.finish(lease, as: .done) }
    }

    @Test(
        "another instance's job is left alone until its lease is over",
        arguments: [
            Int64(0), 86_400_000, -86_400_000,
        ])
    func foreign(jump: Int64) async throws {
        var store: FleetStore? = try place.open(instance: "other")
        _ = try await claimed(try #require(store))
        store = nil
        place.clock.jump(milliseconds: jump)
        let next = try place.open()
        if jump <= 0 {
            place.clock.pass(.seconds(59))
            #expect(try await next.reclaimExpired().count == 0)
        }
        place.clock.pass(.seconds(1))
        #expect(try await next.reclaimExpired().count == 1)
        #expect(try await next.claim(by: "b") != nil)
    }

    @Test(
        "a clock that jumps neither ends leases nor keeps them, nor moves what is planned",
        arguments: [
            Int64(86_400_000), -86_400_000,
        ])
    func clockJumps(jump: Int64) async throws {
        let store = try place.open()
        let lease = try await claimed(store)
        try await store.enqueue(
            [FleetPlace.request(2, at: place.clock.wall + 100_000)], by: "schedule")
        place.clock.jump(milliseconds: jump)
        #expect(try await store.reclaimExpired().count == 0)
        try await store.renew(lease)
        place.clock.pass(.seconds(59))
        #expect(try await store.reclaimExpired().count == 0)
        #expect(try await store.claim(by: "b") == nil)
        place.clock.pass(.seconds(1))
        #expect(try await store.reclaimExpired().count == 1)
        #expect(try await store.claim(by: "b")?.job == lease.job)
        place.clock.pass(.seconds(40))
        #expect(try await store.claim(by: "b")?.unit.repository == "forge.test:2")
        let events = try journal(of: place.home.path).bodies
        #expect(events.count { $0.contains(#""kind":"clock.jumped""#) } == 1)
    }

    @Test("after the machine slept for hours the leases are over")
    func suspend() async throws {
        let store = try place.open()
        let lease = try await claimed(store)
        place.clock.pass(.seconds(7200))
        await expectLost { try await store.renew(lease) }
        #expect(try await store.reclaimExpired().count == 1)
    }

    @Test("a crash goes on with the newer job of the unit, which inherits the count")
    func crashBesideNewer() async throws {
        let store = try place.open()
        let lease = try await claimed(store)
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        place.clock.pass(Lease.duration)
        try await store.reclaimExpired()
        let next = try #require(try await store.claim(by: "b"))
        #expect(next.job != lease.job)
        #expect(next.crashes == 1)
        #expect(try await place.reader().job(lease.job)?.state == .superseded)
    }

    @Test("sixteen workers on twenty repositories never meet in one")
    func overlap() async throws {
        let store = try FleetStore(home: place.home.path)
        let jobs = Thoroughness.amount(usual: 12, full: 330)
        let requests = (0..<20).flatMap { repository in
            (0..<jobs).map { FleetPlace.request(repository, subject: "pull/\($0)", kind: .check) }
        }
        try await store.enqueue(requests, by: "forge")
        let board = OverlapBoard()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in 0..<16 {
                group.addTask {
                    var count = 0
                    while true {
                        guard let lease = try await store.claim(by: "w\(worker)") else {
                            if board.isEverythingDone(requests.count) { return count }
                            await Task.yield()
                            continue
                        }
                        board.enter(lease.unit.repository)
                        try await store.record("fetch", under: lease)
                        board.leave(lease.unit.repository)
                        try await store.finish(lease, as: .done)
                        count += 1
                        board.finish()
                    }
                }
            }
            var total = 0
            for try await count in group { total += count }
            #expect(total == requests.count)
        }
        #expect(board.overlaps == 0)
        #expect(try await place.reader().counts(now: .max).jobs[.done] == requests.count)
        Thoroughness.tell("\(requests.count) jobs by 16 workers, \(board.overlaps) overlaps")
    }
}
