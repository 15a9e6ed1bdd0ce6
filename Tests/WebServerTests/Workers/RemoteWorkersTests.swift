import Basics
import Forge
import Synchronization
import TestSupport
import Testing

@testable import Fleet
@testable import WebServer

@Suite("Workers elsewhere at work")
struct RemoteWorkersTests {
    private let place: WorkerPlace

    init() throws { place = try WorkerPlace() }

    /// Who is in which repository, and how often two were in one.
    private final class Board: Sendable {
        private let state = Mutex<(inside: Set<String>, overlaps: Int, ended: Int)>(([], 0, 0))
        let ends = AsyncStream.makeStream(of: Void.self)
        var overlaps: Int { state.withLock(\.overlaps) }

        func enter(_ repository: String) {
            state.withLock { if !$0.inside.insert(repository).inserted { $0.overlaps += 1 } }
        }

        func leave(_ repository: String) { state.withLock { _ = $0.inside.remove(repository) } }
    }

    @Test("Two processes with four workers each do every job once, and never two in a repository")
    func noOverlap() async throws {
        let jobs = 60
        for subject in 0..<12 {
            try await place.enqueue(0..<5, subject: "pull/\(subject)")
        }
        let board = Board()
        try await withServer(handler: place.router) { server async throws in
            let pools = try ["p", "q"].map { process in
                WorkerPool(
                    queue: try place.queue(at: server, process: process, waiting: .seconds(1)),
                    workers: 4, name: process,
                    tell: { if case .ended = $0 { board.ends.continuation.yield() } },
                    work: { lease, holding in
                        board.enter(lease.unit.repository)
                        holding.note("check")
                        try await holding.check()
                        board.leave(lease.unit.repository)
                        return WorkResult(outcome: .done)
                    })
            }
            await withDiscardingTaskGroup { group in
                for pool in pools { group.addTask { await pool.run() } }
                var ended = 0
                for await _ in board.ends.stream {
                    ended += 1
                    if ended == jobs { break }
                }
                for pool in pools { pool.drain(within: .seconds(5)) }
            }
        }
        #expect(board.overlaps == 0)
        let counts = try await place.reader.counts(now: 0)
        #expect(counts.jobs[.done] == jobs && counts.jobs[.running] == 0)
        let runs = try await place.reader.runs(limit: 500)
        #expect(runs.count == jobs && runs.allSatisfy { $0.outcome == "done" })
    }

    @Test("Work is stopped a third of a lease before its end when the server cannot be reached")
    func partition() async throws {
        try await place.enqueue(1..<2)
        let steady = Mutex<Int64>(0)
        let begun = AsyncStream.makeStream(of: Void.self)
        let ended = AsyncStream.makeStream(of: String.self)
        let (server, running) = try await serve()
        let pool = WorkerPool(
            queue: try place.queue(at: server), workers: 1,
            clock: FleetClock(wall: { 0 }, steady: { steady.withLock { $0 } }),
            pause: { _ in try await Task.sleep(for: .seconds(3600)) },
            tell: { if case .lost = $0 { ended.continuation.yield("lost") } },
            work: { _, _ in
                begun.continuation.yield()
                try await Task.sleep(for: .seconds(3600))
                return WorkResult(outcome: .done)
            })
        let work = Task { await pool.run() }
        for await _ in begun.stream { break }
        await server.drain(within: .zero)
        await running.value
        steady.withLock { $0 = 39_999 }
        await pool.look()
        #expect(pool.held.leases.allSatisfy { !pool.held.isLost($0) })
        steady.withLock { $0 = 40_000 }
        await pool.look()
        let isStopped = pool.held.leases.allSatisfy { pool.held.isLost($0) }
        #expect(isStopped)
        // Work that goes on would never tell.
        if isStopped { for await _ in ended.stream { break } }
        work.cancel()
        await work.value
    }

    @Test("What a worker died with goes to another once its lease is over, and is done once")
    func takenOver() async throws {
        try await place.enqueue(1..<2)
        try await withServer(handler: place.router) { server async throws in
            let dead = try #require(
                try await place.queue(at: server).claim(by: "w", avoiding: []))
            let ended = AsyncStream.makeStream(of: Lease.self)
            let pool = WorkerPool(
                queue: try place.queue(at: server, process: "q"), workers: 2,
                tell: { if case .ended(let lease, .done) = $0 { ended.continuation.yield(lease) } },
                work: { _, _ in WorkResult(outcome: .done) })
            async let running: Void = pool.run()
            place.pass(Lease.duration)
            #expect(try await place.store.reclaimExpired() == [dead.token])
            pool.queue.work.ring()
            for await lease in ended.stream {
                #expect(lease.job == dead.job && lease.crashes == 1)
                break
            }
            pool.drain(within: .seconds(5))
            await running
            let runs = try await place.reader.runs()
            #expect(runs.map(\.outcome) == ["done", "crashed"])
        }
    }

    private func serve() async throws -> (HTTPServer, Task<Void, Never>) {
        let server = try HTTPServer(on: .anyLoopback, handler: place.router)
        return (server, Task { await server.run() })
    }

    @Test("The forge's budget is one for all workers: what one takes, another finds taken")
    func budget() async throws {
        try await withServer(handler: place.router) { server async throws in
            let stores = try (0..<4).map { _ in
                RemoteBudgetStore(over: try place.link(to: server))
            }
            try await BlockingWork.run("budget-of-two") {
                for (write, store) in [(1000, 0), (1001, 1), (1002, 0)] {
                    try stores[store].update("app:1") { $0.writes.append(write) }
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, store) in stores.enumerated() {
                    group.addTask {
                        try await BlockingWork.run("budget-\(number)") {
                            for write in 0..<5 {
                                try store.update("app:1") { state in
                                    state.writes.append(number * 100 + write)
                                }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            var writes: [Int] = []
            place.budgets.update("app:1") { writes = $0.writes.sorted() }
            let all = (0..<4).flatMap { (store: Int) -> [Int] in
                (0..<5).map { store * 100 + $0 }
            }
            #expect(writes == all + [1000, 1001, 1002])
            let error = #expect(throws: FleetError.self) {
                let lonely = RemoteBudgetStore(
                    over: try place.link(to: server, token: "another token altogether"))
                try lonely.update("app:1") { _ in }
            }
            #expect(error?.code == .refused)
        }
    }
}
