internal import Basics
package import LanguageModels

/// On whose account the Copilot CLI asks its model.
package struct CopilotAccount: Sendable {
    /// The budgets and books of all models.
    package var meter: ModelMeter
    /// Who is asked; where GitHub chooses, the CLI says so afterwards.
    package var model: ModelIdentity
    /// What that costs; nil where it is not known.
    package var price: ModelPrice?
    /// The run of the program.
    package var run: String

    /// An account from its parts.
    package init(
        _ meter: ModelMeter, model: ModelIdentity, price: ModelPrice? = nil, run: String = ""
    ) {
        self.meter = meter
        self.model = model
        self.price = price
        self.run = run
    }
}

/// Counts the questions that the CLI asks its model on its own.
///
/// Nobody sees them here, but each has its occasion: words of ours, or the answer to a call. Before those are sent, the most that
/// the question may cost is set aside; it is booked as the CLI tells it, and as the estimate where it tells nothing.
actor CopilotBooks {
    /// A question that is under way.
    private struct Question {
        let call: MeteredCall?
        let promptTokens: Int
        var answerTokens = 0
        /// Whether something of its answer was heard.
        var isAnswered = false
    }

    private let account: CopilotAccount?
    private let purpose: ModelRequest.Purpose
    private let longestAnswer: Int
    /// The most tokens that the conversation has so far.
    private var context: Int
    private var question: Question?
    private var counted = 0

    /// Books without an entry; without an account tokens are counted all the same.
    init(
        _ account: CopilotAccount?, repository: String, instructions: String,
        tools: [ToolDefinition], longestAnswer: Int
    ) {
        self.account = account
        self.longestAnswer = longestAnswer
        purpose = .init("agent", run: "\(account?.run ?? "")/\(repository)")
        context = TokenEstimate.most(
            of: ModelRequest(messages: [.system(instructions)], tools: tools.map(\.modelTool)))
    }

    /// Sets aside what the CLI's next question may cost, in which these words will be.
    ///
    /// Of several answers to calls of one turn the first begins the question.
    ///
    /// - Throws: `ModelError` when a budget does not cover it; nothing is to be sent then.
    func ask(with words: String) async throws(ModelError) {
        if question?.isAnswered == true { await settle(nil) }
        context += Self.tokens(words)
        guard question == nil else { return }
        let call = account.map { account in
            MeteredCall(
                account.meter,
                .init(
                    model: account.model, price: account.price, purpose: purpose,
                    promptTokens: context, outputTokens: longestAnswer))
        }
        question = Question(call: call, promptTokens: context)
        do throws(ModelError) { try await call?.reserve() } catch {
            question = nil
            throw error
        }
    }

    /// Notes a part of an answer: words, or the arguments of a call.
    func heard(_ words: String) {
        let tokens = Self.tokens(words)
        context += tokens
        question?.answerTokens += tokens
        question?.isAnswered = true
    }

    /// Books a question as the CLI tells it; one that nobody knew of, such as for a summary, is booked beside.
    ///
    /// - Throws: `ModelError` when a budget is used up by what nobody knew of.
    func told(_ usage: CopilotUsage) async throws(ModelError) {
        // Without a count the question ends when its answer has been heard.
        guard let tokens = usage.tokens else { return }
        if question != nil { return await settle(usage) }
        counted += tokens.total
        guard let account else { return }
        let call = MeteredCall(
            account.meter,
            .init(
                model: account.model, price: account.price, purpose: purpose, promptTokens: 0,
                outputTokens: 0))
        let refusal: ModelError?
        do throws(ModelError) {
            try await call.reserve()
            refusal = nil
        } catch {
            refusal = error
        }
        // It was asked, whoever may pay for it.
        await call.settle(.success(tokens), answeredBy: model(usage))
        if let refusal { throw refusal }
    }

    /// The tokens since the last turn ended; a question that was answered without a count is estimated.
    func endTurn() async -> Int {
        if question?.isAnswered == true { await settle(nil) }
        defer { counted = 0 }
        return counted
    }

    /// Ends the books: a question that is still under way may have cost what was set aside for it.
    func close() async {
        if question != nil { await settle(nil) }
    }

    /// The most tokens of a message.
    private static func tokens(_ words: String) -> Int {
        TokenEstimate.most(of: ModelRequest(messages: [.user(words)]))
    }

    private func settle(_ usage: CopilotUsage?) async {
        guard let question else { return }
        self.question = nil
        counted +=
            usage?.tokens?.total ?? question.promptTokens + question.answerTokens
        await question.call?.settle(.success(usage?.tokens), answeredBy: usage.flatMap(model))
    }

    /// The model that answered; ours where one was asked for by name.
    private func model(_ usage: CopilotUsage) -> ModelIdentity? {
        guard let account, account.model.model == CopilotBrain.chosenByGitHub else { return nil }
        return usage.model.map { ModelIdentity(provider: account.model.provider, model: $0) }
    }
}
