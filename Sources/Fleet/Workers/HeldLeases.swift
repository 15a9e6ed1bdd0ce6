internal import Basics
internal import Synchronization

/// The leases that a pool's workers hold, and the work under each.
final class HeldLeases: Sendable {
    private struct Held {
        var lease: Lease
        var stop: @Sendable () -> Void
        /// When it was renewed last, by the steady clock.
        var renewedAt: Int64
        var isLost = false
    }

    private let held = Mutex<[Int64: Held]>([:])

    /// Notes that work under a lease begins; `stop` ends it early.
    func add(_ lease: Lease, at time: Int64, stop: @escaping @Sendable () -> Void) {
        held.withLock { $0[lease.token] = Held(lease: lease, stop: stop, renewedAt: time) }
    }

    /// Notes that the work is over.
    func remove(_ lease: Lease) { held.withLock { _ = $0.removeValue(forKey: lease.token) } }

    /// Whether the lease was lost while the work went on.
    func isLost(_ lease: Lease) -> Bool {
        held.withLock { $0[lease.token]?.isLost ?? false }
    }

    var leases: [Lease] {
        held.withLock { $0.values.map(\.lease).sorted { $0.token < $1.token } }
    }

    func renewed(_ lease: Lease, at time: Int64) {
        held.withLock { $0[lease.token]?.renewedAt = time }
    }

    /// Stops work whose lease is lost.
    func lose(_ lease: Lease) {
        held.withLock { held in
            held[lease.token]?.isLost = true
            return held[lease.token]?.stop
        }?()
    }

    /// Whether a lease could not be renewed for so long that it may be somebody else's soon.
    func isUncertain(_ lease: Lease, at time: Int64) -> Bool {
        let limit = Int64(Lease.duration.milliseconds) * 2 / 3
        return held.withLock { held in
            held[lease.token].map { time - $0.renewedAt >= limit } ?? false
        }
    }

    /// Stops all work.
    func stopAll() {
        let stops = held.withLock { $0.values.map(\.stop) }
        for stop in stops { stop() }
    }
}
