package import Forge

/// Tells which deliveries have come; the reader of the service's store is one.
package protocol DeliveryRecords: Sendable {
    /// Those of the ids that came since a moment, in milliseconds since 1970.
    func received(_ guids: Set<String>, since: Int64) async throws -> Set<String>
}

/// Finds deliveries that failed and never came, and has GitHub send them again.
///
/// GitHub attempts each delivery once, so one that fell into a restart of ours is lost unless somebody asks for it. To be
/// run every ``interval``; what it misses, the sweep repairs.
package struct DeliveryReconciler: Sendable {
    /// How often it runs.
    package static let interval = Duration.seconds(600)
    /// How far GitHub looks back, in seconds.
    private static let horizon = 72 * 3600
    /// An attempt this young, in seconds, may still be on its way into the store.
    private static let grace = 60
    /// How often one delivery is attempted in all before it is left alone: something in it is refused each time.
    private static let mostAttempts = 5
    /// How many are asked for in one run; each is a write of the forge's budget.
    private static let mostRedeliveries = 50

    /// What one run did.
    package struct Outcome: Hashable, Sendable {
        /// Failed attempts that GitHub lists.
        package var failed = 0
        /// Deliveries that were asked for again.
        package var redelivered: [FailedDelivery] = []
        /// Deliveries that failed too often to be asked for again.
        package var abandoned: [FailedDelivery] = []
        /// Whether more are left for the next run.
        package var hasMore = false
    }

    private let deliveries: HookDeliveries
    private let records: any DeliveryRecords

    /// A reconciler of one hook with what came from it.
    package init(_ deliveries: HookDeliveries, with records: any DeliveryRecords) {
        self.deliveries = deliveries
        self.records = records
    }

    /// Has what never came sent again; the time is in seconds since 1970.
    package func run(now: Int) async throws -> Outcome {
        let start = now - Self.horizon
        let failed = try await deliveries.failed(since: start)
        var outcome = Outcome()
        outcome.failed = failed.count
        guard !failed.isEmpty else { return outcome }
        let attempts = Dictionary(grouping: failed, by: \.guid)
        // Our clock and GitHub's are not one.
        let received = try await records.received(
            Set(attempts.keys), since: Int64(start - 3600) * 1000)
        for (last, count) in Self.lost(attempts, without: received, before: now - Self.grace) {
            if count >= Self.mostAttempts {
                outcome.abandoned.append(last)
            } else if outcome.redelivered.count >= Self.mostRedeliveries {
                outcome.hasMore = true
            } else {
                try await deliveries.redeliver(last)
                outcome.redelivered.append(last)
            }
        }
        return outcome
    }

    /// The last attempt of each delivery that never came, and how many there were, the oldest first.
    private static func lost(
        _ attempts: [String: [FailedDelivery]], without received: Set<String>, before: Int
    ) -> [(last: FailedDelivery, count: Int)] {
        attempts.compactMap { guid, attempts in
            guard !received.contains(guid),
                let last = attempts.max(by: isOlder), last.attemptedAt <= before
            else { return nil }
            return (last, attempts.count)
        }
        .sorted { isOlder($0.last, $1.last) }
    }

    private static func isOlder(_ left: FailedDelivery, _ right: FailedDelivery) -> Bool {
        (left.attemptedAt, left.id) < (right.attemptedAt, right.id)
    }
}
