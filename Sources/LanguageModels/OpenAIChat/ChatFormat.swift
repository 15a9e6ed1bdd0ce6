internal import Basics

/// The chat-completions interface that OpenAI began and many servers speak.
struct ChatFormat: WireFormat {
    /// Whether the limit of tokens goes by its newer name, which OpenAI's own models insist on.
    var usesCompletionTokens: Bool

    var path: String { "chat/completions" }

    func assembler(for request: ModelRequest, limits: ModelLimits) -> any AnswerAssembler {
        ChatAssembler(limits: limits)
    }

    func body(_ request: ModelRequest, model: String, options: WireOptions) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("model", .string(model)),
            .init("messages", .array(request.messages.map(Self.message))),
            .init("stream", .bool(true)),
            .init("stream_options", .members(["include_usage": .bool(true)])),
        ]
        if let tokens = request.maxOutputTokens ?? options.maxOutputTokens {
            let name = usesCompletionTokens ? "max_completion_tokens" : "max_tokens"
            members.append(.init(name, .int(tokens)))
        }
        if !request.tools.isEmpty {
            members.append(.init("tools", .array(request.tools.map(Self.tool))))
            members.append(.init("tool_choice", Self.choice(request.toolChoice)))
        }
        if case .json(let name, let schema) = request.format {
            let wish: JSONValue = .members([
                "type": "json_schema",
                "json_schema": .members([
                    "name": .string(name), "strict": .bool(true), "schema": schema,
                ]),
            ])
            members.append(.init("response_format", wish))
        }
        return .object(members)
    }

    private static func message(_ message: ModelMessage) -> JSONValue {
        var members: [JSONValue.Member] = [.init("role", .string(message.role.rawValue))]
        switch message {
        case .assistant(let text, let calls) where !calls.isEmpty:
            members.append(.init("content", text.isEmpty ? .null : .string(text)))
            members.append(.init("tool_calls", .array(calls.map(call))))
        case .tool(let result):
            members.append(.init("tool_call_id", .string(result.callID)))
            members.append(.init("content", .string(result.textWithOutcome)))
        default: members.append(.init("content", .string(message.text)))
        }
        return .object(members)
    }

    private static func call(_ call: ToolCall) -> JSONValue {
        .members([
            "id": .string(call.id), "type": "function",
            "function": .members([
                "name": .string(call.name), "arguments": .string(call.arguments),
            ]),
        ])
    }

    private static func tool(_ tool: ModelTool) -> JSONValue {
        var function: [JSONValue.Member] = [
            .init("name", .string(tool.name)), .init("description", .string(tool.summary)),
            .init("parameters", tool.parameters),
        ]
        if tool.isStrict { function.append(.init("strict", .bool(true))) }
        return .members(["type": "function", "function": .object(function)])
    }

    private static func choice(_ choice: ModelRequest.ToolChoice) -> JSONValue {
        switch choice {
        case .automatic: "auto"
        case .none: "none"
        case .required: "required"
        case .named(let name):
            .members(["type": "function", "function": .members(["name": .string(name)])])
        }
    }
}

extension ToolResult {
    /// The text, saying that the call failed where the format has no other place for that.
    var textWithOutcome: String { isError ? "error: " + text : text }
}
