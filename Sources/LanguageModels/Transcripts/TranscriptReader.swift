internal import Basics
internal import Documents

/// Reads the exchanges of a transcript; what is wrong is noted, and every key is known.
struct TranscriptReader {
    let problems: RecordProblems

    func exchanges(_ node: DataNode) -> [Transcript.Exchange] {
        var record = StrictRecord(node, name: "the transcript", problems: problems)
        record.require("version", "exchanges")
        _ = record.number("version", in: 1...1)
        let exchanges = record.list("exchanges").compactMap(exchange)
        record.finish()
        return exchanges
    }

    private func exchange(_ node: DataNode) -> Transcript.Exchange? {
        var record = StrictRecord(node, name: "an exchange", problems: problems)
        record.require("request")
        let request = record.node("request").map(request)
        let response = record.node("response").map(response)
        let error = record.node("error").flatMap(error)
        record.finish()
        guard (response == nil) != (error == nil) else {
            problems.add(at: node.span.lowerBound, "an exchange needs a response or an error")
            return nil
        }
        guard let request else { return nil }
        if let response { return .init(request, .success(response)) }
        return error.map { .init(request, .failure($0)) }
    }

    private func request(_ node: DataNode) -> ModelRequest {
        var record = StrictRecord(node, name: "a request", problems: problems)
        var request = ModelRequest(messages: record.list("messages").compactMap(message))
        request.tools = record.list("tools").compactMap(tool)
        if let choice = record.node("tool-choice") { request.toolChoice = toolChoice(choice) }
        if let node = record.node("format") {
            var format = StrictRecord(node, name: "format", problems: problems)
            format.require("name", "schema")
            if let name = format.text("name"), let schema = format.node("schema") {
                request.format = .json(name: name, schema: JSONValue(schema))
            }
            format.finish()
        }
        request.maxOutputTokens = record.number("max-output-tokens", in: 1...ModelUsage.most)
        record.finish()
        return request
    }

    func message(_ node: DataNode) -> ModelMessage? {
        var record = StrictRecord(node, name: "a message", problems: problems)
        record.require("role", "text")
        let text = record.text("text") ?? ""
        let role: ModelMessage.Role? = record.choice("role")
        var message: ModelMessage?
        switch role {
        case .system: message = .system(text)
        case .user: message = .user(text)
        case .assistant: message = .assistant(text, calls: record.list("calls").map(call))
        case .tool:
            record.require("call", "name")
            message = .tool(
                ToolResult(
                    callID: record.text("call") ?? "", name: record.text("name") ?? "",
                    text: text, isError: record.flag("failed") ?? false))
        case nil: break
        }
        record.finish()
        return message
    }

    private func call(_ node: DataNode) -> ToolCall {
        var record = StrictRecord(node, name: "a call", problems: problems)
        record.require("id", "name", "arguments")
        let call = ToolCall(
            id: record.text("id") ?? "", name: record.text("name") ?? "",
            arguments: record.text("arguments") ?? "")
        record.finish()
        return call
    }

    private func tool(_ node: DataNode) -> ModelTool? {
        var record = StrictRecord(node, name: "a tool", problems: problems)
        record.require("name", "summary", "parameters")
        let name = record.text("name") ?? ""
        let summary = record.text("summary") ?? ""
        let parameters = record.node("parameters")
        let isStrict = record.flag("strict") ?? false
        record.finish()
        return parameters.map {
            ModelTool(
                name: name, summary: summary, parameters: JSONValue($0), isStrict: isStrict)
        }
    }

    private func toolChoice(_ node: DataNode) -> ModelRequest.ToolChoice {
        switch node.string {
        case "automatic": return .automatic
        case "none": return .none
        case "required": return .required
        default: break
        }
        if let name = node["named"]?.string { return .named(name) }
        problems.add(
            at: node.span.lowerBound,
            "tool-choice must be automatic, none, required or a mapping with named")
        return .automatic
    }

    private func response(_ node: DataNode) -> ModelResponse {
        var record = StrictRecord(node, name: "a response", problems: problems)
        record.require("text", "finish")
        var response = ModelResponse(
            text: record.text("text") ?? "", toolCalls: record.list("calls").map(call),
            finishReason: .init(word: record.text("finish") ?? ""))
        response.usage = record.node("usage").map(usage)
        if let provider = record.text("provider"), let model = record.text("model") {
            response.origin = ModelIdentity(provider: provider, model: model)
        }
        record.finish()
        return response
    }

    private func usage(_ node: DataNode) -> ModelUsage {
        var record = StrictRecord(node, name: "usage", problems: problems)
        let range = 0...ModelUsage.most
        let usage = ModelUsage(
            input: record.number("input", in: range) ?? 0,
            output: record.number("output", in: range) ?? 0,
            cachedInput: record.number("cached-input", in: range) ?? 0,
            cacheWrites: record.number("cache-writes", in: range) ?? 0)
        record.finish()
        return usage
    }

    private func error(_ node: DataNode) -> ModelError? {
        var record = StrictRecord(node, name: "an error", problems: problems)
        record.require("code", "subject", "detail")
        let code: ModelError.Code? = record.choice("code")
        let subject = record.text("subject") ?? ""
        let detail = record.text("detail") ?? ""
        record.finish()
        return code.map { ModelError($0, on: subject, because: detail) }
    }
}
