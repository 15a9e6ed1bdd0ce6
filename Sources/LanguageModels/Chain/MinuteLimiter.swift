internal import Synchronization

/// Keeps to what a provider allows in a minute: never more requests or tokens in any 60 seconds.
///
/// Whoever asks is told how long to wait; the place is taken at once, so that those who ask later wait behind.
package final class MinuteLimiter: Sendable {
    /// The span that the limits are for.
    static let window = Duration.seconds(60)

    private struct Entry {
        var time: Duration
        var tokens: Int
    }

    private let requests: Int
    private let tokens: Int
    private let entries = Mutex<[Entry]>([])

    /// A limiter; nil does not limit.
    package init(requestsPerMinute requests: Int?, tokensPerMinute tokens: Int?) {
        self.requests = max(1, requests ?? .max)
        self.tokens = max(1, tokens ?? .max)
    }

    /// How long to wait before a request of so many tokens, and takes the place; nil takes none, because it would be
    /// longer than `patience`.
    ///
    /// A request of more tokens than a minute may have counts as one of all of them.
    package func wait(tokens wanted: Int, now: Duration, patience: Duration) -> Duration? {
        let wanted = min(max(0, wanted), tokens)
        return entries.withLock { entries in
            entries.removeAll { $0.time <= now - Self.window }
            let time = firstFreeTime(for: wanted, in: entries, from: now)
            guard time - now <= patience else { return nil }
            entries.append(Entry(time: time, tokens: wanted))
            return time - now
        }
    }

    /// Entries are in the order of their times, the last perhaps ahead of now: nobody overtakes.
    private func firstFreeTime(
        for wanted: Int, in entries: [Entry], from now: Duration
    ) -> Duration {
        var time = max(now, entries.last?.time ?? now)
        var count = 0
        var sum = 0
        // From the youngest back: the first entry that does not fit beside the request must have left the window.
        for entry in entries.reversed() where entry.time > time - Self.window {
            count += 1
            sum += entry.tokens
            if count >= requests || sum > tokens - wanted {
                time = max(time, entry.time + Self.window)
                break
            }
        }
        return time
    }
}
