/// One question to one model, as the books keep it; neither the question nor the answer is in it.
package struct UsageRecord: Sendable, Hashable {
    /// When it was asked, in milliseconds since 1970.
    package var time: Int64
    /// What the words are for.
    package var purpose: String
    /// The run that asked; empty for none.
    package var run: String
    /// Who was asked.
    package var model: ModelIdentity
    /// The tokens: as the provider counted them, or the estimate where it did not say.
    package var usage: ModelUsage?
    /// Whether `usage` is an estimate.
    package var isEstimate: Bool
    /// From the question to the end of the answer, in milliseconds.
    package var latency: Int
    /// What it cost; nil where the price is not known.
    package var cost: Money?
    /// Nil when there was an answer; else why not.
    package var failure: ModelError.Code?
    /// How many models of the chain were asked before, in vain.
    package var fallback: Int
    /// Why there was no answer, or why the model before gave none; empty when all went well.
    package var reason: String

    /// A record from its parts.
    package init(
        time: Int64, purpose: String, run: String, model: ModelIdentity, usage: ModelUsage? = nil,
        isEstimate: Bool = false, latency: Int = 0, cost: Money? = nil,
        failure: ModelError.Code? = nil, fallback: Int = 0, reason: String = ""
    ) {
        self.time = time
        self.purpose = purpose
        self.run = run
        self.model = model
        self.usage = usage
        self.isEstimate = isEstimate
        self.latency = latency
        self.cost = cost
        self.failure = failure
        self.fallback = fallback
        self.reason = reason
    }
}

/// Takes the records of calls.
package protocol UsageSink: Sendable {
    /// Keeps a record.
    ///
    /// - Throws: a `DiagnosableError` when it cannot be kept; the answer is used all the same.
    func record(_ record: UsageRecord) async throws
}
