internal import Basics

/// The body of a question, as the provider wants it.
enum CompletionRequestBody {
    /// The JSON; `withFormat` false leaves out a wish that the provider did not understand.
    static func json(
        _ request: ModelRequest, model: String, withFormat: Bool, redactor: Redactor
    ) -> [UInt8] {
        var members: [JSONValue.Member] = [
            .init("model", .string(model)),
            .init(
                "messages",
                .array(
                    request.messages.map { message in
                        .members([
                            "role": .string(message.role.rawValue),
                            "content": .string(redactor.redacted(message.text)),
                        ])
                    })),
            .init("stream", .bool(true)),
            .init("stream_options", .members(["include_usage": .bool(true)])),
        ]
        if let tokens = request.maxOutputTokens {
            members.append(.init("max_tokens", .int(tokens)))
        }
        if withFormat, case .json(let name, let schema) = request.format {
            let wish: JSONValue = .members([
                "type": "json_schema",
                "json_schema": .members([
                    "name": .string(name), "strict": .bool(true), "schema": schema,
                ]),
            ])
            members.append(.init("response_format", wish))
        }
        return Array(JSONValue.object(members).text(indented: false).utf8)
    }
}
