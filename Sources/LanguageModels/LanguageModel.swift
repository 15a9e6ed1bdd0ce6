package import Basics

/// Something that answers a prompt with text.
package protocol LanguageModel: Sendable {
    /// The model's name, as a person would recognise it.
    var name: String { get }

    /// The whole answer; throws `ModelError` when there is none to be had.
    ///
    /// The answer is a stranger's words whatever the prompt asked for: check it before use.
    func complete(_ request: ModelRequest) async throws -> ModelResponse
}

/// What a model is asked.
package struct ModelRequest: Sendable, Hashable {
    /// Whose words a message holds.
    package enum Role: String, Sendable, Hashable {
        case system, user, assistant
    }

    /// One message of the conversation.
    package struct Message: Sendable, Hashable {
        /// Whose words they are.
        package var role: Role
        /// The words.
        package var text: String

        /// A message from its parts.
        package init(_ role: Role, _ text: String) {
            self.role = role
            self.text = text
        }
    }

    /// The form an answer is wanted in; a wish that a provider may not know.
    package enum Format: Sendable, Hashable {
        case text
        /// A JSON document of this JSON Schema; `name` is letters, digits, `_` and `-`.
        case json(name: String, schema: JSONValue)
    }

    /// The conversation so far.
    package var messages: [Message]
    /// The wanted form of the answer.
    package var format: Format
    /// The most tokens the answer may have; nil leaves it to the provider.
    package var maxOutputTokens: Int?

    /// A request.
    package init(messages: [Message], format: Format = .text, maxOutputTokens: Int? = nil) {
        self.messages = messages
        self.format = format
        self.maxOutputTokens = maxOutputTokens
    }
}

/// What a model answered.
package struct ModelResponse: Sendable, Hashable {
    /// Why the model stopped.
    package enum FinishReason: Sendable, Hashable {
        /// It had said everything.
        case stop
        /// It ran into the limit of tokens; the text is cut.
        case length
        /// The provider withheld words.
        case contentFilter
        /// It wanted to call a tool.
        case toolCalls
        /// Another word of the provider's.
        case other(String)
    }

    /// The tokens a provider counted.
    package struct Usage: Sendable, Hashable {
        /// Tokens of the prompt.
        package var input: Int
        /// Tokens of the answer.
        package var output: Int

        /// A count.
        package init(input: Int, output: Int) {
            self.input = input
            self.output = output
        }
    }

    /// The text.
    package var text: String
    /// Why the model stopped.
    package var finishReason: FinishReason
    /// The tokens, where the provider said.
    package var usage: Usage?

    /// A response from its parts.
    package init(text: String, finishReason: FinishReason = .stop, usage: Usage? = nil) {
        self.text = text
        self.finishReason = finishReason
        self.usage = usage
    }
}
