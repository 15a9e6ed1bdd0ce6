internal import FoundationEssentials

/// Holds the budgets and the books that the questions of a chain go by.
package struct ModelMeter: Sendable {
    /// The limits by the reach of an account; none does not limit.
    package var limits: [BudgetAccount.Kind: BudgetLimit]
    /// Where budgets are kept.
    package var ledger: any BudgetLedger
    /// Who keeps the records.
    package var sink: any UsageSink
    /// The time in milliseconds since 1970.
    package var now: @Sendable () -> Int64
    /// Told when a record could not be kept, or an amount not settled.
    package var warn: @Sendable (any Error) -> Void
    /// How long calls take is measured by this.
    package var time: RetryPolicy.Time
    /// The most tokens of an answer when neither the request nor the configuration says, where a budget needs a bound.
    package var defaultOutputTokens: Int

    /// A meter from its parts.
    package init(
        limits: [BudgetAccount.Kind: BudgetLimit] = [:],
        ledger: any BudgetLedger = MemoryBudgetLedger(), sink: any UsageSink = MemoryUsage(),
        now: @escaping @Sendable () -> Int64, time: RetryPolicy.Time = .continuous,
        defaultOutputTokens: Int = 4096, warn: @escaping @Sendable (any Error) -> Void = { _ in }
    ) {
        self.limits = limits
        self.ledger = ledger
        self.sink = sink
        self.now = now
        self.time = time
        self.defaultOutputTokens = defaultOutputTokens
        self.warn = warn
    }

    /// The accounts that a run's questions are booked on at a time, each with its limit.
    package func accounts(run: String, at time: Int64) -> [BudgetAccount: BudgetLimit] {
        let date = Date(timeIntervalSince1970: Double(time) / 1000).formatted(.iso8601)
        var accounts: [BudgetAccount: BudgetLimit] = [:]
        for (kind, limit) in limits where !limit.isUnlimited {
            switch kind {
            case .run where run.isEmpty: break
            case .run: accounts[BudgetAccount(.run, run)] = limit
            case .day: accounts[BudgetAccount(.day, String(date.prefix(10)))] = limit
            case .fleet: accounts[BudgetAccount(.fleet, String(date.prefix(7)))] = limit
            }
        }
        return accounts
    }

    /// A question with a bound for its answer, and what it is booked by.
    func call(
        to link: ModelLink, _ request: ModelRequest, after fallbacks: [ModelFallback]
    ) -> (request: ModelRequest, call: MeteredCall) {
        var request = request
        let output = request.maxOutputTokens ?? link.maxOutputTokens ?? defaultOutputTokens
        request.maxOutputTokens = output
        let terms = MeteredCall.Terms(
            model: link.model.identity, price: link.price, purpose: request.purpose,
            promptTokens: TokenEstimate.most(of: request), outputTokens: output)
        return (request, MeteredCall(self, terms, after: fallbacks))
    }
}
