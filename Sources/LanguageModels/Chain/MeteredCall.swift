internal import Basics
internal import Synchronization

/// One question to one model, from what is set aside for it to what is booked.
///
/// Who asks it is the caller's business: `ModelChain` here, or a program that asks on our account.
package final class MeteredCall: Sendable {
    /// What is known of a question before it is asked.
    package struct Terms: Sendable {
        /// Who is asked.
        package var model: ModelIdentity
        /// What it costs; nil where that is not known.
        package var price: ModelPrice?
        /// What it is for, and on whose account.
        package var purpose: ModelRequest.Purpose
        /// The most tokens of the question.
        package var promptTokens: Int
        /// The most tokens of the answer.
        package var outputTokens: Int

        /// Terms from their parts.
        package init(
            model: ModelIdentity, price: ModelPrice? = nil, purpose: ModelRequest.Purpose,
            promptTokens: Int, outputTokens: Int
        ) {
            self.model = model
            self.price = price
            self.purpose = purpose
            self.promptTokens = promptTokens
            self.outputTokens = outputTokens
        }
    }

    private let meter: ModelMeter
    private let terms: Terms
    private let fallbacks: [ModelFallback]
    private let began: Int64
    private let beganOnClock: Duration
    private let reservation = Mutex<BudgetReservation?>(nil)

    /// A question on the account of a meter; `fallbacks` are the models that were asked before, in vain.
    package init(_ meter: ModelMeter, _ terms: Terms, after fallbacks: [ModelFallback] = []) {
        self.meter = meter
        self.terms = terms
        self.fallbacks = fallbacks
        began = meter.now()
        beganOnClock = meter.time.now()
    }

    /// The most tokens that it can take, by estimate.
    var mostTokens: Int { terms.promptTokens + terms.outputTokens }

    /// Sets the highest cost aside; a budget that does not cover it, or cannot be kept, refuses the question.
    ///
    /// - Throws: `ModelError` with `.overBudget`; the refusal is in the books then.
    package func reserve() async throws(ModelError) {
        let accounts = meter.accounts(run: terms.purpose.run, at: began)
        guard !accounts.isEmpty, terms.model != OfflineModel.identity else { return }
        let decision: BudgetDecision
        do {
            decision = try await meter.ledger.reserve(bound, on: accounts)
        } catch {
            meter.warn(error)
            throw await refused("the budget cannot be kept, so nothing may be spent")
        }
        switch decision {
        case .reserved(let reservation): self.reservation.withLock { $0 = reservation }
        case .refused(let shortage): throw await refused(shortage.reason)
        }
    }

    /// Books what the question cost, and keeps its record.
    ///
    /// An answer is what was counted for it, nil where nobody said; `model` is who answered, where that was not known before.
    package func settle(
        _ result: Result<ModelUsage?, ModelError>, answeredBy model: ModelIdentity? = nil
    ) async {
        let usage = spent(result)
        let cost = terms.price.map { $0.cost(of: usage.tokens) }
        if let reservation = reservation.withLock({ $0 }) {
            let amount = BudgetAmount(tokens: usage.tokens.total, cost: cost ?? .zero)
            do { try await meter.ledger.settle(reservation, at: amount) } catch {
                meter.warn(error)
            }
        }
        var record = record
        record.model = model ?? terms.model
        record.latency = (meter.time.now() - beganOnClock).milliseconds
        record.usage = usage.tokens
        record.isEstimate = usage.isEstimate
        record.cost = cost
        if case .failure(let error) = result {
            record.failure = error.code
            record.reason = error.detail
        }
        await keep(record)
    }

    private var bound: BudgetAmount {
        BudgetAmount(
            tokens: mostTokens,
            cost: terms.price?.bound(input: terms.promptTokens, output: terms.outputTokens)
                ?? .zero)
    }

    /// What was spent: what the provider counted; without a count the bound if there may be a bill, and else nothing.
    private func spent(
        _ result: Result<ModelUsage?, ModelError>
    ) -> (tokens: ModelUsage, isEstimate: Bool) {
        let most = ModelUsage(input: terms.promptTokens, output: terms.outputTokens)
        switch result {
        case .success(let usage): return usage.map { ($0, false) } ?? (most, true)
        case .failure(let error):
            return error.mayHaveCost ? (most, true) : (ModelUsage(input: 0, output: 0), false)
        }
    }

    private func refused(_ reason: String) async -> ModelError {
        let error = ModelError(.overBudget, on: "\(terms.model)", because: reason)
        var record = record
        record.failure = .overBudget
        record.reason = reason
        await keep(record)
        return error
    }

    private var record: UsageRecord {
        UsageRecord(
            time: began, purpose: terms.purpose.name, run: terms.purpose.run,
            model: terms.model, fallback: fallbacks.count,
            reason: fallbacks.last.map { "\($0.model): \($0.error.detail)" } ?? "")
    }

    private func keep(_ record: UsageRecord) async {
        do { try await meter.sink.record(record) } catch { meter.warn(error) }
    }
}
