internal import Basics
internal import Documents

/// A conversation as turns of user and assistant: results of tools are the user's, and neighbours of one role are one turn.
enum MessagesTurns {
    /// The turns; instructions stand elsewhere.
    static func of(_ messages: [ModelMessage]) -> [JSONValue] {
        var turns: [(role: String, blocks: [JSONValue])] = []
        for message in messages where message.role != .system {
            let role = message.role == .assistant ? "assistant" : "user"
            let added = blocks(of: message)
            if turns.last?.role == role {
                turns[turns.count - 1].blocks += added
            } else if !added.isEmpty {
                turns.append((role, added))
            }
        }
        return turns.map { .members(["role": .string($0.role), "content": .array($0.blocks)]) }
    }

    private static func blocks(of message: ModelMessage) -> [JSONValue] {
        switch message {
        case .system: []
        case .user(let text): words(text)
        case .assistant(let text, let calls):
            words(text)
                + calls.map { call in
                    .members([
                        "type": "tool_use", "id": .string(call.id), "name": .string(call.name),
                        "input": JSONValue.arguments(call.arguments),
                    ])
                }
        case .tool(let result):
            [
                .members([
                    "type": "tool_result", "tool_use_id": .string(result.callID),
                    "content": .string(result.text), "is_error": .bool(result.isError),
                ])
            ]
        }
    }

    /// The interface refuses empty texts.
    private static func words(_ text: String) -> [JSONValue] {
        text.isEmpty ? [] : [.members(["type": "text", "text": .string(text)])]
    }
}

extension JSONValue {
    /// The arguments of a call as a value; what is no object stands as text in one.
    static func arguments(_ text: String) -> JSONValue {
        if let document = try? DataDocument(parsing: Array(text.utf8), format: .json),
            let root = document.roots.first, case .mapping = root.content
        {
            return JSONValue(root)
        }
        return .members(["malformed": .string(text)])
    }

    /// A value that was read, to be written again; numbers keep their value, not their spelling.
    init(_ node: DataNode) {
        switch node.content {
        case .scalar(.null): self = .null
        case .scalar(.bool(let flag)): self = .bool(flag)
        case .scalar(.integer(let literal)), .scalar(.float(let literal)): self = .number(literal)
        case .scalar(let value): self = .string(value.scalarText ?? "")
        case .sequence(let items): self = .array(items.map { JSONValue($0) })
        case .mapping(let members):
            self = .object(members.map { .init($0.key, JSONValue($0.value)) })
        }
    }
}
