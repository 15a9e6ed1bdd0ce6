import Basics
import Remediation
import TestSupport
import Testing

@testable import Fleet

@Suite("The queue of jobs")
struct FleetStoreJobTests {
    let place: FleetPlace
    let store: FleetStore
    let reader: FleetReader

    init() throws {
        place = try FleetPlace()
        store = try place.open()
        reader = try place.reader()
    }

    private func jobs(_ state: JobState) async throws -> [JobRecord] {
        try await reader.jobs(in: state)
    }

    @Test("requests for one unit are one job: the sooner, the more urgent, for all their causes")
    func coalescing() async throws {
        let later = place.clock.wall + 60_000
        try await store.enqueue(
            [FleetPlace.request(1, .sweep, cause: "schedule", at: later)], by: "schedule")
        #expect(try await store.claim(by: "a") == nil)
        try await store.enqueue([FleetPlace.request(1, .event, cause: "push")], by: "forge")
        try await store.enqueue([FleetPlace.request(1, .sweep, cause: "push")], by: "forge")
        let pending = try await jobs(.queued)
        #expect(pending.map(\.causes) == [["push", "schedule"]])
        #expect(pending.map(\.priority) == [.event])
        #expect(pending.map(\.runAt) == [place.clock.wall])
        let lease = try #require(try await store.claim(by: "a"))
        #expect(lease.causes == ["push", "schedule"])
        #expect(try await store.claim(by: "b") == nil)
    }

    @Test("what comes while a job runs is exactly one fresh job, which starts when that one ends")
    func whileRunning() async throws {
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        let first = try #require(try await store.claim(by: "a"))
        for _ in 0..<5 { try await store.enqueue([FleetPlace.request(1)], by: "forge") }
        #expect(try await jobs(.queued).count == 1)
        #expect(try await store.claim(by: "b") == nil)
        try await store.finish(first, as: .done)
        let second = try #require(try await store.claim(by: "b"))
        #expect(second.job != first.job)
        #expect(second.token > first.token)
        #expect(second.attempt == 1)
    }

