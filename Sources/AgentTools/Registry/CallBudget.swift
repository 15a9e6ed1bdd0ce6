internal import Basics
internal import Synchronization

/// How often tools may be called in one job.
package struct CallLimits: Sendable, Hashable {
    /// Calls of any tool, also those that are refused.
    package var calls = 60
    /// Calls of one tool with the same arguments.
    package var identical = 10
    /// Edits that a model may try.
    package var edits = 3

    /// The limits of a job.
    package init() {}
}

/// Counts the calls of one job; whoever runs in circles comes to an end.
package final class CallBudget: Sendable {
    package let limits: CallLimits
    private let state = Mutex(State())

    private struct State {
        var calls = 0
        var seen: [Digest: Int] = [:]
    }

    /// A budget of which nothing is spent.
    package init(_ limits: CallLimits = CallLimits()) { self.limits = limits }

    /// How many calls were made.
    package var calls: Int { state.withLock(\.calls) }

    /// Whether no call is left.
    package var isSpent: Bool { calls >= limits.calls }

    /// Counts a call, and says why it may not be made.
    ///
    /// A call that is refused counts as well, so that no refusal is worth asking for again and again.
    func spend(on tool: String, arguments: [UInt8]) -> ToolError? {
        let key = Digest.framed([Array(tool.utf8), arguments])
        return state.withLock { state in
            guard state.calls < limits.calls else {
                return ToolError(
                    .budgetSpent, in: tool,
                    because: "all \(limits.calls) calls of the job are made",
                    remedy: "say what was reached; the rest is done without you")
            }
            state.calls += 1
            state.seen[key, default: 0] += 1
            guard state.seen[key, default: 0] > limits.identical else { return nil }
            return ToolError(
                .repeated, in: tool,
                because: "the same call was made \(limits.identical) times",
                remedy: "its answer is known; do something else")
        }
    }
}
