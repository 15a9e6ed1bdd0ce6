internal import Synchronization

/// Lets so many tasks through at once, the others in the order in which they came.
final class Gate: Sendable {
    private struct Waiter {
        let number: Int
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var free: Int
        var next = 0
        var waiters: [Waiter] = []
        var cancelled: Set<Int> = []
    }

    private let state: Mutex<State>

    init(width: Int) { state = Mutex(State(free: width)) }

    /// Goes through, or waits until it can; every success is followed by one `leave`.
    ///
    /// - Throws: when the task is cancelled.
    func enter() async throws(CancellationError) {
        guard !Task.isCancelled else { throw CancellationError() }
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        let isThrough = await withTaskCancellationHandler {
            await withCheckedContinuation { wait(number, $0) }
        } onCancel: {
            cancel(number)
        }
        state.withLock { _ = $0.cancelled.remove(number) }
        if !isThrough { throw CancellationError() }
    }

    /// Gives the place to the next.
    func leave() {
        let next: Waiter? = state.withLock { state in
            guard !state.waiters.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiters.removeFirst()
        }
        next?.continuation.resume(returning: true)
    }

    private func wait(_ number: Int, _ continuation: CheckedContinuation<Bool, Never>) {
        let answer: Bool? = state.withLock { state in
            if state.cancelled.contains(number) { return false }
            if state.free > 0 {
                state.free -= 1
                return true
            }
            state.waiters.append(Waiter(number: number, continuation: continuation))
            return nil
        }
        if let answer { continuation.resume(returning: answer) }
    }

    private func cancel(_ number: Int) {
        let waiter: Waiter? = state.withLock { state in
            guard let index = state.waiters.firstIndex(where: { $0.number == number }) else {
                state.cancelled.insert(number)
                return nil
            }
            return state.waiters.remove(at: index)
        }
        waiter?.continuation.resume(returning: false)
    }
}