    @Test("the most urgent goes first, and each ten minutes of waiting lift a job by one class")
    func order() async throws {
        try await store.enqueue([FleetPlace.request(1, .sweep)], by: "schedule")
        place.clock.pass(.seconds(60))
        try await store.enqueue(
            [
                FleetPlace.request(2, .event), FleetPlace.request(3, .command),
                FleetPlace.request(4, .security), FleetPlace.request(5, .event),
            ], by: "forge")
        var order: [String] = []
        for _ in 0..<3 {
            order.append(try #require(try await store.claim(by: "a")).unit.repository)
        }
        #expect(order == ["forge.test:3", "forge.test:4", "forge.test:2"])
        place.clock.pass(.seconds(540))
        // The sweep has waited ten minutes, the event nine.
        #expect(try await store.claim(by: "a")?.unit.repository == "forge.test:1")
    }

    @Test("two units of one repository never run at once")
    func perRepository() async throws {
        try await store.enqueue(
            [
                FleetPlace.request(1), FleetPlace.request(1, subject: "pull/7", kind: .check),
                FleetPlace.request(2),
            ], by: "forge")
        let first = try #require(try await store.claim(by: "a"))
        let second = try #require(try await store.claim(by: "b"))
        #expect(second.unit.repository != first.unit.repository)
        #expect(try await store.claim(by: "c") == nil)
        try await store.finish(first, as: .done)
        #expect(try await store.claim(by: "c")?.unit.subject == "pull/7")
    }

    @Test("done keeps the head and the summary; the run and its steps can be read")
    func done() async throws {
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        let lease = try #require(try await store.claim(by: "w1"))
        try await store.record("fetch", detail: ["head": .string("ab")], under: lease)
        try await store.record("check", under: lease)
        let head = String(repeating: "a", count: 40)
        try await store.finish(lease, as: .done, with: FleetPlace.summary(base: head))
        let unit = try #require(try await reader.units().first)
        #expect(unit.lastHead == head)
        #expect(unit.lastJob?.state == .done)
        #expect(unit.lastRun?.summary == FleetPlace.summary(base: head))
        let (run, steps) = try #require(try await reader.run(lease.token))
        #expect(run.outcome == "done")
        #expect(steps.map(\.name) == ["fetch", "check"])
        #expect(steps.map(\.detail) == [#"{"head":"ab"}"#, "{}"])
        #expect(try await reader.runs(of: unit.id).map(\.id) == [lease.token])
    }

    @Test("a failure that may pass is tried again after a pause that doubles, eight times in all")
    func retries() async throws {
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        var pauses: [Int64] = []
        for attempt in 1...8 {
            let lease = try #require(try await store.claim(by: "a"))
            #expect(lease.attempt == attempt)
            try await store.finish(lease, as: .retry(after: nil, because: "no network"))
            guard let next = try await jobs(.queued).first else { break }
            pauses.append((next.runAt - place.clock.wall) / 1000)
            #expect(try await store.claim(by: "a") == nil)
            place.clock.pass(.milliseconds(next.runAt - place.clock.wall))
        }
        #expect(pauses == [5, 10, 20, 40, 80, 160, 320])
        let dead = try await jobs(.dead)
        #expect(dead.map(\.reason) == ["attempts-spent"])
        #expect(dead.map(\.detail) == ["no network"])
        #expect(try await store.claim(by: "a") == nil)
    }

    @Test("what the forge asks for is waited for, whatever the backoff says")
    func retryAfter() async throws {
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        let lease = try #require(try await store.claim(by: "a"))
        try await store.finish(lease, as: .retry(after: .seconds(600), because: "busy"))
        let runAt = try #require(try await jobs(.queued).first).runAt
        #expect(runAt >= place.clock.wall + 600_000)
    }

    @Test("waiting and shutting down spend no attempt", arguments: WaitReason.allCases)
    func waiting(reason: WaitReason) async throws {
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        for _ in 0..<12 {
            let lease = try #require(try await store.claim(by: "a"))
            #expect(lease.attempt == 1)
            try await store.finish(
                lease, as: .waiting(reason, after: .seconds(90), because: "wait"))
            #expect(try await jobs(.waiting).map(\.reason) == [reason.rawValue])
            #expect(try await store.claim(by: "a") == nil)
            place.clock.pass(.seconds(90))
            let again = try #require(try await store.claim(by: "a"))
            try await store.finish(again, as: .released)
        }
        #expect(try await reader.counts(now: place.clock.wall).ready == 1)
    }

    @Test("a new event ends the wait for a window, but not that for a forge")
    func eventWhileWaiting() async throws {
        let requests = WaitReason.allCases.indices.map { FleetPlace.request($0) }
        try await store.enqueue(requests, by: "forge")
        for reason in WaitReason.allCases {
            let lease = try #require(try await store.claim(by: "a"))
            try await store.finish(lease, as: .waiting(reason, after: .seconds(90), because: ""))
        }
        place.clock.pass(.seconds(1))
        try await store.enqueue(requests, by: "forge")
        #expect(
            Set(try await jobs(.waiting).compactMap(\.reason)) == ["rate", "forge-down"])
        #expect(try await jobs(.queued).map(\.reason) == [nil, nil])
    }

    @Test("a job that is sent back while a newer one waits is superseded by it")
    func superseded() async throws {
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        let lease = try #require(try await store.claim(by: "a"))
        try await store.enqueue([FleetPlace.request(1, cause: "new")], by: "forge")
        try await store.finish(
            lease, as: .waiting(.rate, after: .seconds(300), because: "limited"))
        #expect(try await jobs(.superseded).map(\.id) == [lease.job])
        let newer = try #require(try await jobs(.queued).first)
        #expect(newer.causes == ["new"])
        #expect(newer.runAt == place.clock.wall + 300_000)
    }

