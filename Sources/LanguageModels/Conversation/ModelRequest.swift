package import Basics

/// What a model is asked.
package struct ModelRequest: Sendable, Hashable {
    /// The form an answer is wanted in; what comes is checked by whoever asks all the same.
    package enum Format: Sendable, Hashable {
        case text
        /// A JSON document of this JSON Schema; `name` is letters, digits, `_` and `-`.
        case json(name: String, schema: JSONValue)
    }

    /// Whether tools are to be called.
    package enum ToolChoice: Sendable, Hashable {
        /// As the model likes.
        case automatic
        /// None, although some are described.
        case none
        /// At least one.
        case required
        /// The one of this name.
        case named(String)
    }

    /// On whose account a request goes.
    package struct Purpose: Sendable, Hashable {
        /// What the words are for, from a closed set, such as `describe` or `agent`.
        package var name: String
        /// The run that asks, as the budgets and the records name it; empty for none.
        package var run: String

        /// A purpose from its parts.
        package init(_ name: String = "", run: String = "") {
            self.name = name
            self.run = run
        }
    }

    /// The conversation so far.
    package var messages: [ModelMessage]
    /// The tools that may be called.
    package var tools: [ModelTool]
    /// Whether they are to be called.
    package var toolChoice: ToolChoice
    /// The wanted form of the answer.
    package var format: Format
    /// The most tokens the answer may have; nil leaves it to the configuration.
    package var maxOutputTokens: Int?
    /// On whose account it goes; no part of what the provider is sent.
    package var purpose: Purpose

    /// A request.
    package init(
        messages: [ModelMessage], tools: [ModelTool] = [], toolChoice: ToolChoice = .automatic,
        format: Format = .text, maxOutputTokens: Int? = nil, purpose: Purpose = Purpose()
    ) {
        self.messages = messages
        self.tools = tools
        self.toolChoice = toolChoice
        self.format = format
        self.maxOutputTokens = maxOutputTokens
        self.purpose = purpose
    }
}

/// A tool that a model may ask to be called.
package struct ModelTool: Sendable, Hashable {
    /// Letters, digits, `_` and `-`, at most 64 of them.
    package var name: String
    /// What it does and when to call it, for the model.
    package var summary: String
    /// The JSON Schema of its arguments, an object.
    package var parameters: JSONValue
    /// Whether a provider that can is to hold the model to the schema; that wants every member to be required and no other.
    package var isStrict: Bool

    /// A tool from its parts.
    package init(
        name: String, summary: String, parameters: JSONValue, isStrict: Bool = false
    ) {
        self.name = name
        self.summary = summary
        self.parameters = parameters
        self.isStrict = isStrict
    }
}
