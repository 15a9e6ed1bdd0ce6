import Basics
import Fleet
import Forge
import Remediation
import Synchronization
import WebServer

/// Looks on while the service works: metrics, traces, and a line of the log for each run.
final class ServiceWatch: Sendable {
    private let reader: FleetReader
    private let metrics: FleetMetrics
    private let exporter: TraceExporter?
    private let clock: FleetClock
    private let log: Log
    private let runs = Mutex<[Int64: RunObservation]>([:])

    init(
        reader: FleetReader, metrics: FleetMetrics, exporter: TraceExporter?,
        clock: FleetClock, log: Log
    ) {
        self.reader = reader
        self.metrics = metrics
        self.exporter = exporter
        self.clock = clock
        self.log = log
    }

    /// Sends traces until it is cancelled; without a collector there is nothing to do.
    func run() async { await exporter?.run() }

    /// Every metric as Prometheus reads it.
    func metricsText() async -> String {
        let now = clock.wall()
        if let counts = try? await reader.counts(now: now) {
            metrics.update(from: counts, now: now)
        }
        return metrics.text()
    }

    /// Counts an answer to a webhook.
    func note(_ delivery: WebhookNote) {
        metrics.deliveries.increment(delivery.answer.rawValue)
        if delivery.hasOldSecret {
            log.info("a delivery was signed with a secret that is being rotated out")
        }
    }

    // MARK: Runs

    /// The workers of the service; each run is watched.
    func pool(store: FleetStore, workers count: Int, work: ServiceWork) -> WorkerPool {
        WorkerPool(
            store: store, workers: count, clock: clock, tell: { self.tell($0) },
            work: { lease, holding in
                let observation = self.begin(lease)
                let context = LogContext(
                    run: lease.token, job: lease.job, repository: lease.location,
                    trace: self.exporter == nil ? nil : observation.trace)
                return try await context.during {
                    WorkResult(
                        try await work.run(lease, holding: holding) { stage in
                            observation.enter(stage)
                            holding.note(stage.rawValue)
                        })
                }
            })
    }

    private func begin(_ lease: Lease) -> RunObservation {
        let observation = RunObservation(
            of: lease.unit, run: lease.token, job: lease.job, attempt: lease.attempt,
            metrics: metrics, exporter: exporter)
        runs.withLock { $0[lease.token] = observation }
        return observation
    }

    private func tell(_ event: WorkerPool.Event) {
        switch event {
        case .began(let lease):
            log.debug("began", Self.keys(lease))
        case .ended(let lease, let outcome):
            end(lease, outcome.run, because: outcome.reason)
            write(lease, outcome)
        case .lost(let lease):
            end(lease, .crashed, because: "the lease was lost")
            log.warning("lost the lease of a job", Self.keys(lease))
        case .troubled(let diagnostic):
            log.error("\(diagnostic)")
        }
    }

    private func end(_ lease: Lease, _ outcome: RunOutcome?, because reason: String?) {
        runs.withLock { $0.removeValue(forKey: lease.token) }?.end(outcome, because: reason)
    }

    private func write(_ lease: Lease, _ outcome: JobOutcome) {
        var keys = Self.keys(lease)
        keys["outcome"] = .string(outcome.run?.rawValue ?? "done")
        if let reason = outcome.reason { keys["reason"] = .string(reason) }
        let isTrouble = [.failed, .retrying].contains(outcome.run)
        log.write(isTrouble ? .warning : .info, "ended a run", keys)
    }

    private static func keys(_ lease: Lease) -> [String: JSONValue] {
        [
            "run": .int(Int(lease.token)), "job": .int(Int(lease.job)),
            "repository": .string(lease.location), "kind": .string(lease.unit.kind.rawValue),
            "causes": .array(lease.causes.map { .string($0) }),
        ]
    }
}

extension JobOutcome {
    /// How the run ended, for metrics; nil when as it ought to.
    fileprivate var run: RunOutcome? {
        switch self {
        case .done: nil
        case .failed: .failed
        case .retry: .retrying
        case .waiting: .waiting
        case .released: .released
        }
    }

    /// Why, in words.
    fileprivate var reason: String? {
        switch self {
        case .done, .released: nil
        case .failed(_, let reason), .retry(_, let reason), .waiting(_, _, let reason): reason
        }
    }
}
