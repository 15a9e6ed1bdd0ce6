import Basics
import Dispatch
import Fleet
import Glibc
import Synchronization

/// Walks a store through a scripted sequence of operations, for a test that kills it on the way.
///
/// Each operation that the store has acknowledged is one line on standard output, written before the next begins; one
/// that the store refused is a line that begins with `FAIL`.
@main
struct StoreWalk {
    static func main() {
        guard CommandLine.arguments.count == 3, let rounds = Int(CommandLine.arguments[2]) else {
            say("usage: store-walk HOME ROUNDS")
            exit(2)
        }
        let time = Walltime()
        let thread = MainThread()
        do {
            let store = try FleetStore(
                home: CommandLine.arguments[1], clock: time.clock, random: { $0.upperBound },
                executor: thread)
            say("ACK open")
            Task.detached {
                for round in 0..<rounds { await walk(store, round: round, time: time) }
                say("END")
                exit(0)
            }
        } catch {
            say("FAIL open \(error)")
            exit(3)
        }
        thread.run()
    }

    /// One round: deliveries, some at once, and the life of a job or two.
    private static func walk(_ store: FleetStore, round: Int, time: Walltime) async {
        await deliver("g\(round)", about: round % 3, to: store)
        await withTaskGroup(of: Void.self) { group in
            for part in 0..<3 {
                group.addTask { await deliver("g\(round).\(part)", about: part, to: store) }
            }
        }
        if let lease = await attempt("claim", { try await store.claim(by: "w") }) {
            say("ACK claimed \(lease.job) \(lease.token)")
            if await attempt("step", { try await store.record("fetch", under: lease) }) != nil {
                say("ACK step \(lease.token)")
            }
            // Something new while the job runs.
            await deliver("g\(round).n", about: round % 3, to: store)
            let outcome = outcomes[round % outcomes.count]
            if let outcome,
                await attempt("finish", { try await store.finish(lease, as: outcome.1) }) != nil
            {
                say("ACK finished \(lease.token) \(outcome.0)")
            }
        }
        time.pass(milliseconds: 61_000)
        _ = await attempt("reclaim", { try await store.reclaimExpired() })
        if round % 4 == 3 { _ = await attempt("checkpoint", { try await store.checkpoint() }) }
    }

    /// How the rounds' jobs end, as the run's outcome is called; nil for one that is left behind.
    private static let outcomes: [(String, JobOutcome)?] = [
        ("done", .done), ("retrying", .retry(after: nil, because: "r")), nil,
        ("waiting", .waiting(.rate, after: .seconds(30), because: "w")),
        ("failed", .failed(.gone, because: "f")), ("released", .released),
    ]

    private static func deliver(_ id: String, about number: Int, to store: FleetStore) async {
        let unit = UnitKey(repository: UnitKey.repository(number, on: "forge.test"))
        let delivery = Delivery(
            hook: 1, guid: id, event: "push", action: nil, digest: Digest(of: id), receivedAt: 1,
            requests: [
                WorkRequest(
                    unit: unit, location: "https://forge.test/r\(number)", priority: .event,
                    cause: "push")
            ])
        switch await store.accept(delivery) {
        case .accepted, .seen: say("ACK delivery \(id)")
        case .conflict: say("FAIL conflict \(id)")
        case .unavailable: say("FAIL delivery \(id)")
        }
    }

    private static func attempt<Value: Sendable>(
        _ name: String, _ body: () async throws -> Value?
    ) async -> Value? {
        do { return try await body() } catch {
            say("FAIL \(name)")
            return nil
        }
    }

    /// Writes a line at once, in one piece.
    private static func say(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        _ = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
    }
}

/// A clock that only the walk moves, so that it is the same each time.
final class Walltime: Sendable {
    private let now = Mutex<Int64>(1_800_000_000_000)

    var clock: FleetClock {
        FleetClock(wall: { self.now.withLock { $0 } }, steady: { self.now.withLock { $0 } })
    }

    func pass(milliseconds: Int64) { now.withLock { $0 += milliseconds } }
}

/// Has all of the store's work done by the main thread, which opened it: strace(1) counts the calls of each thread by
/// itself, and with several of them no count would reach all the calls that there are.
final class MainThread: SerialExecutor {
    private let jobs = Mutex<[UnownedJob]>([])
    private let bell = DispatchSemaphore(value: 0)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        bell.signal()
    }

    /// Works for ever; only the main thread may call it.
    func run() -> Never {
        while true {
            bell.wait()
            jobs.withLock { $0.removeFirst() }.runSynchronously(on: asUnownedSerialExecutor())
        }
    }
}
