/// When and how long to wait before a provider is asked again: full jitter, and what `Retry-After` says.
package struct RetryPolicy: Sendable {
    /// Time as the policy sees it, so that tests need not wait.
    package struct Time: Sendable {
        /// The moment now, from any fixed point.
        package var now: @Sendable () -> Duration
        /// Waits; throws when the task is cancelled.
        package var sleep: @Sendable (Duration) async throws -> Void

        /// A time of the caller's.
        package init(
            now: @escaping @Sendable () -> Duration,
            sleep: @escaping @Sendable (Duration) async throws -> Void
        ) {
            self.now = now
            self.sleep = sleep
        }

        /// The machine's monotonic clock.
        package static var continuous: Time {
            let start = ContinuousClock.now
            return Time(
                now: { ContinuousClock.now - start }, sleep: { try await Task.sleep(for: $0) })
        }
    }

    /// How often to ask at most.
    package var attempts: Int
    /// The bound of the first wait; it doubles with each.
    package var base: Duration
    /// The longest wait, also when `Retry-After` asks for more.
    package var cap: Duration
    /// A number in 0..<1.
    package var random: @Sendable () -> Double
    /// The clock.
    package var time: Time

    /// A policy.
    package init(
        attempts: Int = 4, base: Duration = .seconds(1), cap: Duration = .seconds(30),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        time: Time = .continuous
    ) {
        self.attempts = attempts
        self.base = base
        self.cap = cap
        self.random = random
        self.time = time
    }

    /// The wait after the attempt of that number, counted from 0; nil to give up.
    ///
    /// A provider that asks for more patience than the cap is not asked again.
    func wait(after attempt: Int, retryAfter: Duration?) -> Duration? {
        guard attempt + 1 < attempts else { return nil }
        if let retryAfter { return retryAfter <= cap ? max(retryAfter, .zero) : nil }
        let bound = min(base * (1 << min(attempt, 20)), cap)
        return bound * min(max(random(), 0), 1)
    }
}
