internal import Basics

/// Anthropic's messages interface.
struct MessagesFormat: WireFormat {
    /// The version of the interface that is spoken.
    static let version = "2023-06-01"
    /// The interface insists on a number.
    private static let defaultTokens = 4096

    var path: String { "v1/messages" }

    func assembler(for request: ModelRequest, limits: ModelLimits) -> any AnswerAssembler {
        MessagesAssembler(answerTool: Self.answerTool(of: request), limits: limits)
    }

    func body(_ request: ModelRequest, model: String, options: WireOptions) -> JSONValue {
        let tokens = request.maxOutputTokens ?? options.maxOutputTokens ?? Self.defaultTokens
        var members: [JSONValue.Member] = [
            .init("model", .string(model)), .init("max_tokens", .int(tokens)),
        ]
        let instructions = request.messages.filter { $0.role == .system }.map(\.text)
        if !instructions.isEmpty {
            members.append(.init("system", .string(instructions.joined(separator: "\n\n"))))
        }
        members.append(.init("messages", .array(MessagesTurns.of(request.messages))))
        members.append(.init("stream", .bool(true)))
        let tools = request.tools.map(Self.tool) + Self.answerTools(request)
        if !tools.isEmpty {
            members.append(.init("tools", .array(tools)))
            members.append(.init("tool_choice", Self.choice(request)))
        }
        return .object(members)
    }

    /// The form of an answer is asked for as the input of a tool, by this name.
    private static func answerTool(of request: ModelRequest) -> String? {
        if case .json(let name, _) = request.format { name } else { nil }
    }

    private static func answerTools(_ request: ModelRequest) -> [JSONValue] {
        guard case .json(let name, let schema) = request.format else { return [] }
        let summary = "Gives the answer. Call it exactly once, with the whole answer."
        return [tool(ModelTool(name: name, summary: summary, parameters: schema))]
    }

    private static func tool(_ tool: ModelTool) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(tool.name)), .init("description", .string(tool.summary)),
            .init("input_schema", tool.parameters),
        ]
        if tool.isStrict { members.append(.init("strict", .bool(true))) }
        return .object(members)
    }

    /// With a form to keep to, the answer's tool is forced, or with other tools at least one of all.
    private static func choice(_ request: ModelRequest) -> JSONValue {
        if let name = answerTool(of: request) {
            guard !request.tools.isEmpty, request.toolChoice != .none else {
                return .members(["type": "tool", "name": .string(name)])
            }
            if case .named(let tool) = request.toolChoice {
                return .members(["type": "tool", "name": .string(tool)])
            }
            return .members(["type": "any"])
        }
        return switch request.toolChoice {
        case .automatic: .members(["type": "auto"])
        case .none: .members(["type": "none"])
        case .required: .members(["type": "any"])
        case .named(let name): .members(["type": "tool", "name": .string(name)])
        }
    }
}
