internal import Basics

/// OpenAI's responses interface; the provider is asked to keep nothing of the conversation.
struct ResponsesFormat: WireFormat {
    /// The provider refuses less.
    private static let leastTokens = 16

    var path: String { "responses" }

    func assembler(for request: ModelRequest, limits: ModelLimits) -> any AnswerAssembler {
        ResponsesAssembler(limits: limits)
    }

    func body(_ request: ModelRequest, model: String, options: WireOptions) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("model", .string(model)),
            .init("input", .array(request.messages.flatMap(Self.items))),
            .init("stream", .bool(true)), .init("store", .bool(false)),
        ]
        if let tokens = request.maxOutputTokens ?? options.maxOutputTokens {
            members.append(.init("max_output_tokens", .int(max(tokens, Self.leastTokens))))
        }
        if !request.tools.isEmpty {
            members.append(.init("tools", .array(request.tools.map(Self.tool))))
            members.append(.init("tool_choice", Self.choice(request.toolChoice)))
        }
        if case .json(let name, let schema) = request.format {
            let format: JSONValue = .members([
                "type": "json_schema", "name": .string(name), "strict": .bool(true),
                "schema": schema,
            ])
            members.append(.init("text", .members(["format": format])))
        }
        return .object(members)
    }

    private static func items(_ message: ModelMessage) -> [JSONValue] {
        switch message {
        case .system(let text), .user(let text):
            [.members(["role": .string(message.role.rawValue), "content": .string(text)])]
        case .assistant(let text, let calls):
            (text.isEmpty
                ? [] : [.members(["role": "assistant", "content": .string(text)])])
                + calls.map { call in
                    .members([
                        "type": "function_call", "call_id": .string(call.id),
                        "name": .string(call.name), "arguments": .string(call.arguments),
                    ])
                }
        case .tool(let result):
            [
                .members([
                    "type": "function_call_output", "call_id": .string(result.callID),
                    "output": .string(result.textWithOutcome),
                ])
            ]
        }
    }

    private static func tool(_ tool: ModelTool) -> JSONValue {
        .members([
            "type": "function", "name": .string(tool.name), "description": .string(tool.summary),
            "parameters": tool.parameters, "strict": .bool(tool.isStrict),
        ])
    }

    private static func choice(_ choice: ModelRequest.ToolChoice) -> JSONValue {
        switch choice {
        case .automatic: "auto"
        case .none: "none"
        case .required: "required"
        case .named(let name): .members(["type": "function", "name": .string(name)])
        }
    }
}
