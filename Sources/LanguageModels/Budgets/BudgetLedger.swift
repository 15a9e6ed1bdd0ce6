/// Keeps what has been spent, and what is set aside for calls under way.
///
/// What is set aside counts as spent until it is settled, so that a process that dies in the middle of a call errs on the
/// safe side. Calls may overlap.
package protocol BudgetLedger: Sendable {
    /// Sets an amount aside on all accounts, or on none when one of them has not enough left.
    ///
    /// - Throws: a `DiagnosableError` when the ledger cannot be written.
    func reserve(
        _ amount: BudgetAmount, on accounts: [BudgetAccount: BudgetLimit]
    ) async throws -> BudgetDecision

    /// Puts what was really spent in the place of what was set aside; it may be more.
    ///
    /// Settling a reservation again changes nothing.
    func settle(_ reservation: BudgetReservation, at spent: BudgetAmount) async throws

    /// What an account holds, reservations included.
    func balance(of account: BudgetAccount) async throws -> BudgetAmount
}

/// What a ledger says to a reservation.
package enum BudgetDecision: Sendable, Hashable {
    /// The amount is set aside.
    case reserved(BudgetReservation)
    /// This account has not enough left.
    case refused(BudgetShortage)
}

/// An amount that is set aside.
package struct BudgetReservation: Sendable, Hashable {
    /// The ledger's number of it.
    package let number: Int
    /// How much.
    package let amount: BudgetAmount
    /// Where, sorted.
    package let accounts: [BudgetAccount]
}

/// Why an amount could not be set aside.
package struct BudgetShortage: Sendable, Hashable {
    /// The account that has not enough left; the narrowest where there are several.
    package let account: BudgetAccount
    /// What it may hold.
    package let limit: BudgetLimit
    /// What it holds.
    package let balance: BudgetAmount
    /// What was asked for.
    package let wanted: BudgetAmount

    /// The shortage in words.
    package var reason: String {
        if let tokens = limit.tokens, balance.tokens + wanted.tokens > tokens {
            return
                "the budget \(account) of \(tokens) tokens has \(max(0, tokens - balance.tokens)) left, and up to \(wanted.tokens) are needed"
        }
        let limit = limit.cost ?? .zero
        return
            "the budget \(account) of \(limit) has \(max(.zero, limit - balance.cost)) left, and up to \(wanted.cost) is needed"
    }
}

extension [BudgetAccount: BudgetLimit] {
    /// The accounts from the narrowest to the widest, each kind by name.
    var inOrder: [(account: BudgetAccount, limit: BudgetLimit)] {
        let kinds = BudgetAccount.Kind.allCases
        return map { (account: $0.key, limit: $0.value) }.sorted { one, other in
            let ranks = [one, other].map { kinds.firstIndex(of: $0.account.kind) ?? 0 }
            return ranks[0] != ranks[1]
                ? ranks[0] < ranks[1] : one.account.name < other.account.name
        }
    }

    /// The first account that an amount does not fit into.
    func shortage(
        of wanted: BudgetAmount, balance: (BudgetAccount) throws -> BudgetAmount
    ) rethrows -> BudgetShortage? {
        for (account, limit) in inOrder {
            let balance = try balance(account)
            guard limit.covers(balance + wanted) else {
                return BudgetShortage(
                    account: account, limit: limit, balance: balance, wanted: wanted)
            }
        }
        return nil
    }
}
