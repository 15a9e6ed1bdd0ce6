internal import Basics
internal import Synchronization

/// One question to one model, from what is set aside for it to what is booked.
final class MeteredCall: Sendable {
    /// The question, with a bound for its answer.
    let request: ModelRequest
    /// The most tokens that it can take, by estimate.
    let mostTokens: Int
    private let meter: ModelMeter
    private let link: ModelLink
    private let fallbacks: [ModelFallback]
    private let promptTokens: Int
    private let began: Int64
    private let beganOnClock: Duration
    private let reservation = Mutex<BudgetReservation?>(nil)

    init(
        _ meter: ModelMeter, _ link: ModelLink, _ request: ModelRequest,
        after fallbacks: [ModelFallback]
    ) {
        self.meter = meter
        self.link = link
        self.fallbacks = fallbacks
        var request = request
        let output = request.maxOutputTokens ?? link.maxOutputTokens ?? meter.defaultOutputTokens
        request.maxOutputTokens = output
        self.request = request
        promptTokens = TokenEstimate.most(of: request)
        mostTokens = promptTokens + output
        began = meter.now()
        beganOnClock = meter.time.now()
    }

    /// Sets the highest cost aside; a budget that does not cover it, or cannot be kept, refuses the question.
    func reserve() async throws(ModelError) {
        let accounts = meter.accounts(run: request.purpose.run, at: began)
        guard !accounts.isEmpty, link.model.identity != OfflineModel.identity else { return }
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
    func settle(_ result: Result<ModelResponse, ModelError>) async {
        let usage = spent(result)
        let cost = link.price.map { $0.cost(of: usage.tokens) }
        if let reservation = reservation.withLock({ $0 }) {
            let amount = BudgetAmount(tokens: usage.tokens.total, cost: cost ?? .zero)
            do { try await meter.ledger.settle(reservation, at: amount) } catch {
                meter.warn(error)
            }
        }
        var record = record
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
        let output = mostTokens - promptTokens
        return BudgetAmount(
            tokens: mostTokens,
            cost: link.price?.bound(input: promptTokens, output: output) ?? .zero)
    }

    /// What was spent: what the provider counted; without a count the bound if there may be a bill, and else nothing.
    private func spent(
        _ result: Result<ModelResponse, ModelError>
    ) -> (tokens: ModelUsage, isEstimate: Bool) {
        let most = ModelUsage(input: promptTokens, output: mostTokens - promptTokens)
        switch result {
        case .success(let response): return response.usage.map { ($0, false) } ?? (most, true)
        case .failure(let error):
            return error.mayHaveCost ? (most, true) : (ModelUsage(input: 0, output: 0), false)
        }
    }

    private func refused(_ reason: String) async -> ModelError {
        let error = ModelError(.overBudget, on: "\(link.model.identity)", because: reason)
        var record = record
        record.failure = .overBudget
        record.reason = reason
        await keep(record)
        return error
    }

    private var record: UsageRecord {
        UsageRecord(
            time: began, purpose: request.purpose.name, run: request.purpose.run,
            model: link.model.identity, fallback: fallbacks.count,
            reason: fallbacks.last.map { "\($0.model): \($0.error.detail)" } ?? "")
    }

    private func keep(_ record: UsageRecord) async {
        do { try await meter.sink.record(record) } catch { meter.warn(error) }
    }
}
