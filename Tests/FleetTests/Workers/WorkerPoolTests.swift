import Basics
import Git
import Remediation
import Synchronization
import TestSupport
import Testing

@testable import Fleet

@Suite("The pool of workers")
struct WorkerPoolTests {
    let place: FleetPlace
    let store: FleetStore
    let reader: FleetReader

    init() throws {
        place = try FleetPlace()
        store = try place.open()
        reader = try place.reader()
    }

    /// What a pool told, and a way to wait for it.
    final class Ledger: Sendable {
        let lines = AsyncStream.makeStream(of: String.self)

        func tell(_ event: WorkerPool.Event) {
            switch event {
            case .began(let lease): lines.continuation.yield("began \(lease.job)")
            case .ended(let lease, let outcome):
                lines.continuation.yield("ended \(lease.job) \(JobOutcomeTests.Course(outcome))")
            case .lost(let lease): lines.continuation.yield("lost \(lease.job)")
            case .expired: break
            case .troubled: lines.continuation.yield("troubled")
            }
        }

        /// The next lines that begin so.
        func wait(for prefix: String, count: Int = 1) async -> [String] {
            var found: [String] = []
            for await line in lines.stream where line.hasPrefix(prefix) {
                found.append(line)
                if found.count == count { break }
            }
            return found
        }
    }

    /// A pool whose waits last for ever, but for those of `limit`, which are over at once.
    private func pool(
        workers: Int = 2, ledger: Ledger, limit: Duration = .zero, work: @escaping WorkerPool.Work
    ) -> WorkerPool {
        WorkerPool(
            queue: store, workers: workers, clock: place.clock.fleet,
            pause: { if $0 != limit { try await Task.sleep(for: .seconds(3600)) } },
            tell: { ledger.tell($0) }, work: work)
    }

    @Test("every job is worked on, its steps and its summary are kept, and a drained pool ends")
    func works() async throws {
        let ledger = Ledger()
        let pool = pool(ledger: ledger) { lease, token in
            for step in ["fetch", "check", "push"] { token.note(step) }
            try await token.check()
            try await token.record("close", detail: ["n": .int(1)])
            return WorkResult(FleetPlace.summary(base: "\(lease.attempt)"))
        }
        try await store.enqueue((0..<6).map { FleetPlace.request($0) }, by: "forge")
        async let running: Void = pool.run()
        #expect(await ledger.wait(for: "ended", count: 6).count == 6)
        pool.drain(within: .seconds(5))
        await running
        #expect(try await reader.counts(now: place.clock.wall).jobs[.done] == 6)
        let run = try #require(try await reader.runs().first)
        #expect(run.summary?.base == "1")
        #expect(run.worker.hasPrefix("worker-"))
        let steps = try #require(try await reader.run(run.id)).steps.map(\.name)
        #expect(steps.filter { $0 != "close" } == ["fetch", "check", "push"])
        #expect(steps.contains("close"))
    }

    @Test("a job that comes later wakes a worker")
    func wakes() async throws {
        let ledger = Ledger()
        let pool = pool(ledger: ledger) { _, _ in WorkResult(outcome: .done) }
        async let running: Void = pool.run()
        for number in 0..<3 {
            let receipt = await store.accept(
                place.delivery("g\(number)", requests: [FleetPlace.request(number)]))
            #expect(receipt == .accepted)
            #expect(await ledger.wait(for: "ended").count == 1)
        }
        pool.drain(within: .seconds(5))
        await running
    }

