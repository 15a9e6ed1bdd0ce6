internal import Synchronization

/// Spares a host that is down: open after five failures among the last ten calls, then one probe at a time.
package final class Breaker: Sendable {
    private struct State {
        var failures: [Bool] = []
        /// Until when nothing is asked; nil while closed.
        var openUntil: Int?
        var isProbing = false
        var pause = Breaker.firstPause
    }

    private static let window = 10
    private static let threshold = 5
    private static let firstPause = 30_000
    private static let longestPause = 600_000

    private let clock: GitHubClock
    private let state = Mutex(State())

    /// A breaker that is closed.
    package init(_ clock: GitHubClock) { self.clock = clock }

    /// Whether a call would be turned away now.
    package var isShut: Bool {
        let now = clock.now()
        return state.withLock { state in
            state.openUntil.map { now < $0 || state.isProbing } ?? false
        }
    }

    /// Asks whether a call may go out; nil for yes, else the seconds to stay away.
    ///
    /// Every yes is followed by one `leave`.
    package func enter() -> Int? {
        let now = clock.now()
        return state.withLock { state in
            guard let until = state.openUntil else { return nil }
            // A probe that is under way will say soon.
            if now < until || state.isProbing { return max(1, (until - now + 999) / 1000) }
            state.isProbing = true
            return nil
        }
    }

    /// Takes how the call ended; nil when it says nothing about the host.
    package func leave(failed: Bool?) {
        let now = clock.now()
        state.withLock { state in
            if state.openUntil != nil {
                guard state.isProbing else { return }
                state.isProbing = false
                if failed == false {
                    state = State()
                } else if failed == true {
                    state.openUntil = now + state.pause
                    state.pause = min(state.pause * 2, Self.longestPause)
                }
                return
            }
            guard let failed else { return }
            state.failures.append(failed)
            if state.failures.count > Self.window { state.failures.removeFirst() }
            guard state.failures.count(where: { $0 }) >= Self.threshold else { return }
            state.failures = []
            state.openUntil = now + state.pause
            state.pause = min(state.pause * 2, Self.longestPause)
        }
    }
}
