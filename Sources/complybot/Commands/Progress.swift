import Basics
import Synchronization

/// A live line of what a command is doing, on a terminal's standard error and only when it takes a while.
final class Progress: Sendable {
    /// How long a command runs before the line appears.
    private static let patience = Duration.milliseconds(500)
    private static let interval = Duration.milliseconds(100)
    private static let marks = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]

    private let isShown: Bool
    private let columns: Int
    private let note: @Sendable (String) -> Void
    private let state = Mutex(State())

    private struct State {
        var stage = ""
        var task: Task<Void, Never>?
        var ticks = 0
        var isDrawn = false
    }

    /// Progress for a terminal; silent where standard error is none.
    convenience init(_ terminal: Terminal) {
        self.init(
            isShown: terminal.errorIsTerminal, columns: terminal.errorSize.columns,
            note: { terminal.note($0) })
    }

    init(isShown: Bool, columns: Int, note: @escaping @Sendable (String) -> Void) {
        self.isShown = isShown
        self.columns = columns
        self.note = note
    }

    /// Says what is done from now on.
    func enter(_ stage: String) {
        guard isShown else { return }
        state.withLock { state in
            state.stage = stage
            guard state.task == nil else { return }
            state.task = Task.detached { [weak self] in
                try? await Task.sleep(for: Self.patience)
                while !Task.isCancelled {
                    self?.draw()
                    try? await Task.sleep(for: Self.interval)
                }
            }
        }
    }

    /// Takes the line away.
    func end() {
        state.withLock { state in
            state.task?.cancel()
            state.task = nil
            if state.isDrawn { note("\r\u{1b}[K") }
            state.isDrawn = false
        }
    }

    /// Draws over the line; a task that was cancelled in the meantime draws nothing.
    func draw() {
        state.withLock { state in
            guard isShown, state.task != nil else { return }
            let mark = Self.marks[state.ticks % Self.marks.count]
            let line = "\(mark) \(state.stage)".escapedForTerminal.prefix(columns - 1)
            note("\r\(line)\u{1b}[K")
            state.ticks += 1
            state.isDrawn = true
        }
    }
}
