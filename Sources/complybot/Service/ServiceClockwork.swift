import Basics
import Fleet
import Forge
import Remediation

/// What the service does by the clock: looks through the fleet, asks for lost deliveries, and keeps its store.
struct ServiceClockwork: Sendable {
    var store: FleetStore
    var plan: FleetPlan
    var members: FleetMembers
    var schedule: SweepSchedule
    /// Hooks whose lost deliveries are asked for again.
    var reconcilers: [DeliveryReconciler]
    /// Under what a repository counts as settled, on a day.
    var terms: @Sendable (Day) -> SettlementTerms
    var seal: JournalSeal
    /// What tells the journal's signatures to a branch; nil where none is named.
    var anchoring: JournalAnchoring?
    /// The fleet's dashboard; nil where the operator wants none.
    var dashboard: ServiceDashboard?
    var watch: ServiceWatch
    var clock: RunClock
    var log: Log

    /// How long to wait before another try after a failure.
    private static let retry = Duration.seconds(600)
    /// How often the journal is looked at for events that no checkpoint covers.
    private static let sealing = Duration.seconds(1)
    /// How often it is looked whether the branch of anchors is due.
    private static let anchoring = Duration.seconds(30)
    /// How often the store forgets what is old.
    private static let housekeeping = Duration.seconds(3600)

    /// Runs until it is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await sweeps() }
            group.addTask { await every(DeliveryReconciler.interval) { try await reconcile() } }
            group.addTask { await every(Self.sealing) { try await sealJournal() } }
            group.addTask { await every(Self.anchoring) { try await anchorJournal() } }
            group.addTask {
                // The first look through the fleet shows it, too.
                while (try? await clock.pause(ServiceDashboard.interval)) != nil {
                    await attendToDashboard()
                }
            }
            group.addTask {
                await every(Self.housekeeping) {
                    try await store.forget()
                    try await store.checkpoint()
                }
            }
        }
    }

    private func sealJournal() async throws {
        do { try await seal.run() } catch {
            if error is FileError { watch.noteAnchorFailure(of: "file") }
            throw error
        }
    }

    private func anchorJournal() async throws {
        do { try await anchoring?.run() } catch {
            watch.noteAnchorFailure(of: "git")
            throw error
        }
    }

    // MARK: The fleet

    /// Looks through the fleet at once, for what happened while nobody listened, and then whenever the schedule says.
    private func sweeps() async {
        await untilItWorks { try await look(at: Int64(clock.now()), cause: "start") }
        while let next = schedule.next(after: Int64(clock.now())) {
            let wait = max(1, next - Int64(clock.now()))
            guard (try? await clock.pause(.seconds(wait))) != nil else { return }
            // A clock that was put back makes the pause too short.
            guard clock.now() >= next else { continue }
            await untilItWorks { try await look(at: next, cause: "schedule") }
        }
    }

    private func look(at start: Int64, cause: String) async throws {
        let day = Day(secondsSince1970: clock.now())
        let found = try await plan.run(under: terms(day), cause: cause)
        members.note(found.members)
        // What is listed is open, whatever became of the message that said so.
        try await store.apply(
            found.members.keys.sorted().map { RepositoryChange(repository: $0, kind: .reopened) },
            by: cause)
        let requests = found.requests.map { request in
            var request = request
            let due =
                cause == "start"
                ? schedule.windows.opening(from: start)
                : schedule.due(request.unit.repository, inSweepAt: start)
            request.runAt = due * 1000
            return request
        }
        try await store.enqueue(requests, by: cause)
        watch.note(settled: found.settled, of: found.settled + requests.count)
        log.info(
            "looked through the fleet",
            [
                "repositories": .int(found.members.count), "asked-for": .int(requests.count),
                "settled": .int(found.settled),
            ])
        await attendToDashboard()
    }

    private func attendToDashboard() async {
        guard let dashboard else { return }
        do {
            try await dashboard.attend(to: members)
            log.info("looked at the dashboard")
        } catch { note(error) }
    }

    // MARK: Deliveries

    private func reconcile() async throws {
        for reconciler in reconcilers {
            let outcome = try await reconciler.run(now: clock.now())
            for delivery in outcome.redelivered {
                log.info("asked for a lost delivery", ["delivery": .string(delivery.guid)])
            }
            for delivery in outcome.abandoned {
                log.warning("gave up a delivery", ["delivery": .string(delivery.guid)])
            }
        }
    }

    // MARK: Repeating

    private func every(
        _ interval: Duration, _ body: @Sendable () async throws -> Void
    ) async {
        while !Task.isCancelled {
            do { try await body() } catch { note(error) }
            guard (try? await clock.pause(interval)) != nil else { return }
        }
    }

    private func untilItWorks(_ body: @Sendable () async throws -> Void) async {
        while !Task.isCancelled {
            do { return try await body() } catch { note(error) }
            guard (try? await clock.pause(Self.retry)) != nil else { return }
        }
    }

    private func note(_ error: any Error) {
        if error is CancellationError || Task.isCancelled { return }
        log.error("\(Diagnostic(describing: error, while: "do what is due"))")
    }
}
