import Synchronization

/// Counts how often two workers were in one repository at once.
final class OverlapBoard: Sendable {
    private struct State {
        var inside: Set<String> = []
        var overlaps = 0
        var done = 0
    }

    private let state = Mutex(State())

    var overlaps: Int { state.withLock(\.overlaps) }

    func enter(_ repository: String) {
        state.withLock { if !$0.inside.insert(repository).inserted { $0.overlaps += 1 } }
    }

    func leave(_ repository: String) { state.withLock { _ = $0.inside.remove(repository) } }

    func finish() { state.withLock { $0.done += 1 } }

    func isEverythingDone(_ count: Int) -> Bool { state.withLock { $0.done >= count } }
}
