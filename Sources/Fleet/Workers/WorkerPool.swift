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
        /// The store does not take something; told again only once it is another trouble.
        case troubled(Diagnostic)
    }

    /// How often is looked for work without a hint.
    private static let backstop = Duration.seconds(1)

    let store: FleetStore
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
    package init(
        store: FleetStore, workers count: Int, name: String = "worker", clock: FleetClock = .system,
        pause: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        },
        tell: @escaping @Sendable (Event) -> Void = { _ in }, work: @escaping Work
    ) {
        self.store = store
        self.count = max(1, count)
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
                for number in 1...count {
                    let worker = Worker(name: "\(name)-\(number)", pool: self)
                    workers.addTask { await worker.run() }
                }
            }
            group.cancelAll()
        }
    }

    /// Takes no more jobs, and gives back what is not done within this time; `run` ends then.
    package func drain(within limit: Duration) {
        isStopping.withLock { $0 = true }
        store.changes.ring()
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

    private func stopAfterDrain() async {
        for await limit in drains.stream {
            if (try? await pause(limit)) != nil { held.stopAll() }
        }
    }

    /// Looks for leases that ran out, and has everybody look for work.
    private func look() async {
        do { try await store.reclaimExpired() } catch { report(error) }
        store.changes.ring()
    }

    /// Renews what is held; work whose lease is lost, or may be soon, is stopped.
    func renewAll() async {
        for lease in held.leases {
            do {
                try await store.renew(lease)
                held.renewed(lease, at: clock.steady())
            } catch let error as FleetError where error.code == .leaseLost {
                held.lose(lease)
            } catch {
                report(error)
                if held.isUncertain(lease, at: clock.steady()) { held.lose(lease) }
            }
        }
    }
}
