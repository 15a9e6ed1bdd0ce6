internal import Basics

/// How messages get to a server of the protocol and back.
protocol MCPLink: Sendable {
    /// Sends a request and gives the message that answers it.
    func exchange(_ request: JSONValue, id: Int) async throws -> JSONValue
    /// Sends what is not answered.
    func tell(_ notification: JSONValue) async throws
    /// Notes the revision that was agreed on.
    func agree(on revision: String)
    /// Ends the conversation.
    func close() async
}

/// A tool of somebody else's server.
struct MCPRemoteTool: Sendable, Hashable {
    let name: String
    let summary: String
    let input: JSONValue
    /// The shape of its result; nil where the server does not say.
    var output: JSONValue?
    let isReadOnly: Bool
}

/// The client's side of the protocol: a handshake, then one request after the other.
final class MCPClient: Sendable {
    /// The revisions whose handshake and tools are the same for us.
    private static let revisions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
    private static let maximumPages = 20
    private static let maximumTools = 200

    private let link: any MCPLink
    private let ids = SequenceNumber()

    init(_ link: any MCPLink) { self.link = link }

    /// Shakes hands.
    func open() async throws {
        let result = try await request(
            "initialize",
            .members([
                "protocolVersion": .string(MCPRevision.handshake.rawValue),
                "capabilities": .object([]),
                "clientInfo": .members(["name": "complybot", "version": "1"]),
            ]))
        guard let revision = result["protocolVersion"]?.text, Self.revisions.contains(revision)
        else { throw ServiceProblem("it speaks no revision of the protocol that we do") }
        link.agree(on: revision)
        try await link.tell(JSONRPC.notification("notifications/initialized", .object([])))
    }

    /// The server's tools.
    func tools() async throws -> [MCPRemoteTool] {
        var tools: [MCPRemoteTool] = []
        var cursor: JSONValue?
        for _ in 0..<Self.maximumPages {
            let page = try await request(
                "tools/list", cursor.map { .members(["cursor": $0]) } ?? .object([]))
            guard let items = page["tools"]?.items else {
                throw ServiceProblem("its list of tools is none")
            }
            tools += items.map(Self.tool)
            guard tools.count <= Self.maximumTools else {
                throw ServiceProblem("it has more than \(Self.maximumTools) tools")
            }
            guard let next = page["nextCursor"], next.text != nil else { return tools }
            cursor = next
        }
        throw ServiceProblem("its list of tools has no end")
    }

    private static func tool(_ item: JSONValue) -> MCPRemoteTool {
        MCPRemoteTool(
            name: item["name"]?.text ?? "", summary: item["description"]?.text ?? "",
            input: item["inputSchema"] ?? .null,
            output: item["outputSchema"].map(Self.unwrapped),
            isReadOnly: item["annotations"]?["readOnlyHint"]?.flag ?? false)
    }

    /// The name under which servers put what a function gives whose result is no structure.
    private static let wrapper = "result"

    /// The schema of what `call` gives: of what is wrapped where that is, or may be, an object.
    private static func unwrapped(_ schema: JSONValue) -> JSONValue {
        guard let properties = schema["properties"]?.objectMembers, properties.count == 1,
            properties[0].key == wrapper
        else { return schema }
        switch properties[0].value["type"]?.text {
        case "object": return properties[0].value
        case nil: return .object([])
        default: return schema
        }
    }

    /// Calls a tool; its result is what it structured, or the JSON that it wrote as text.
    ///
    /// With `takesText` what is no JSON object is given as the `text` or the `value` of one.
    func call(
        _ tool: String, _ arguments: JSONValue, takesText: Bool = false
    ) async throws -> JSONValue {
        let result = try await request(
            "tools/call", .members(["name": .string(tool), "arguments": arguments]))
        let texts = result["content"]?.items?.compactMap { $0["text"]?.text } ?? []
        guard result["isError"]?.flag != true else {
            throw ServiceProblem("its tool failed: \(texts.first ?? "it does not say why")")
        }
        if let structured = result["structuredContent"], let members = structured.objectMembers {
            if members.count == 1, members[0].key == Self.wrapper,
                members[0].value.objectMembers != nil
            {
                return members[0].value
            }
            return structured
        }
        guard let text = texts.first else { throw ServiceProblem("its tool gave no result") }
        guard takesText else { return try OutsideService.read(Array(text.utf8)) }
        guard texts.count == 1, let value = try? OutsideService.read(Array(text.utf8)) else {
            return .members(["text": .string(texts.joined(separator: "\n"))])
        }
        return value.objectMembers == nil ? .members(["value": value]) : value
    }

    private func request(_ method: String, _ parameters: JSONValue) async throws -> JSONValue {
        let id = ids.next()
        let answer = try await link.exchange(
            .members([
                "jsonrpc": "2.0", "id": .int(id), "method": .string(method), "params": parameters,
            ]), id: id)
        if let error = answer["error"] {
            throw ServiceProblem("it refused: \(error["message"]?.text ?? "it does not say why")")
        }
        guard let result = answer["result"], result.objectMembers != nil else {
            throw ServiceProblem("its answer has no result")
        }
        return result
    }
}
