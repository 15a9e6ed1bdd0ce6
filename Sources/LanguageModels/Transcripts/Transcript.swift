internal import Basics
internal import Documents

/// Questions and what came of them, in order, as a JSON file keeps them.
package struct Transcript: Sendable, Hashable {
    /// The most bytes of a file.
    package static let sizeLimit = 64 << 20

    /// One question, and the answer or the error.
    package struct Exchange: Sendable, Hashable {
        /// The question; its purpose is not kept.
        package var request: ModelRequest
        /// What came of it.
        package var result: Result<ModelResponse, ModelError>

        /// An exchange from its parts.
        package init(_ request: ModelRequest, _ result: Result<ModelResponse, ModelError>) {
            self.request = request
            self.result = result
        }
    }

    /// The exchanges, the oldest first.
    package var exchanges: [Exchange]

    /// A transcript of exchanges.
    package init(_ exchanges: [Exchange] = []) { self.exchanges = exchanges }

    /// The file's content; the same transcript, the same bytes.
    package var bytes: [UInt8] {
        let form: JSONValue = .members([
            "version": .int(1), "exchanges": .array(exchanges.map(TranscriptForm.json)),
        ])
        return Array((form.text() + "\n").utf8)
    }

    /// Reads a file's content.
    ///
    /// - Throws: `RecordProblem`, the first of the file, as a `DiagnosableError`.
    package init(parsing bytes: [UInt8], file: String) throws {
        let record = try RecordFile(
            parsing: bytes, format: .json, name: file, while: "read the transcript",
            mebibytes: Self.sizeLimit >> 20)
        exchanges = []
        if let root = record.roots.first {
            let reader = TranscriptReader(problems: record.problems)
            exchanges = reader.exchanges(root)
        }
        try record.problems.throwFirst()
    }
}

/// How a transcript is spelled.
enum TranscriptForm {
    static func json(_ exchange: Transcript.Exchange) -> JSONValue {
        switch exchange.result {
        case .success(let response):
            .members(["request": json(exchange.request), "response": json(response)])
        case .failure(let error):
            .members(["request": json(exchange.request), "error": json(error)])
        }
    }

    /// A request without its purpose; two requests are the same question when these are.
    static func json(_ request: ModelRequest) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("messages", .array(request.messages.map(json)))
        ]
        if !request.tools.isEmpty {
            members.append(.init("tools", .array(request.tools.map(json))))
            members.append(.init("tool-choice", json(request.toolChoice)))
        }
        if case .json(let name, let schema) = request.format {
            members.append(
                .init("format", .members(["name": .string(name), "schema": schema])))
        }
        if let tokens = request.maxOutputTokens {
            members.append(.init("max-output-tokens", .int(tokens)))
        }
        return .object(members)
    }

    static func json(_ message: ModelMessage) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("role", .string(message.role.rawValue)), .init("text", .string(message.text)),
        ]
        switch message {
        case .assistant(_, let calls) where !calls.isEmpty:
            members.append(.init("calls", .array(calls.map(json))))
        case .tool(let result):
            members.append(.init("call", .string(result.callID)))
            members.append(.init("name", .string(result.name)))
            if result.isError { members.append(.init("failed", .bool(true))) }
        default: break
        }
        return .object(members)
    }

    private static func json(_ call: ToolCall) -> JSONValue {
        .members([
            "id": .string(call.id), "name": .string(call.name),
            "arguments": .string(call.arguments),
        ])
    }

    private static func json(_ tool: ModelTool) -> JSONValue {
        .members([
            "name": .string(tool.name), "summary": .string(tool.summary),
            "parameters": tool.parameters, "strict": .bool(tool.isStrict),
        ])
    }

    private static func json(_ choice: ModelRequest.ToolChoice) -> JSONValue {
        switch choice {
        case .automatic: "automatic"
        case .none: "none"
        case .required: "required"
        case .named(let name): .members(["named": .string(name)])
        }
    }

    private static func json(_ response: ModelResponse) -> JSONValue {
        var members: [JSONValue.Member] = [.init("text", .string(response.text))]
        if !response.toolCalls.isEmpty {
            members.append(.init("calls", .array(response.toolCalls.map(json))))
        }
        members.append(.init("finish", .string(response.finishReason.word)))
        if let usage = response.usage {
            members.append(
                .init(
                    "usage",
                    .members([
                        "input": .int(usage.input), "output": .int(usage.output),
                        "cached-input": .int(usage.cachedInput),
                        "cache-writes": .int(usage.cacheWrites),
                    ])))
        }
        if let origin = response.origin {
            members.append(.init("provider", .string(origin.provider)))
            members.append(.init("model", .string(origin.model)))
        }
        return .object(members)
    }

    private static func json(_ error: ModelError) -> JSONValue {
        .members([
            "code": .string(error.code.rawValue), "subject": .string(error.subject),
            "detail": .string(error.detail),
        ])
    }
}

extension ModelResponse.FinishReason {
    /// The reason as one word.
    package var word: String {
        switch self {
        case .stop: "stop"
        case .length: "length"
        case .contentFilter: "content-filter"
        case .toolCalls: "tool-calls"
        case .other(let word): word
        }
    }

    /// The reason of a word.
    init(word: String) {
        let known: [Self] = [.stop, .length, .contentFilter, .toolCalls]
        self = known.first { $0.word == word } ?? .other(word)
    }
}
