internal import Basics
internal import Fleet
internal import Forge

extension WorkerAPI {
    /// Changes a credential's budget where it stands as the worker saw it, and tells how it stands.
    func budget(_ message: WorkerMessage.Budget) async throws -> WorkerMessage.BudgetStanding {
        guard let budgets = desk.budgets else {
            throw FleetError.noBudgets
        }
        let wanted = try message.state.map { try GitHubBudgetState(stored: $0) }
        return try await BlockingWork.run("forge-budget") {
            var standing = WorkerMessage.BudgetStanding(version: "", state: "", isChanged: false)
            var failure: (any Error)?
            try budgets.update(message.account) { state in
                do {
                    if let wanted, Self.version(of: try state.stored) == message.version {
                        state = wanted
                        standing.isChanged = true
                    }
                    standing.state = try state.stored
                    standing.version = Self.version(of: standing.state)
                } catch { failure = error }
            }
            if let failure { throw failure }
            return standing
        }
    }

    private static func version(of state: String) -> String { Digest(of: state).hex }
}
