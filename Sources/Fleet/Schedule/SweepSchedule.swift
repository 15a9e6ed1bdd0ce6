internal import Basics

/// When the fleet is looked through, and when each of its repositories comes in turn.
package struct SweepSchedule: Hashable, Sendable {
    /// When a sweep begins; nil for never.
    package var sweep: CronExpression?
    /// Over how many seconds a sweep's repositories are spread, so that they do not all ask the forge at once.
    package var jitter: Int64
    /// When repositories may be worked on for the schedule's sake; events are always served.
    package var windows: ScheduleWindows

    /// A schedule from its parts.
    package init(
        sweep: CronExpression? = nil, jitter: Int64 = 0, windows: ScheduleWindows = .init()
    ) {
        self.sweep = sweep
        self.jitter = jitter
        self.windows = windows
    }

    /// When the next sweep after a moment begins, in seconds since 1970; nil for never.
    package func next(after seconds: Int64) -> Int64? {
        sweep?.next(after: seconds, in: windows.zone)
    }

    /// When a repository is due in a sweep that begins at a moment, in seconds since 1970.
    ///
    /// Each repository has its own place in the jitter, the same in every sweep, so that two sweeps look at it one period apart.
    package func due(_ repository: String, inSweepAt start: Int64) -> Int64 {
        windows.opening(from: start + Self.offset(of: repository, within: jitter))
    }

    /// A number from 0 to the given one that depends on the key alone, and is spread evenly over keys.
    static func offset(of key: String, within jitter: Int64) -> Int64 {
        guard jitter > 0 else { return 0 }
        let digest = Digest.framed(["complybot sweep jitter", key])
        let number = digest.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int64(number.multipliedFullWidth(by: UInt64(jitter) + 1).high)
    }
}
