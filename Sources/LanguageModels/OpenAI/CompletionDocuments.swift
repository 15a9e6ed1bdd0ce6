internal import FoundationEssentials

/// What a provider sends, as far as it is read here; unknown members are its own business.
enum CompletionDocument {
    /// One event of a stream, or a whole answer: they differ in `delta` and `message`.
    struct Body: Decodable {
        var choices: [Choice]?
        var usage: Usage?
        var error: Failure?
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

    /// A piece of text, or all of it.
    struct Words: Decodable {
        var content: String?
    }

    /// The tokens counted.
    struct Usage: Decodable {
        var promptTokens: Int?
        var completionTokens: Int?

        enum CodingKeys: String, CodingKey {
            case promptTokens = "prompt_tokens"
            case completionTokens = "completion_tokens"
        }

        var value: ModelResponse.Usage? {
            guard let promptTokens, let completionTokens, promptTokens >= 0, completionTokens >= 0
            else { return nil }
            return ModelResponse.Usage(input: promptTokens, output: completionTokens)
        }
    }

    /// An error object; providers also send a bare string.
    struct Failure: Decodable {
        var message: String?

        enum CodingKeys: String, CodingKey { case message }

        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                message = text
            } else {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                message = try container.decodeIfPresent(String.self, forKey: .message)
            }
        }
    }

    /// Reads a document; nil when it is none.
    static func read(_ bytes: [UInt8]) -> Body? {
        try? JSONDecoder().decode(Body.self, from: Data(bytes))
    }
}

extension ModelResponse.FinishReason {
    /// The reason by the provider's word.
    init(word: String) {
        switch word {
        case "stop": self = .stop
        case "length": self = .length
        case "content_filter": self = .contentFilter
        case "tool_calls", "function_call": self = .toolCalls
        default: self = .other(String(word.prefix(40)))
        }
    }
}
