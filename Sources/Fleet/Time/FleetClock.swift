internal import Glibc

/// The two clocks of the service.
///
/// Records bear the time of day; how long a lease lasts is told by a clock that only goes forward, also while the
/// machine sleeps.
package struct FleetClock: Sendable {
    /// The time of day in milliseconds since 1970; it can jump.
    package let wall: @Sendable () -> Int64
    /// Milliseconds since some moment before the process; it never jumps.
    package let steady: @Sendable () -> Int64

    /// A clock of one's own, for tests.
    package init(
        wall: @escaping @Sendable () -> Int64, steady: @escaping @Sendable () -> Int64
    ) {
        self.wall = wall
        self.steady = steady
    }

    /// The machine's clocks.
    package static let system = FleetClock(
        wall: { milliseconds(of: CLOCK_REALTIME) }, steady: { milliseconds(of: CLOCK_BOOTTIME) })

    private static func milliseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
