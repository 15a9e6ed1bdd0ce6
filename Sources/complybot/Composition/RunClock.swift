import Basics
import Forge
import Synchronization

/// The time that a run goes by, for everything that looks at it or waits.
struct RunClock: Sendable {
    let github: GitHubClock

    /// The machine's own.
    static let system = RunClock(github: .system)

    /// The clock of a run: the machine's own, but for the variable `CB_CLOCK` of a debug build.
    ///
    /// It names the seconds by which the run is ahead; each wait then passes at once and puts the clock forward, so that
    /// tests of whole programs see hours go by.
    static func configured(by environment: [String: String]) -> RunClock {
        #if DEBUG
            if let seconds = environment["CB_CLOCK"].flatMap({ Int($0) }) {
                return RunClock(github: .ahead(by: seconds))
            }
        #endif
        return .system
    }

    /// Seconds since 1970.
    func now() -> Int { github.now() / 1000 }

    /// Waits.
    func pause(_ duration: Duration) async throws {
        try await github.sleep(duration.milliseconds)
    }
}

#if DEBUG
    extension GitHubClock {
        /// A clock that is ahead, and that waits put forward instead of taking time.
        fileprivate static func ahead(by seconds: Int) -> GitHubClock {
            let skipped = Skipped(milliseconds: seconds * 1000)
            return GitHubClock(
                now: { GitHubClock.system.now() + skipped.total },
                sleep: { milliseconds in
                    try Task.checkCancellation()
                    skipped.add(milliseconds)
                }, random: { _ in 0 })
        }
    }

    /// How far a clock is ahead.
    private final class Skipped: Sendable {
        private let milliseconds: Atomic<Int>

        init(milliseconds: Int) { self.milliseconds = Atomic(milliseconds) }

        var total: Int { milliseconds.load(ordering: .relaxed) }

        func add(_ more: Int) { milliseconds.add(more, ordering: .relaxed) }
    }
#endif