    @Test("a permanent failure ends the job; it and a dead one can be put back by name")
    func revival() async throws {
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        let lease = try #require(try await store.claim(by: "a"))
        try await store.finish(lease, as: .failed(.archived, because: "it is archived"))
        #expect(try await jobs(.failed).map(\.reason) == ["archived"])
        try await store.retryDead(lease.job, by: "operator")
        let again = try #require(try await store.claim(by: "a"))
        #expect(again.job == lease.job)
        #expect(again.attempt == 1)
        let error = await #expect(throws: FleetError.self) {
            try await store.retryDead(lease.job, by: "operator")
        }
        #expect(error?.code == .wrongState)
        let missing = await #expect(throws: FleetError.self) {
            try await store.retryDead(99, by: "operator")
        }
        #expect(missing?.code == .noJob)
    }

    @Test("a cancelled job is not worked on, and one that runs loses its lease")
    func cancelling() async throws {
        try await store.enqueue([FleetPlace.request(1), FleetPlace.request(2)], by: "forge")
        let lease = try #require(try await store.claim(by: "a"))
        for job in [lease.job, lease.job + 1] { try await store.cancel(job, by: "operator") }
        #expect(try await store.claim(by: "a") == nil)
        let error = await #expect(throws: FleetError.self) {
            try await store.finish(lease, as: .done)
        }
        #expect(error?.code == .leaseLost)
        #expect(try await reader.run(lease.token)?.run.outcome == "cancelled")
    }

    @Test("nothing is done in a repository that is closed, and what waited goes on when it is back")
    func closed() async throws {
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        let key = UnitKey.repository(1, on: "forge.test")
        try await store.apply(
            [RepositoryChange(repository: key, kind: .closed(because: "archived"))], by: "forge")
        #expect(try await store.claim(by: "a") == nil)
        let counts = try await reader.counts(now: place.clock.wall)
        #expect(counts.paused == 1)
        #expect(counts.ready == 0)
        #expect(counts.oldestReadyAt == nil)
        try await store.apply(
            [
                RepositoryChange(repository: key, kind: .reopened),
                RepositoryChange(repository: key, kind: .moved(to: "https://forge.test/o/new.git")),
            ], by: "forge")
        #expect(try await store.claim(by: "a")?.location == "https://forge.test/o/new.git")
    }

    @Test("a host that is avoided keeps only its own jobs back")
    func avoiding() async throws {
        var other = FleetPlace.request(2)
        other.unit.repository = UnitKey.repository(2, on: "other.test")
        let local = WorkRequest(
            unit: UnitKey(repository: UnitKey.repository(at: "/srv/a.git")), location: "/srv/a.git",
            priority: .event, cause: "push")
        try await store.enqueue([FleetPlace.request(1), other, local], by: "forge")
        let hosts = [
            try await store.claim(by: "a", avoiding: ["forge.test"])?.host,
            try await store.claim(by: "a", avoiding: ["forge.test"])?.host,
            try await store.claim(by: "a", avoiding: ["forge.test"])?.host,
        ]
        #expect(hosts == ["other.test", "local", nil])
    }

    @Test("every decision is in the journal, whose chain holds")
    func journalled() async throws {
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        let lease = try #require(try await store.claim(by: "a"))
        try await store.record("fetch", under: lease)
        try await store.finish(lease, as: .done)
        let events = try await reader.events(after: 0)
        let kinds = ["job.queued", "job.merged", "job.claimed", "job.step", "job.done"]
        #expect(events.count == kinds.count)
        for (event, kind) in zip(events, kinds) {
            #expect(event.body.contains(#""kind":"\#(kind)""#))
        }
        #expect(try await reader.events(after: 3).map(\.number) == [4, 5])
        #expect(try await reader.lastEvent() == 5)
        #expect(try journal(of: place.home.path).isWhole)
    }
}