    @Test("a failure decides how the job goes on")
    func failures() async throws {
        let ledger = Ledger()
        let pool = pool(workers: 1, ledger: ledger) { lease, _ in
            throw GitError(lease.job == 1 ? .tooLarge : .unreachable, "fetch", because: "test")
        }
        try await store.enqueue([FleetPlace.request(1), FleetPlace.request(2)], by: "forge")
        async let running: Void = pool.run()
        #expect(
            await ledger.wait(for: "ended", count: 2) == [
                "ended 1 failed(Fleet.PermanentFailure.tooLarge)", "ended 2 retry",
            ])
        pool.drain(within: .seconds(5))
        await running
        #expect(try await reader.job(1)?.reason == "too-large")
    }

    @Test("a drain that takes too long gives the job back, and the attempt does not count")
    func drainLimit() async throws {
        let ledger = Ledger()
        let pool = pool(ledger: ledger, limit: .seconds(7)) { _, _ in
            try await Task.sleep(for: .seconds(3600))
            return WorkResult(outcome: .done)
        }
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        async let running: Void = pool.run()
        #expect(await ledger.wait(for: "began").count == 1)
        pool.drain(within: .seconds(7))
        await running
        let job = try #require(try await reader.job(1))
        #expect(job.state == .queued)
        #expect(job.attempts == 0)
        #expect(job.crashes == 0)
    }

    @Test("cancelling the pool gives back what it was working on")
    func cancelled() async throws {
        let ledger = Ledger()
        let pool = pool(ledger: ledger) { _, _ in
            try await Task.sleep(for: .seconds(3600))
            return WorkResult(outcome: .done)
        }
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        let running = Task { await pool.run() }
        #expect(await ledger.wait(for: "began").count == 1)
        running.cancel()
        await running.value
        #expect(try await reader.job(1)?.state == .queued)
    }

    @Test("work whose lease is lost is stopped, and nothing of it is kept")
    func lostLease() async throws {
        let ledger = Ledger()
        let pool = pool(workers: 1, ledger: ledger) { lease, _ in
            if lease.attempt == 1 { try await Task.sleep(for: .seconds(3600)) }
            return WorkResult(FleetPlace.summary(base: "b"))
        }
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        async let running: Void = pool.run()
        #expect(await ledger.wait(for: "began").count == 1)
        place.clock.pass(Lease.duration)
        try await store.reclaimExpired()
        await pool.renewAll()
        #expect(await ledger.wait(for: "lost") == ["lost 1"])
        #expect(await ledger.wait(for: "ended") == ["ended 1 done"])
        pool.drain(within: .seconds(5))
        await running
        let runs = try await reader.runs()
        #expect(runs.map(\.outcome) == ["done", "crashed"])
        #expect(runs.map(\.summary?.base) == ["b", nil])
    }

    @Test("a lease that is renewed outlasts its first minute")
    func renewed() async throws {
        let ledger = Ledger()
        let gate = AsyncStream.makeStream(of: Void.self)
        let pool = pool(ledger: ledger) { _, _ in
            for await _ in gate.stream { break }
            return WorkResult(outcome: .done)
        }
        try await store.enqueue([FleetPlace.request(1)], by: "forge")
        async let running: Void = pool.run()
        #expect(await ledger.wait(for: "began").count == 1)
        for _ in 0..<10 {
            place.clock.pass(Lease.beat)
            await pool.renewAll()
            #expect(try await store.reclaimExpired().count == 0)
        }
        gate.continuation.yield()
        #expect(await ledger.wait(for: "ended") == ["ended 1 done"])
        pool.drain(within: .seconds(5))
        await running
    }

    @Test(
        "a host that is down keeps its own jobs back and nobody else's, until one of them gets through"
    )
    func breaker() async throws {
        let ledger = Ledger()
        let isDown = Mutex(true)
        let pool = pool(workers: 1, ledger: ledger) { lease, _ in
            if lease.host == "forge.test", isDown.withLock({ $0 }) {
                throw GitError(.unreachable, "fetch", because: "test")
            }
            return WorkResult(outcome: .done)
        }
        try await store.enqueue((0..<8).map { FleetPlace.request($0) }, by: "forge")
        async let running: Void = pool.run()
        #expect(await ledger.wait(for: "ended", count: 5).allSatisfy { $0.hasSuffix("retry") })
        var other = FleetPlace.request(9)
        other.unit.repository = UnitKey.repository(9, on: "other.test")
        try await store.enqueue([other], by: "forge")
        #expect(await ledger.wait(for: "ended") == ["ended 9 done"])
        #expect(try await reader.counts(now: place.clock.wall).ready == 3)
        isDown.withLock { $0 = false }
        place.clock.pass(.seconds(31))
        store.work.ring()
        let rest = await ledger.wait(for: "ended", count: 8)
        #expect(rest.allSatisfy { $0.hasSuffix("done") })
        pool.drain(within: .seconds(5))
        await running
    }
}
