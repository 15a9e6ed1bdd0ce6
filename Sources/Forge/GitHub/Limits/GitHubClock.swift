internal import Glibc

/// Time and chance, given from outside so that a test neither waits nor guesses.
package struct GitHubClock: Sendable {
    /// Milliseconds since 1970.
    package var now: @Sendable () -> Int
    /// Waits so many milliseconds; throws when the task is cancelled.
    package var sleep: @Sendable (_ milliseconds: Int) async throws -> Void
    /// A number from 0 to the given one.
    package var random: @Sendable (_ upTo: Int) -> Int

    /// A clock from its parts.
    package init(
        now: @escaping @Sendable () -> Int,
        sleep: @escaping @Sendable (Int) async throws -> Void,
        random: @escaping @Sendable (Int) -> Int
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
    }

    /// The machine's own.
    package static let system = GitHubClock(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
        },
        sleep: { try await Task.sleep(for: .milliseconds($0)) },
        random: { Int.random(in: 0...max(0, $0)) })
}
