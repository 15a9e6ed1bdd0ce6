internal import AgentTools
internal import Synchronization

/// The requests that are worked on, of all clients: so many at most, and no new one once the server ends.
final class MCPWork: Sendable {
    private struct State {
        var running: [Int: Task<Void, Never>] = [:]
        var last = 0
        var isClosing = false
    }

    private let state = Mutex(State())
    private let most: Int

    init(most: Int) { self.most = most }

    /// Works on a request in a task of its own, which goes on when nobody waits for it.
    func begin(
        _ work: @escaping @Sendable () async -> Void
    ) throws(MCPRefusal) -> Task<Void, Never> {
        try state.withLock { state -> Result<Task<Void, Never>, MCPRefusal> in
            if state.isClosing {
                return .failure(.busy("the server is going down", seconds: 5))
            }
            if state.running.count >= most {
                return .failure(.busy("\(most) requests are under way", seconds: 1))
            }
            state.last += 1
            let number = state.last
            // It is noted before it can end, which takes the lock as well.
            let task = Task {
                await work()
                self.end(number)
            }
            state.running[number] = task
            return .success(task)
        }.get()
    }

    private func end(_ number: Int) {
        state.withLock { _ = $0.running.removeValue(forKey: number) }
    }

    /// Lets no request begin any more, and waits for so long until those under way have ended; then they are told to.
    func close(within time: Duration) async {
        state.withLock { $0.isClosing = true }
        let deadline = ContinuousClock.now + time
        while !state.withLock(\.running.isEmpty), ContinuousClock.now < deadline {
            guard (try? await Task.sleep(for: .milliseconds(10))) != nil else { break }
        }
        for task in state.withLock({ Array($0.running.values) }) { task.cancel() }
    }
}
