/// What a model answered.
package struct ModelResponse: Sendable, Hashable {
    /// Why the model stopped.
    package enum FinishReason: Sendable, Hashable {
        /// It had said everything.
        case stop
        /// It ran into the limit of tokens; the text is cut.
        case length
        /// The provider withheld words, or the model refused.
        case contentFilter
        /// It wants tools to be called.
        case toolCalls
        /// Another word of the provider's.
        case other(String)
    }

    /// The text; the JSON document where one was asked for.
    package var text: String
    /// The tools that the model asks to be called, in its order.
    package var toolCalls: [ToolCall]
    /// Why the model stopped.
    package var finishReason: FinishReason
    /// The tokens, where the provider said.
    package var usage: ModelUsage?
    /// Who answered.
    package var origin: ModelIdentity?
    /// Who was asked before and gave no answer, in that order.
    package var fallbacks: [ModelFallback] = []

    /// A response from its parts.
    package init(
        text: String, toolCalls: [ToolCall] = [], finishReason: FinishReason = .stop,
        usage: ModelUsage? = nil, origin: ModelIdentity? = nil
    ) {
        self.text = text
        self.toolCalls = toolCalls
        self.finishReason = finishReason
        self.usage = usage
        self.origin = origin
    }

    /// The response as the next message of the conversation.
    package var message: ModelMessage { .assistant(text, calls: toolCalls) }
}

/// A model that gave no answer, and why.
package struct ModelFallback: Sendable, Hashable {
    /// Who was asked.
    package var model: ModelIdentity
    /// Why there was no answer.
    package var error: ModelError

    /// A fallback from its parts.
    package init(_ model: ModelIdentity, because error: ModelError) {
        self.model = model
        self.error = error
    }
}

/// The tokens a provider counted.
package struct ModelUsage: Sendable, Hashable {
    /// More than this of anything is a provider's mistake.
    static let most = 1_000_000_000

    /// Tokens of the prompt, all of them.
    package var input: Int
    /// Tokens of the answer, thoughts that are not shown included.
    package var output: Int
    /// How many of the prompt's were read from the provider's cache.
    package var cachedInput: Int
    /// How many of the prompt's were written to the provider's cache.
    package var cacheWrites: Int

    /// A count; the cached tokens are among those of the prompt.
    package init(input: Int, output: Int, cachedInput: Int = 0, cacheWrites: Int = 0) {
        self.input = input
        self.output = output
        self.cachedInput = cachedInput
        self.cacheWrites = cacheWrites
    }

    /// A count as a provider told it; nil when a number is missing or absurd.
    package init?(told input: Int?, _ output: Int?, cached: Int? = nil, writes: Int? = nil) {
        let cached = cached ?? 0
        let writes = writes ?? 0
        guard let input, let output, min(input, output, cached, writes) >= 0,
            max(input, output, cached, writes) <= Self.most
        else { return nil }
        let cachedInput = min(cached, input)
        self.init(
            input: input, output: output, cachedInput: cachedInput,
            cacheWrites: min(writes, input - cachedInput))
    }

    /// Prompt and answer together.
    package var total: Int { input + output }
}

/// What is told of an answer while it comes.
package enum ModelEvent: Sendable, Hashable {
    /// More text.
    case text(String)
    /// A call of a tool begins; the number counts the answer's calls from 0.
    case toolCallBegan(Int, name: String)
    /// More of the arguments of the call of that number.
    case toolArguments(Int, String)
    /// A call is complete.
    case toolCall(ToolCall)
    /// The tokens.
    case usage(ModelUsage)
    /// The model stopped.
    case finished(ModelResponse.FinishReason)
    /// Everything told so far is void: the answer broke off, and another model is asked.
    case discarded
}
