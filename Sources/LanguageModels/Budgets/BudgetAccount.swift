/// What is counted together against one limit.
package struct BudgetAccount: Sendable, Hashable, CustomStringConvertible {
    /// How far an account reaches.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// One run over one repository.
        case run
        /// Everything of this installation on a day of UTC.
        case day
        /// Everything of this installation in a calendar month of UTC, the whole fleet with it.
        case fleet
    }

    /// How far it reaches.
    package var kind: Kind
    /// Which one: a run's name, `2026-11-21`, `2026-11`.
    package var name: String

    /// An account from its parts.
    package init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }

    package var description: String { "\(kind.rawValue):\(name)" }
}

/// Tokens, and money where the price is known.
package struct BudgetAmount: Sendable, Hashable {
    /// Tokens of prompts and answers.
    package var tokens: Int
    /// What they cost; nothing where the price is not known.
    package var cost: Money

    /// Nothing.
    package static let zero = BudgetAmount(tokens: 0, cost: .zero)

    /// An amount from its parts.
    package init(tokens: Int, cost: Money) {
        self.tokens = tokens
        self.cost = cost
    }

    package static func + (one: BudgetAmount, other: BudgetAmount) -> BudgetAmount {
        BudgetAmount(tokens: one.tokens + other.tokens, cost: one.cost + other.cost)
    }

    package static func - (one: BudgetAmount, other: BudgetAmount) -> BudgetAmount {
        BudgetAmount(tokens: one.tokens - other.tokens, cost: one.cost - other.cost)
    }
}

/// How much an account may hold; nil does not limit.
package struct BudgetLimit: Sendable, Hashable {
    /// The most tokens.
    package var tokens: Int?
    /// The most money.
    package var cost: Money?

    /// A limit from its parts.
    package init(tokens: Int? = nil, cost: Money? = nil) {
        self.tokens = tokens
        self.cost = cost
    }

    /// Whether nothing is limited.
    package var isUnlimited: Bool { tokens == nil && cost == nil }

    /// Whether an amount is within it.
    package func covers(_ amount: BudgetAmount) -> Bool {
        amount.tokens <= tokens ?? .max && amount.cost.microdollars <= cost?.microdollars ?? .max
    }
}
