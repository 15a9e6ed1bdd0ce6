internal import Basics

/// One request for what the host offers.
struct MCPCall {
    let host: any MCPHost
    let parameters: JSONValue
    let sink: MCPServer.Sink
    let logLevel: MCPLogLevel?
    let revision: MCPRevision

    /// For how long a client may take a list for what it is, in milliseconds.
    static let freshness = 60_000
    /// How many entries a page of a list has.
    static let pageSize = 100

    /// The result of a method.
    func result(of method: String) async throws(JSONRPC.Failure) -> JSONValue {
        switch method {
        case "tools/list":
            return try list("tools", host.definitions.map(\.listing))
        case "tools/call": return try await callTool()
        case "resources/list":
            return try list("resources", await host.resources().map { $0.listing("uri") })
        case "resources/templates/list":
            return try list(
                "resourceTemplates", host.templates.map { $0.listing("uriTemplate") })
        case "resources/read": return try await readResource()
        case "prompts/list": return try list("prompts", host.prompts.map(\.listing))
        case "prompts/get": return try prompt()
        case "completion/complete": return await complete()
        default: throw .unknownMethod(method)
        }
    }

    // MARK: Lists

    private func list(
        _ name: String, _ entries: [JSONValue]
    ) throws(JSONRPC.Failure) -> JSONValue {
        var start = 0
        if let cursor = parameters["cursor"] {
            guard let place = cursor.text.flatMap({ Int($0) }), entries.indices.contains(place)
            else { throw .invalidParameters("the cursor is none of ours") }
            start = place
        }
        let end = min(entries.count, start + Self.pageSize)
        var page = JSONValue.members([name: .array(Array(entries[start..<end]))])
        if end < entries.count { page = page.setting("nextCursor", to: .string(String(end))) }
        return cacheable(page)
    }

    private func cacheable(_ value: JSONValue) -> JSONValue {
        guard revision == .stateless else { return value }
        return value.setting("ttlMs", to: .int(Self.freshness))
            .setting("cacheScope", to: "private")
    }

    // MARK: Tools

    private func callTool() async throws(JSONRPC.Failure) -> JSONValue {
        guard let name = parameters["name"]?.text else {
            throw .invalidParameters("the tool's name is missing")
        }
        let arguments = parameters["arguments"] ?? .object([])
        guard case .object = arguments else {
            throw .invalidParameters("arguments is no object")
        }
        let outcome = await host.call(name, arguments: arguments, reporting: reporter)
        if let error = outcome.error, error.code == .unknownTool {
            throw .invalidParameters(error.diagnostic.description)
        }
        log(outcome, of: name)
        var result: [JSONValue.Member] = [
            .init(
                "content",
                .array([.members(["type": "text", "text": .string(outcome.text)])]))
        ]
        if !outcome.isError { result.append(.init("structuredContent", outcome.json)) }
        result.append(.init("isError", .bool(outcome.isError)))
        return .object(result)
    }

    /// Tells progress to a client that asked for it.
    private var reporter: @Sendable (ToolProgress) -> Void {
        guard let token = parameters["_meta"]?["progressToken"], JSONRPC.ID(token) != nil else {
            return { _ in }
        }
        return { [sink] progress in
            var members: [JSONValue.Member] = [
                .init("progressToken", token), .init("progress", .int(progress.step)),
            ]
            if let total = progress.total { members.append(.init("total", .int(total))) }
            members.append(.init("message", .string(progress.message)))
            sink(JSONRPC.notification("notifications/progress", .object(members)))
        }
    }

    private func log(_ outcome: ToolOutcome, of name: String) {
        let level = outcome.isError ? MCPLogLevel.warning : .info
        guard let logLevel, level >= logLevel else { return }
        sink(
            JSONRPC.notification(
                "notifications/message",
                .members([
                    "level": .string(level.rawValue), "logger": "complybot",
                    "data": .members([
                        "tool": .string(name),
                        "outcome": .string(outcome.error?.code.rawValue ?? "done"),
                    ]),
                ])))
    }

    // MARK: Resources and prompts

    private func readResource() async throws(JSONRPC.Failure) -> JSONValue {
        guard let address = parameters["uri"]?.text else {
            throw .invalidParameters("the uri is missing")
        }
        let content: String?
        do { content = try await host.read(address) } catch {
            let problem = Diagnostic(describing: error, while: "read the resource")
            throw .internalError("\(problem)")
        }
        guard let text = content else {
            let code = revision == .handshake ? -32_002 : -32_602
            throw JSONRPC.Failure(
                code: code, message: "there is no such resource",
                data: .members(["uri": .string(String(address.prefix(500)))]))
        }
        let type = text.hasPrefix("{") ? "application/json" : "text/markdown"
        return cacheable(
            .members([
                "contents": .array([
                    .members([
                        "uri": .string(address), "mimeType": .string(type), "text": .string(text),
                    ])
                ])
            ]))
    }

    private func prompt() throws(JSONRPC.Failure) -> JSONValue {
        guard let name = parameters["name"]?.text,
            let prompt = host.prompts.first(where: { $0.name == name })
        else { throw .invalidParameters("there is no such prompt") }
        var values: [String: String] = [:]
        for member in parameters["arguments"]?.objectMembers ?? [] {
            guard let text = member.value.text, text.utf8.count <= 2_000 else {
                throw .invalidParameters("an argument of a prompt is a short text")
            }
            values[member.key] = text
        }
        for argument in prompt.arguments where argument.isRequired {
            guard values[argument.name] != nil else {
                throw .invalidParameters("the argument \(argument.name) is missing")
            }
        }
        return .members([
            "description": .string(prompt.summary),
            "messages": .array([
                .members([
                    "role": "user",
                    "content": .members(["type": "text", "text": .string(prompt.text(values))]),
                ])
            ]),
        ])
    }

    private func complete() async -> JSONValue {
        let argument = parameters["argument"]
        let found = await host.completions(
            of: argument?["name"]?.text ?? "", beginning: argument?["value"]?.text ?? "")
        return .members([
            "completion": .members([
                "values": .array(found.prefix(100).map { .string($0) }),
                "total": .int(found.count), "hasMore": .bool(found.count > 100),
            ])
        ])
    }
}

extension ToolDefinition {
    /// The tool as it is listed.
    fileprivate var listing: JSONValue {
        .members([
            "name": .string(name), "title": .string(title), "description": .string(summary),
            "inputSchema": input.json, "outputSchema": output.json,
            "annotations": .members([
                "title": .string(title),
                "readOnlyHint": .bool(effect == .read || effect == .network),
                "destructiveHint": .bool(isDestructive), "idempotentHint": .bool(isIdempotent),
                "openWorldHint": .bool(effect == .network || effect == .forge),
            ]),
        ])
    }
}

extension MCPResource {
    fileprivate func listing(_ key: String) -> JSONValue {
        .object([
            .init(key, .string(address)), .init("name", .string(name)),
            .init("title", .string(title)), .init("mimeType", .string(type)),
        ])
    }
}

extension MCPPrompt {
    fileprivate var listing: JSONValue {
        .members([
            "name": .string(name), "title": .string(title), "description": .string(summary),
            "arguments": .array(
                arguments.map {
                    .members([
                        "name": .string($0.name), "description": .string($0.summary),
                        "required": .bool($0.isRequired),
                    ])
                }),
        ])
    }
}
