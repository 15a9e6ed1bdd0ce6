import Basics
import Fleet
import Forge
import Git
import Glibc
import Remediation
import Synchronization

/// One run: deliveries at a fixed rate, workers with a forge that is slow, limited and down at times.
struct LoadRun {
    private struct State {
        var waits: [Int64] = []
        var ended: [String: Int] = [:]
        var inside: Set<String> = []
        var overlaps = 0
    }

    /// What is remembered across tasks.
    private final class Board: Sendable {
        let state = Mutex(State())
    }

    private let options: LoadOptions
    private let home: String
    private let store: FleetStore
    private let reader: FleetReader
    private let board = Board()

    init(_ options: LoadOptions, home: String) throws {
        self.options = options
        self.home = home
        store = try FleetStore(home: home)
        reader = try FleetReader(home: home)
    }

    func run() async throws -> LoadReport {
        let board = board
        let pool = WorkerPool(
            queue: store, workers: options.workers,
            tell: { event in
                guard case .ended(_, let outcome) = event else { return }
                board.state.withLock { $0.ended[outcome.name, default: 0] += 1 }
            },
            work: { [reader] lease, holding in
                try await Self.work(lease, holding, reader, board)
            })
        let seal = Ed25519PrivateKey.generate()
        async let working: Void = pool.run()
        let clockwork = Task { [store] in
            while (try? await Task.sleep(for: .seconds(1))) != nil {
                _ = try? await store.sealJournal(with: seal, atMost: 1)
            }
        }
        var memory: [Int] = []
        let total = options.rate * options.minutes * 60
        let begin = ContinuousClock.now
        var refused = 0
        for number in 0..<total {
            try await Task.sleep(
                until: begin + .milliseconds(number * 1000 / options.rate), clock: .continuous)
            if await store.accept(delivery(number)) != .accepted { refused += 1 }
            if number % (options.rate * 60) == options.rate * 30 {
                memory.append(Self.resident)
                FleetLoad.note(
                    "minute \(number / options.rate / 60 + 1): \(memory.last ?? 0) KiB\n")
            }
        }
        try await settle()
        pool.drain(within: .seconds(30))
        await working
        clockwork.cancel()
        let state = board.state.withLock { $0 }
        return LoadReport(
            options: options, waits: state.waits.sorted(), ended: state.ended,
            overlaps: state.overlaps, refused: refused, memory: memory,
            counts: try await reader.counts(now: UTCTime.now),
            log: Self.size("\(home)/fleet.db-wal"))
    }

    /// Waits until nothing is ready any more.
    private func settle() async throws {
        for _ in 0..<120 {
            let counts = try await reader.counts(now: UTCTime.now)
            if counts.ready == 0, counts.jobs[.running] == 0 { return }
            try await Task.sleep(for: .seconds(1))
        }
    }

    private func delivery(_ number: Int) -> Delivery {
        // Every unit in turn, in an order that leaves none out.
        let unit = number * 1_237 % options.units
        return Delivery(
            hook: 1, guid: "load-\(number)", event: "push", action: nil,
            digest: Digest(of: "\(number)"), receivedAt: UTCTime.now,
            requests: [
                WorkRequest(
                    unit: UnitKey(repository: UnitKey.repository(unit, on: "forge.test")),
                    location: "https://forge.test/acme/r\(unit).git", priority: .event,
                    cause: "push")
            ])
    }

    /// A repository as the simulated forge has it: most take a moment, some are limited, slow or out of reach.
    private static func work(
        _ lease: Lease, _ holding: LeaseGuard, _ reader: FleetReader, _ board: Board
    ) async throws -> WorkResult {
        let now = UTCTime.now
        let ready = try await reader.job(lease.job)?.runAt ?? now
        board.state.withLock { state in
            state.waits.append(now - ready)
            if !state.inside.insert(lease.unit.repository).inserted { state.overlaps += 1 }
        }
        defer { board.state.withLock { _ = $0.inside.remove(lease.unit.repository) } }
        for stage in [Stage.fetch, .check, .patch, .test, .push, .pullRequest] {
            holding.note(stage.rawValue)
            try await Task.sleep(for: .milliseconds(Int.random(in: 20...120)))
            if stage == .push { try await holding.check() }
        }
        switch Int.random(in: 0..<100) {
        case 0..<2: throw GitError(.unreachable, "fetch", because: "the simulated forge is away")
        case 2..<4:
            return WorkResult(
                outcome: .waiting(.rate, after: .seconds(20), because: "limited"))
        default:
            var summary = RemediationSummary(
                repository: lease.location, location: lease.location)
            summary.base = Digest(of: "\(lease.token)").hex
            return WorkResult(summary)
        }
    }

    /// Resident memory in KiB.
    private static var resident: Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, 128, file) != nil else { return 0 }
        let text = String(
            decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * sysconf(Int32(_SC_PAGESIZE)) / 1024
    }

    private static func size(_ path: String) -> Int {
        var facts = stat()
        return stat(path, &facts) == 0 ? Int(facts.st_size) : 0
    }
}

extension JobOutcome {
    fileprivate var name: String {
        switch self {
        case .done: "done"
        case .failed: "failed"
        case .retry: "retry"
        case .waiting: "waiting"
        case .released: "released"
        }
    }
}
