internal import Dispatch
package import Forge
internal import Synchronization

/// The forge's budget as the server of the queue keeps it: one for all workers of a credential.
///
/// A change is made where the budget still stands as it was seen, else again from how it stands now.
package final class RemoteBudgetStore: GitHubBudgetStore {
    private static let tries = 20

    private let link: ServerLink
    /// How each budget was seen last.
    private let seen = Mutex<[String: WorkerMessage.BudgetStanding]>([:])

    /// The budgets at the other end of a link.
    package init(over link: ServerLink) { self.link = link }

    /// Without the server nothing may be written at the forge: others spend from the same budget.
    package var isBinding: Bool { true }

    package func update(
        _ account: String, _ change: (inout GitHubBudgetState) -> Void
    ) throws {
        var standing =
            try seen.withLock { $0[account] }
            ?? ask(WorkerMessage.Budget(account: account, version: ""))
        for _ in 0..<Self.tries {
            var state = try GitHubBudgetState(stored: standing.state)
            change(&state)
            let answer = try ask(
                WorkerMessage.Budget(
                    account: account, version: standing.version, state: try state.stored))
            seen.withLock { $0[account] = answer }
            if answer.isChanged { return }
            standing = answer
        }
        throw FleetError(
            .serverUnreachable, "take from the forge's budget", on: account,
            because: "others take from it all the time")
    }

    /// Asks, and blocks until the answer is there: the budget has a thread of its own.
    private func ask(_ message: WorkerMessage.Budget) throws -> WorkerMessage.BudgetStanding {
        let call = Call()
        Task { [link] in
            do {
                let standing = try await link.post(
                    message, to: "budget", as: WorkerMessage.BudgetStanding.self,
                    while: "take from the forge's budget")
                call.end(.success(standing))
            } catch { call.end(.failure(error)) }
        }
        return try call.wait()
    }

    /// A question whose answer a thread waits for.
    private final class Call: Sendable {
        private let result = Mutex<Result<WorkerMessage.BudgetStanding, any Error>?>(nil)
        private let isOver = DispatchSemaphore(value: 0)

        func end(_ result: Result<WorkerMessage.BudgetStanding, any Error>) {
            self.result.withLock { $0 = result }
            isOver.signal()
        }

        func wait() throws -> WorkerMessage.BudgetStanding {
            isOver.wait()
            guard let result = result.withLock({ $0 }) else { throw CancellationError() }
            return try result.get()
        }
    }
}
