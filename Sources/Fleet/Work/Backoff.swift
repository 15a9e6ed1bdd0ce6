internal import Basics

/// How long a job waits before it is tried again.
struct Backoff {
    /// How often a job is tried before it is dead.
    static let attempts: Int64 = 8
    /// How often a job may take its worker down before it is dead.
    static let crashes: Int64 = 3
    private static let first: Int64 = 5000
    private static let longest: Int64 = 30 * 60_000

    /// Picks a number from a range.
    let random: (ClosedRange<Int64>) -> Int64

    /// The pause after so many attempts, in milliseconds: anything up to a bound that doubles each time.
    ///
    /// What the other side asked for comes on top, so that it is kept and not all come back at once.
    func pause(attempts: Int64, asked: Duration?) -> Int64 {
        let jitter = random(0...Self.bound(attempts: attempts))
        guard let asked else { return jitter }
        return Int64(asked.milliseconds) + min(jitter, Self.first)
    }

    static func bound(attempts: Int64) -> Int64 {
        min(first << min(max(attempts - 1, 0), 20), longest)
    }
}
