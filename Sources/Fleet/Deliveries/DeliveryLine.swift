internal import Synchronization

/// Deliveries that wait for the next transaction, in the order in which they came.
///
/// Whoever finds the line without a leader leads: takes what waits into one transaction, answers it, and hands over to
/// the next in line. So there is no task that nobody owns, and nobody leads for longer than one transaction.
package final class DeliveryLine: Sendable {
    /// How many may wait; one more is turned away at once.
    package static let limit = 4096

    /// What a waiting delivery is told.
    enum Word {
        case lead
        case receipt(DeliveryReceipt)
    }

    struct Place {
        var delivery: Delivery
        var answer: CheckedContinuation<Word, Never>
    }

    private struct State {
        var places: [Place] = []
        /// Places before this one are taken.
        var first = 0
        var hasLeader = false
        var count: Int { places.count - first }
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    /// Waits until the delivery is answered or has to lead; it stays in line for the leader to take.
    func wait(_ delivery: Delivery) async -> Word {
        await withCheckedContinuation { answer in
            let word: Word? = state.withLock { state in
                guard state.count < limit else { return .receipt(.unavailable(retryAfter: 5)) }
                if state.hasLeader {
                    state.places.append(Place(delivery: delivery, answer: answer))
                    return nil
                }
                state.hasLeader = true
                return .lead
            }
            if let word { answer.resume(returning: word) }
        }
    }

    /// The next delivery in line; nil when nobody waits.
    func next() -> Place? {
        state.withLock { state in
            guard state.count > 0 else { return nil }
            defer { state.first += 1 }
            return state.places[state.first]
        }
    }

    /// Ends the leader's turn: the next in line leads, or nobody does.
    func handOver() {
        let next: Place? = state.withLock { state in
            if state.first > 512 || state.count == 0 {
                state.places.removeFirst(state.first)
                state.first = 0
            }
            guard let next = state.places.dropFirst(state.first).first else {
                state.hasLeader = false
                return nil
            }
            state.first += 1
            return next
        }
        next?.answer.resume(returning: .lead)
    }
}
