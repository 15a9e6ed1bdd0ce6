internal import Forge
internal import Synchronization

/// Spares hosts that are down: their jobs are not claimed, those of others are.
///
/// Five of the last ten jobs of a host that could not reach it close it for a while; then one job at a time tries.
final class HostBreakers: Sendable {
    private let clock: FleetClock
    private let breakers = Mutex<[String: Breaker]>([:])

    init(_ clock: FleetClock) { self.clock = clock }

    /// The hosts whose jobs are not to be claimed now.
    var shut: Set<String> {
        breakers.withLock { Set($0.filter(\.value.isShut).keys) }
    }

    /// Asks whether a job of the host may begin; nil for yes, else how long to stay away.
    ///
    /// Every yes is followed by one `leave`.
    func enter(_ host: String) -> Duration? {
        breakers.withLock { $0[host] }?.enter().map { .seconds($0) }
    }

    /// Takes whether a job could not reach its host; nil when it says nothing about that.
    func leave(_ host: String, isDown: Bool?) {
        let breaker: Breaker? = breakers.withLock { breakers in
            if let breaker = breakers[host] { return breaker }
            // Hosts that never fail need none.
            guard isDown == true, host != WorkHost.local else { return nil }
            let breaker = Breaker(pace)
            breakers[host] = breaker
            return breaker
        }
        breaker?.leave(failed: isDown)
    }

    /// The steady clock, as a breaker takes it.
    private var pace: GitHubClock {
        GitHubClock(
            now: { [clock] in Int(clock.steady()) }, sleep: { _ in }, random: { _ in 0 })
    }
}
