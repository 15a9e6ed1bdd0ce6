import Synchronization

@testable import Fleet

/// A clock that a test moves by hand.
final class TestClock: Sendable {
    private let times: Mutex<(wall: Int64, steady: Int64)>

    init(wall: Int64 = 1_800_000_000_000) { times = Mutex((wall, 5_000_000)) }

    /// The clock for the store.
    var fleet: FleetClock { FleetClock(wall: { self.wall }, steady: { self.steady }) }

    var wall: Int64 { times.withLock(\.wall) }
    var steady: Int64 { times.withLock(\.steady) }

    /// Lets time pass.
    func pass(_ duration: Duration) {
        let step =
            duration.components.seconds * 1000
            + duration.components.attoseconds / 1_000_000_000_000_000
        times.withLock { times in
            times.wall += step
            times.steady += step
        }
    }

    /// Sets the time of day, without any time passing.
    func jump(milliseconds: Int64) { times.withLock { $0.wall += milliseconds } }
}
