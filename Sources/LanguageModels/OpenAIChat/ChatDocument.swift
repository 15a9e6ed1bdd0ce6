internal import FoundationEssentials

/// What a provider of chat completions sends, as far as it is read here; unknown members are its own business.
enum ChatDocument {
    /// One event of a stream, or a whole answer: they differ in `delta` and `message`.
    struct Body: Decodable {
        var choices: [Choice]?
        var usage: Usage?
        var error: ErrorDocument?
    }

    /// One of the answers; only the first is asked for.
    struct Choice: Decodable {
        var index: Int?
        var delta: Words?
        var message: Words?
        var finishReason: String?

        enum CodingKeys: String, CodingKey {
            case index, delta, message
            case finishReason = "finish_reason"
        }
    }

    /// A piece of an answer, or all of it.
    struct Words: Decodable {
        var content: String?
        var refusal: String?
        var toolCalls: [Call]?

        enum CodingKeys: String, CodingKey {
            case content, refusal
            case toolCalls = "tool_calls"
        }
    }

    /// A call of a tool, or a piece of one.
    struct Call: Decodable {
        var index: Int?
        var id: String?
        var function: Function?
    }

    /// What is called.
    struct Function: Decodable {
        var name: String?
        var arguments: String?
    }

    /// The tokens counted.
    struct Usage: Decodable {
        var promptTokens: Int?
        var completionTokens: Int?
        var promptDetails: Details?

        struct Details: Decodable {
            var cachedTokens: Int?

            enum CodingKeys: String, CodingKey { case cachedTokens = "cached_tokens" }
        }

        enum CodingKeys: String, CodingKey {
            case promptTokens = "prompt_tokens"
            case completionTokens = "completion_tokens"
            case promptDetails = "prompt_tokens_details"
        }

        var value: ModelUsage? {
            ModelUsage(told: promptTokens, completionTokens, cached: promptDetails?.cachedTokens)
        }
    }

    /// Reads a document; nil when it is none.
    static func read(_ bytes: [UInt8]) -> Body? {
        try? JSONDecoder().decode(Body.self, from: Data(bytes))
    }
}

extension ModelResponse.FinishReason {
    /// The reason by the word of chat completions.
    init(chatWord word: String) {
        switch word {
        case "stop": self = .stop
        case "length": self = .length
        case "content_filter": self = .contentFilter
        case "tool_calls", "function_call": self = .toolCalls
        default: self = .other(String(word.prefix(40)))
        }
    }
}
