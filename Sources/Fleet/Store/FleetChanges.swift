internal import Synchronization

/// Tells whoever waits that something in the store is new.
///
/// A ring is only a hint: it can be missed or come for nothing, so a listener looks for itself, and now and then
/// without one.
package final class FleetChanges: Sendable {
    private struct State {
        var next = 0
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let state = Mutex(State())

    /// Nobody listens yet.
    package init() {}

    /// A stream that gives a value after every change; many changes while nobody asks are one value.
    ///
    /// It begins with one value, so that a listener looks once before it waits.
    package func stream() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.next += 1
            state.listeners[state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: number) }
        }
        continuation.yield()
        return stream
    }

    /// Wakes every listener.
    package func ring() {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.yield() }
    }

    /// How many listen.
    var count: Int { state.withLock { $0.listeners.count } }
}
