import Basics
import Fleet
import Glibc
import Remediation
import Synchronization

/// A live line for each repository that is being worked on, on a terminal only.
final class SweepProgress: Sendable {
    private let terminal: Terminal
    private let total: Int
    private let width: Int
    private let state = Mutex(State())

    private struct State {
        /// The lines of the repositories in work, by position.
        var working: [Int: String] = [:]
        var finished = 0
        /// How many lines are on the screen and will be drawn over.
        var drawn = 0
    }

    init(jobs: [RepositoryJob], terminal: Terminal) {
        self.terminal = terminal
        total = jobs.count
        width = min(40, jobs.map(\.name.count).max() ?? 0)
    }

    /// Shows one event; silent where there is no terminal.
    func show(_ event: Sweep.Event) {
        guard terminal.errorIsTerminal else { return }
        state.withLock { state in
            var lines = ""
            switch event {
            case .entered(let position, let job, let stage):
                state.working[position] = "  \(padded(job.name))  \(stage.rawValue)"
            case .retrying(let position, let job, let attempt, let reason):
                state.working[position] =
                    "  \(padded(job.name))  retrying after attempt \(attempt): \(reason)"
            case .finished(let position, let summary):
                state.working[position] = nil
                state.finished += 1
                let mark = summary.failure == nil ? "✓" : "✗"
                let result = summary.failure == nil ? summary.outcome : "failed"
                let line = "\(mark) \(padded(summary.repository))  \(result)"
                lines += line.escapedForTerminal + "\n"
            }
            redraw(&state, above: lines)
        }
    }

    /// Removes the live lines.
    func end() {
        guard terminal.errorIsTerminal else { return }
        state.withLock { state in
            state.working = [:]
            redraw(&state, above: "")
        }
    }

    /// Draws over the live lines.
    ///
    /// None may wrap and all must fit on the screen, or the cursor would not come back.
    private func redraw(_ state: inout State, above lines: String) {
        var text = state.drawn > 0 ? "\u{1b}[\(state.drawn)A\u{1b}[J" : ""
        text += lines
        let size = terminal.errorSize
        let live = state.working.sorted { $0.key < $1.key }.map(\.value).prefix(size.rows - 2)
        for line in live { text += String(line.escapedForTerminal.prefix(size.columns - 1)) + "\n" }
        if !live.isEmpty { text += "  \(state.finished) of \(total) done\n" }
        state.drawn = live.isEmpty ? 0 : live.count + 1
        terminal.note(text)
    }

    private func padded(_ name: String) -> String {
        name.count >= width ? name : name + String(repeating: " ", count: width - name.count)
    }
}

/// The processors that this process may use.
enum Processors {
    static var count: Int { max(1, min(256, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))) }
}

extension RemediationSummary {
    /// What became of the repository, in a few words.
    fileprivate var outcome: String {
        let pull = number.map { "pull request #\($0) " } ?? ""
        switch action {
        case .created, .updated, .unchanged, .closed: return pull + action.rawValue
        case .none, .held, .left: return note
        }
    }
}
