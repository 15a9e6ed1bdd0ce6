internal import Synchronization

/// Whether anything is going on.
final class CopilotWatch: Sendable {
    private struct State {
        var mark = 0
        var working = 0
        var ending: AgentEnding?
    }

    private let state = Mutex(State())

    var mark: Int { state.withLock(\.mark) }
    var ending: AgentEnding? { state.withLock(\.ending) }

    func stir() { state.withLock { $0.mark += 1 } }
    func begin() { state.withLock { $0.working += 1 } }
    func end(_ ending: AgentEnding) { state.withLock { $0.ending = ending } }

    func finish() {
        state.withLock { state in
            state.working -= 1
            state.mark += 1
        }
    }

    func isSilent(since mark: Int) -> Bool {
        state.withLock { $0.mark == mark && $0.working == 0 }
    }
}

/// Makes calls as they come: those that only look at once, all others one after the other.
final class CallQueue: Sendable {
    private let last = Mutex<Task<Void, Never>?>(nil)

    func add(isFree: Bool, _ work: @escaping @Sendable () async -> Void) {
        if isFree {
            Task { await work() }
            return
        }
        last.withLock { last in
            let before = last
            last = Task {
                await before?.value
                await work()
            }
        }
    }
}
