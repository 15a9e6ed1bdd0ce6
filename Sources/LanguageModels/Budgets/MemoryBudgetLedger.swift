internal import Synchronization

/// A ledger that is gone with the process.
package final class MemoryBudgetLedger: BudgetLedger {
    private struct State {
        var balances: [BudgetAccount: BudgetAmount] = [:]
        var open: Set<Int> = []
        var last = 0
    }

    private let state = Mutex(State())

    /// An empty ledger.
    package init() {}

    package func reserve(
        _ amount: BudgetAmount, on accounts: [BudgetAccount: BudgetLimit]
    ) async -> BudgetDecision {
        state.withLock { state in
            if let shortage = accounts.shortage(
                of: amount, balance: { state.balances[$0] ?? .zero })
            {
                return .refused(shortage)
            }
            state.last += 1
            state.open.insert(state.last)
            for account in accounts.keys {
                state.balances[account] = (state.balances[account] ?? .zero) + amount
            }
            return .reserved(
                BudgetReservation(
                    number: state.last, amount: amount, accounts: accounts.inOrder.map(\.account)))
        }
    }

    package func settle(_ reservation: BudgetReservation, at spent: BudgetAmount) async {
        state.withLock { state in
            guard state.open.remove(reservation.number) != nil else { return }
            for account in reservation.accounts {
                let balance = state.balances[account] ?? .zero
                state.balances[account] = balance - reservation.amount + spent
            }
        }
    }

    package func balance(of account: BudgetAccount) async -> BudgetAmount {
        state.withLock { $0.balances[account] ?? .zero }
    }
}
