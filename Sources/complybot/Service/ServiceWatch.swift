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
    private let budget: GitHubBudget?
    /// What of the budget's counts has been taken over.
    private let counted = Mutex((asked: 0, cached: 0))
    private let runs = Mutex<[Int64: RunObservation]>([:])

    init(
        reader: FleetReader, metrics: FleetMetrics, exporter: TraceExporter?,
        budget: GitHubBudget?, clock: FleetClock, log: Log
    ) {
        self.budget = budget
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
        if let last = try? await reader.lastEvent(),
            let unsealed = try? await reader.unsealedEvents()
        {
            metrics.update(journalEvents: last, unsealed: unsealed)
        }
        if let budget {
            metrics.update(budget: await budget.remaining())
            count(await budget.usage)
        }
        return metrics.text()
    }

    /// Counts what was asked of the forge since the last look, and what was kept of earlier answers.
    private func count(_ usage: GitHubUsage) {
        let (asked, cached) = counted.withLock { counted in
            defer { counted = (usage.requests, usage.cached) }
            return (usage.requests - counted.asked, usage.cached - counted.cached)
        }
        metrics.cacheLookups.increment("forge", "hit", by: Double(cached))
        metrics.cacheLookups.increment("forge", "miss", by: Double(asked - cached))
    }

    /// Counts how many repositories a look through the fleet found as they were left.
    func note(settled: Int, of all: Int) {
        metrics.cacheLookups.increment("settled", "hit", by: Double(settled))
        metrics.cacheLookups.increment("settled", "miss", by: Double(all - settled))
    }

    /// Counts a checkpoint that could not be told outside the store.
    func noteAnchorFailure(of anchor: String) { metrics.journalAnchorFailures.increment(anchor) }

    /// Counts an answer to a webhook.
    func note(_ delivery: WebhookNote) {
        metrics.deliveries.increment(delivery.answer.rawValue)
        if let verdict = delivery.verdict { metrics.deliveryVerdicts.increment(verdict.rawValue) }
        if delivery.hasOldSecret {
            log.info("a delivery was signed with a secret that is being rotated out")
        }
    }

    // MARK: Runs

    /// The workers of the service; each run is watched.
    func pool(store: FleetStore, workers count: Int, work: ServiceWork) -> WorkerPool {
        WorkerPool(
            queue: store, workers: count, clock: clock, tell: { self.tell($0) },
            work: { lease, holding in
                let observation = self.begin(lease)
                let context = LogContext(
                    run: lease.token, job: lease.job, repository: lease.location,
                    trace: self.exporter == nil ? nil : observation.trace)
                return try await context.during {
                    WorkResult(
                        try await work.run(lease, holding: holding) { step in
                            step.tell(observation)
                            holding.note(step.name, detail: step.detail)
                        })
                }
            })
    }

    /// Takes what a worker elsewhere says of its runs.
    func tellElsewhere(_ event: WorkerPool.Event) {
        if case .began(let lease) = event { _ = begin(lease) }
        tell(event)
    }

    /// A run of a worker elsewhere comes to a recovery point.
    func enter(_ lease: Lease, _ step: RunStep) {
        runs.withLock { $0[lease.token] }.map(step.tell)
    }

    /// The observation of a run; the same for a lease that is given out once more.
    private func begin(_ lease: Lease) -> RunObservation {
        runs.withLock { runs in
            if let known = runs[lease.token] { return known }
            let observation = RunObservation(
                of: lease.unit, run: lease.token, job: lease.job, attempt: lease.attempt,
                metrics: metrics, exporter: exporter)
            runs[lease.token] = observation
            return observation
        }
    }

    private func tell(_ event: WorkerPool.Event) {
        switch event {
        case .began, .troubled: break
        case .ended(let lease, let outcome):
            end(lease.token, outcome.run, because: outcome.reason)
        case .lost(let lease): end(lease.token, .crashed, because: "the lease was lost")
        case .expired(let token): end(token, .crashed, because: "the lease ran out")
        }
        RunLog(log: log).write(event)
    }

    private func end(_ token: Int64, _ outcome: RunOutcome?, because reason: String?) {
        runs.withLock { $0.removeValue(forKey: token) }?.end(outcome, because: reason)
    }
}

extension JobOutcome {
    /// How the run ended, for metrics; nil when as it ought to.
    var run: RunOutcome? {
        switch self {
        case .done: nil
        case .failed: .failed
        case .retry: .retrying
        case .waiting: .waiting
        case .released: .released
        }
    }

    /// Why, in words.
    var reason: String? {
        switch self {
        case .done, .released: nil
        case .failed(_, let reason), .retry(_, let reason), .waiting(_, _, let reason): reason
        }
    }
}
