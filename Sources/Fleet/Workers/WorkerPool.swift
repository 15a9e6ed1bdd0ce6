package import Basics
internal import Synchronization

/// The workers of the service: each takes one job after another, and keeps its lease alive while it works on it.
package final class WorkerPool: Sendable {
    /// The work on one job; it runs on a thread of the worker's own and may block it.
    package typealias Work = @Sendable (Lease, LeaseGuard) async throws -> WorkResult

    /// What a pool tells while it runs.
    package enum Event: Sendable {
        case began(Lease)
        case ended(Lease, JobOutcome)
        /// The lease was lost on the way; somebody else has the job, or will have.
        case lost(Lease)
        /// A worker's lease ran out, whichever process it is of; told by token.
        case expired(Int64)
        /// The store does not take something; told again only once it is another trouble.
        case troubled(Diagnostic)
    }

    /// How often is looked for work without a hint.
    private static let backstop = Duration.seconds(1)

    let queue: any WorkQueue
    let clock: FleetClock
    let work: Work
    let tell: @Sendable (Event) -> Void
    let pause: @Sendable (Duration) async throws -> Void
    let held = HeldLeases()
    let breakers: HostBreakers
    private let count: Int
    private let name: String
    private let trouble = Mutex<Diagnostic?>(nil)
    private let isStopping = Mutex(false)
    private let drains = AsyncStream.makeStream(of: Duration.self)

    /// A pool of so many workers, called `name-1` and so on; `pause` waits.
    ///
    /// Without workers it does the rest: it takes back what others' leases leave.
    package init(
        queue: any WorkQueue, workers count: Int, name: String = "worker",
        clock: FleetClock = .system,
        pause: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        },
        tell: @escaping @Sendable (Event) -> Void = { _ in }, work: @escaping Work
    ) {
        self.queue = queue
        self.count = max(0, count)
        self.name = name
        self.clock = clock
        self.pause = pause
        self.tell = tell
        self.work = work
        breakers = HostBreakers(clock)
    }

    /// Works until it is drained or cancelled; no job is left running then.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.repeating(every: Lease.beat) { await self.renewAll() } }
            group.addTask { await self.repeating(every: Self.backstop) { await self.look() } }
            group.addTask { await self.stopAfterDrain() }
            await withDiscardingTaskGroup { workers in
                workers.addTask { await self.waitForDrain() }
                for number in 0..<count {
                    let worker = Worker(name: "\(name)-\(number + 1)", pool: self)
                    workers.addTask { await worker.run() }
                }
            }
            group.cancelAll()
        }
        await queue.leave()
    }

    /// Takes no more jobs, and gives back what is not done within this time; `run` ends then.
    package func drain(within limit: Duration) {
        isStopping.withLock { $0 = true }
        queue.stopClaiming()
        queue.work.ring()
        drains.continuation.yield(limit)
    }

    /// Whether no more jobs are to be taken.
    var isDraining: Bool { isStopping.withLock { $0 } }

    /// Tells of a failure of the store, once.
    func report(_ error: (any Error)?) {
        let diagnostic = error.map { Diagnostic(describing: $0, while: "write to the store") }
        let isNew = trouble.withLock { trouble in
            defer { trouble = diagnostic }
            return trouble != diagnostic
        }
        if isNew, let diagnostic { tell(.troubled(diagnostic)) }
    }

    private func repeating(
        every interval: Duration, _ body: @Sendable () async -> Void
    ) async {
        while (try? await pause(interval)) != nil, !Task.isCancelled { await body() }
    }

    private func waitForDrain() async {
        for await _ in queue.work.stream() where isDraining { return }
    }

    private func stopAfterDrain() async {
        for await limit in drains.stream {
            if (try? await pause(limit)) != nil { held.stopAll() }
        }
    }

    /// Looks for leases that ran out, stops work whose lease may soon, and has everybody look for jobs.
    func look() async {
        do {
            for token in try await queue.reclaimExpired() { tell(.expired(token)) }
        } catch { report(error) }
        // Not left to the renewals, which may hang for as long as the other side does.
        for lease in held.leases where held.isUncertain(lease, at: clock.steady()) {
            held.lose(lease)
        }
        queue.work.ring()
    }

    /// Renews what is held, all at once; work whose lease is lost is stopped.
    func renewAll() async {
        await withDiscardingTaskGroup { group in
            for lease in held.leases {
                group.addTask {
                    do { try await self.renew(lease) } catch let error as FleetError
                        where error.code == .leaseLost
                    { self.held.lose(lease) } catch { self.report(error) }
                }
            }
        }
    }

    /// Renews a lease, from the moment on at which that was asked for.
    func renew(_ lease: Lease) async throws {
        let asked = clock.steady()
        try await queue.renew(lease)
        held.renewed(lease, at: asked)
    }
}
