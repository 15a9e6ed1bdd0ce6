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
            tools += items.compactMap(Self.tool)
            guard tools.count <= Self.maximumTools else {
                throw ServiceProblem("it has more than \(Self.maximumTools) tools")
            }
            guard let next = page["nextCursor"], next.text != nil else { return tools }
            cursor = next
        }
        throw ServiceProblem("its list of tools has no end")
    }

    private static func tool(_ item: JSONValue) -> MCPRemoteTool? {
        guard let name = item["name"]?.text, let input = item["inputSchema"] else { return nil }
        return MCPRemoteTool(
            name: name, summary: item["description"]?.text ?? "", input: input,
            isReadOnly: item["annotations"]?["readOnlyHint"]?.flag ?? false)
    }

    /// Calls a tool; its result is what it structured, or the JSON that it wrote as text.
    func call(_ tool: String, _ arguments: JSONValue) async throws -> JSONValue {
        let result = try await request(
            "tools/call", .members(["name": .string(tool), "arguments": arguments]))
        let text = result["content"]?.items?.compactMap { $0["text"]?.text }.first
        guard result["isError"]?.flag != true else {
            throw ServiceProblem("its tool failed: \(text ?? "it does not say why")")
        }
        if let structured = result["structuredContent"], structured.objectMembers != nil {
            // Servers that wrap whatever a function gives put it under one name.
            if let members = structured.objectMembers, members.count == 1,
                members[0].key == "result", members[0].value.objectMembers != nil
            {
                return members[0].value
            }
            return structured
        }
        guard let text else { throw ServiceProblem("its tool gave no result") }
        return try OutsideService.read(Array(text.utf8))
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
