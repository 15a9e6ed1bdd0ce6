import AgentTools
import Basics
import HTTPClient
import Synchronization
import TestSupport
import WebServer

/// A host with three tools: one answers, one tells progress until it is let go, one waits until it is taken back.
final class ToyHost: MCPHost {
    /// Gives a value each time that a tool has begun, and each time that one was taken back.
    let began = AsyncStream.makeStream(of: String.self)
    let cancelled = AsyncStream.makeStream(of: String.self)
    /// What the tool that tells progress waits for.
    let go = AsyncStream.makeStream(of: Void.self)

    var definitions: [ToolDefinition] {
        ["echo", "count", "wait"].map { name in
            ToolDefinition(
                name: name, title: name, summary: name,
                input: .object([.optional("text", .text())]),
                output: .object([.required("text", .text())]), effect: .read, cost: .low)
        }
    }
    var instructions: String { "Toys." }

    func call(
        _ name: String, arguments: JSONValue,
        reporting report: @escaping @Sendable (ToolProgress) -> Void
    ) async -> ToolOutcome {
        began.continuation.yield(name)
        switch name {
        case "echo":
            return ToolOutcome(.success(.members(["text": arguments["text"] ?? ""])))
        case "count":
            for step in 1...3 {
                report(ToolProgress(step: step, total: 3, message: "step \(step)"))
            }
            for await _ in go.stream { break }
            return ToolOutcome(.success(.members(["text": "counted"])))
        case "wait":
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
            cancelled.continuation.yield(name)
            return ToolOutcome(.failure(ToolError(.cancelled, in: name, because: "taken back")))
        default:
            return ToolOutcome(.failure(ToolError(.unknownTool, in: name, because: "none")))
        }
    }
    func resources() async -> [MCPResource] { [] }
    var templates: [MCPResource] { [] }
    func read(_ address: String) async -> String? { address == "toy://é" ? "{}" : nil }
    var prompts: [MCPPrompt] { [] }
    func completions(of argument: String, beginning text: String) async -> [String] { [] }
}

/// An endpoint with a server around it, and requests as a client sends them.
struct MCPHarness {
    static let token = "0123456789abcdef-first"
    static let otherToken = "0123456789abcdef-second"
    static let origin = "http://localhost:6274"

    let host: ToyHost
    let endpoint: MCPEndpoint
    let server: HTTPServer

    /// Runs a server for a test.
    static func run(
        limits: MCPLimits = quick, _ body: (MCPHarness) async throws -> Void
    ) async throws {
        let host = ToyHost()
        let tokens = try [token, otherToken].map {
            try AccessToken(name: $0, secret: $0, scopes: [])
        }
        let endpoint = MCPEndpoint(
            MCPServer(host, version: "1"),
            access: try MCPAccess(
                tokens: tokens, hosts: ["tools.example.com"], origins: [origin]),
            limits: limits)
        try await withServer(handler: endpoint) { server in
            try await body(MCPHarness(host: host, endpoint: endpoint, server: server))
            await endpoint.close(within: .zero)
        }
    }

    static var quick: MCPLimits {
        var limits = MCPLimits()
        limits.patience = .seconds(60)
        limits.heartbeat = .milliseconds(20)
        return limits
    }

    /// One request in bytes, which closes its connection.
    static func request(
        _ body: String = "", method: String = "POST", path: String = "/mcp",
        token: String? = token, with fields: [String: String] = [:], session: String? = nil,
        closing: Bool = true
    ) -> String {
        var all = [
            "Host": "localhost", "Accept": "application/json, text/event-stream",
            "Content-Type": "application/json",
        ]
        if let token { all["Authorization"] = "Bearer \(token)" }
        if let session { all["Mcp-Session-Id"] = session }
        if closing { all["Connection"] = "close" }
        if method == "POST" { all["Content-Length"] = String(body.utf8.count) }
        for (name, value) in fields { all[name] = value.isEmpty ? nil : value }
        let lines = all.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }
        return "\(method) \(path) HTTP/1.1\r\n\(lines.joined())\r\n\(body)"
    }

    /// Sends a request and gives all of the answer.
    func ask(
        _ body: String = "", method: String = "POST", path: String = "/mcp",
        token: String? = token, with fields: [String: String] = [:], session: String? = nil
    ) async throws -> String {
        try await Raw.ask(
            server.port,
            Self.request(
                body, method: method, path: path, token: token, with: fields, session: session))
            ?? "never closed"
    }

    /// Shakes hands and gives the session's id.
    func open(token: String = token) async throws -> String {
        let answer = try await ask(Self.initialize, token: token)
        let line = answer.split(separator: "\r\n").first {
            $0.lowercased().hasPrefix("mcp-session-id: ")
        }
        return line.map { String($0.dropFirst("mcp-session-id: ".count)) } ?? "no session"
    }

    static let initialize = message(
        "initialize",
        #"{"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}"#
    )

    /// A request of JSON-RPC.
    static func message(_ method: String, _ parameters: String = "{}", id: String? = "1") -> String
    {
        let id = id.map { #""id": \#($0), "# } ?? ""
        return #"{"jsonrpc": "2.0", \#(id)"method": "\#(method)", "params": \#(parameters)}"#
    }

    /// A call of a tool.
    static func call(_ tool: String, progress: Bool = false, id: String = "1") -> String {
        let meta = progress ? #", "_meta": {"progressToken": "p"}"# : ""
        return message(
            "tools/call", #"{"name": "\#(tool)", "arguments": {"text": "hi"}\#(meta)}"#, id: id)
    }

    /// A call that says its revision itself, and the fields that repeat it.
    static func stateless(
        _ method: String, _ parameters: String = "", name: String? = nil, progress: Bool = false
    ) -> (body: String, fields: [String: String]) {
        let token = progress ? #", "progressToken": "p""# : ""
        let meta =
            #""_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}\#(token)}"#
        let body = message(method, "{\(parameters)\(parameters.isEmpty ? "" : ", ")\(meta)}")
        var fields = ["MCP-Protocol-Version": "2026-07-28", "Mcp-Method": method]
        if let name { fields["Mcp-Name"] = name }
        return (body, fields)
    }
}
