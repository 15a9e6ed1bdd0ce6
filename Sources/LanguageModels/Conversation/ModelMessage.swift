/// One message of a conversation.
package enum ModelMessage: Sendable, Hashable {
    /// Whose words a message holds.
    package enum Role: String, Sendable, Hashable, CaseIterable {
        case system, user, assistant, tool
    }

    /// Standing instructions.
    case system(String)
    /// What the model is asked or given.
    case user(String)
    /// What the model said, and the tools it called.
    case assistant(String, calls: [ToolCall] = [])
    /// What a tool gave back.
    case tool(ToolResult)

    /// Whose words they are.
    package var role: Role {
        switch self {
        case .system: .system
        case .user: .user
        case .assistant: .assistant
        case .tool: .tool
        }
    }

    /// The words.
    package var text: String {
        switch self {
        case .system(let text), .user(let text), .assistant(let text, _): text
        case .tool(let result): result.text
        }
    }

    /// The same message with each of its texts changed: the words, and the arguments of calls.
    package func mapTexts(_ change: (String) -> String) -> ModelMessage {
        switch self {
        case .system(let text): return .system(change(text))
        case .user(let text): return .user(change(text))
        case .assistant(let text, let calls):
            return .assistant(
                change(text),
                calls: calls.map {
                    ToolCall(id: $0.id, name: $0.name, arguments: change($0.arguments))
                })
        case .tool(var result):
            result.text = change(result.text)
            return .tool(result)
        }
    }
}

/// A tool that the model asks to be called.
package struct ToolCall: Sendable, Hashable {
    /// The provider's name for this call; a result refers to it.
    package var id: String
    /// The tool, as the model spelled it: possibly one that does not exist.
    package var name: String
    /// The arguments as the model wrote them: meant to be a JSON object, and possibly none.
    package var arguments: String

    /// A call from its parts.
    package init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// What a tool gave back.
package struct ToolResult: Sendable, Hashable {
    /// The call that it answers.
    package var callID: String
    /// The tool's name.
    package var name: String
    /// What it gave.
    package var text: String
    /// Whether the call failed, so that `text` says why.
    package var isError: Bool

    /// A result from its parts.
    package init(callID: String, name: String, text: String, isError: Bool = false) {
        self.callID = callID
        self.name = name
        self.text = text
        self.isError = isError
    }
}
