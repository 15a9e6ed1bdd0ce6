import Basics
import Testing
import WebServer

@Suite("What the tools' server refuses")
struct MCPRefusalTests {
    private typealias Harness = MCPHarness

    /// A request that must not be served.
    struct Attempt: Sendable, CustomTestStringConvertible {
        var name: String
        var status: Int
        var method = "POST"
        var path = "/mcp"
        var body = Harness.call("wait")
        var token: String? = Harness.token
        var fields: [String: String] = [:]
        /// Whether it names a session that is open, for the first token.
        var isInSession = true
        /// What the answer says.
        var says = ""

        var testDescription: String { name }
    }

    private static let own = Harness.stateless(
        "tools/call", #""name": "wait", "arguments": {}"#, name: "wait")

    private static func own(_ changes: [String: String]) -> [String: String] {
        own.fields.merging(changes) { $1 }
    }

    static let attempts: [Attempt] = [
        // Who asks.
        .init(name: "no token", status: 401, token: nil, says: "Authorization: Bearer"),
        .init(name: "an empty token", status: 401, token: ""),
        .init(name: "half of the token", status: 401, token: String(Harness.token.prefix(12))),
        .init(name: "the token and more", status: 401, token: Harness.token + "x"),
        .init(
            name: "a token for somebody else, passed on", status: 401,
            token: "eyJhbGciOiJub25lIn0.eyJhdWQiOiJodHRwczovL2FwaS5naXRodWIuY29tIn0."),
        .init(
            name: "the token in another scheme", status: 401, token: nil,
            fields: ["Authorization": "Basic \(Harness.token)"]),
        .init(
            name: "the token in the query", status: 401, path: "/mcp?token=\(Harness.token)",
            token: nil),
        .init(
            name: "the token in a cookie", status: 401, token: nil,
            fields: ["Cookie": "complybot_session=\(Harness.token)"]),
        .init(
            name: "a session as the proof", status: 401, token: nil, says: "a bearer token"),
        .init(
            name: "a session of another token", status: 404, token: Harness.otherToken,
            says: "no such session"),
        .init(
            name: "the end of a session of another token", status: 404, method: "DELETE", body: "",
            token: Harness.otherToken),
        .init(
            name: "the events of a session of another token", status: 404, method: "GET", body: "",
            token: Harness.otherToken, fields: ["Last-Event-ID": "1-0"]),
        .init(
            name: "a session that is made up", status: 404,
            fields: ["Mcp-Session-Id": "00000000000000000000000000000000"], isInSession: false),
        .init(
            name: "two sessions in one field", status: 404,
            fields: ["Mcp-Session-Id": "a, b"], isInSession: false),
        .init(name: "no session", status: 400, isInSession: false, says: "begin with initialize"),
        // From where.
        .init(
            name: "a name that points here", status: 421,
            fields: ["Host": "rebound.attacker.example:8485"], says: "--host"),
        .init(
            name: "a name that begins like ours", status: 421,
            fields: ["Host": "localhost.evil.example"]),
        .init(name: "no name", status: 400, fields: ["Host": ""]),
        .init(
            name: "a page of somebody's", status: 403,
            fields: ["Origin": "https://attacker.example"], says: "--origin"),
        .init(
            name: "a page of another port of this machine", status: 403,
            fields: ["Origin": "http://localhost:3000"]),
        .init(name: "a page without an origin of its own", status: 403, fields: ["Origin": "null"]),
        .init(
            name: "a browser that asks for such a page", status: 403, method: "OPTIONS", body: "",
            token: nil, fields: ["Origin": "https://attacker.example"]),
        // What is asked.
        .init(
            name: "a batch", status: 400, body: "[\(Harness.call("wait"))]", says: "batches"),
        .init(name: "no JSON", status: 400, body: "{", says: "-32700"),
        .init(name: "no message", status: 400, body: "{}", says: "-32600"),
        .init(name: "nothing", status: 400, body: "", says: "-32700"),
        .init(
            name: "more than a message may have", status: 413,
            body: String(repeating: " ", count: (4 << 20) + 1)),
        .init(
            name: "a form of a page", status: 415,
            fields: ["Content-Type": "application/x-www-form-urlencoded"]),
        .init(
            name: "a text of a page, which browsers send unasked", status: 415,
            fields: ["Content-Type": "text/plain"]),
        .init(
            name: "a client that reads no events", status: 406,
            fields: ["Accept": "application/json"]),
        .init(
            name: "a listener that reads no events", status: 406, method: "GET", body: "",
            fields: ["Accept": "application/json"]),
        .init(
            name: "a second handshake in a session", status: 400, body: Harness.initialize,
            says: "open already"),
        .init(
            name: "a revision that nobody speaks", status: 400,
            fields: ["MCP-Protocol-Version": "1999-01-01"], says: "2026-07-28"),
        .init(name: "another way to write", status: 405, method: "PUT"),
        .init(name: "another place", status: 404, path: "/mcp/"),
        .init(name: "the dashboard", status: 404, method: "GET", path: "/", body: ""),
        // What the fields say of it.
        .init(
            name: "a revision in the message alone", status: 400, body: own.body,
            fields: own(["MCP-Protocol-Version": ""]), says: "-32020"),
        .init(
            name: "a revision in the field alone", status: 400,
            fields: own([:]), says: "io.modelcontextprotocol/protocolVersion"),
        .init(
            name: "another method in the field", status: 400, body: own.body,
            fields: own(["Mcp-Method": "tools/list"]), says: "-32020"),
        .init(
            name: "another tool in the field", status: 400, body: own.body,
            fields: own(["Mcp-Name": "echo"]), says: "-32020"),
        .init(
            name: "another tool in base64 that is not its only spelling", status: 400,
            body: own.body, fields: own(["Mcp-Name": "=?base64?d2FpdB==?="]), says: "-32020"),
        .init(
            name: "a stream of the revision that has none", status: 405, method: "GET", body: "",
            fields: ["MCP-Protocol-Version": "2026-07-28"]),
    ]

    @Test("none of these is served, and each is told why", arguments: attempts)
    func refusal(_ attempt: Attempt) async throws {
        try await Harness.run { harness in
            let session = attempt.isInSession ? try await harness.open() : nil
            let answer = try await harness.ask(
                attempt.body, method: attempt.method, path: attempt.path, token: attempt.token,
                with: attempt.fields, session: session)
            #expect(answer.hasPrefix("HTTP/1.1 \(attempt.status) "), "\(answer)")
            #expect(answer.contains(attempt.says), "\(answer)")
            #expect(!answer.contains(Harness.token))
            harness.host.began.continuation.finish()
            for await name in harness.host.began.stream { Issue.record("\(name) was called") }
        }
    }

    @Test("fields that stand twice are refused, for two readers may see two requests")
    func twice() async throws {
        try await Harness.run { harness in
            let session = try await harness.open()
            let request = Harness.request(Harness.call("wait"), session: session)
            for line in [
                "Authorization: Bearer \(Harness.token)", "Mcp-Session-Id: \(session)",
                "MCP-Protocol-Version: 2025-11-25\r\nMCP-Protocol-Version: 2025-11-25",
            ] {
                let doubled = request.replacing(
                    "Host: ", with: "\(line)\r\nHost: ", maxReplacements: 1)
                let status = try await Raw.status(harness.server.port, doubled)
                #expect(status == 400 || status == 401, "\(line)")
            }
        }
    }

    @Test("a page that the operator allows may ask, and is told so")
    func allowedOrigin() async throws {
        try await Harness.run { harness in
            let fields = ["Origin": Harness.origin, "Host": "tools.example.com"]
            let before = try await harness.ask(method: "OPTIONS", token: nil, with: fields)
            #expect(before.hasPrefix("HTTP/1.1 204 "))
            #expect(before.lowercased().contains("access-control-allow-headers: authorization"))
            let answer = try await harness.ask(Harness.initialize, with: fields).lowercased()
            #expect(answer.contains("access-control-allow-origin: \(Harness.origin)"))
            #expect(answer.contains("mcp-session-id: "))
        }
    }

    @Test("without a token, or with an origin that no browser sends, there is no server")
    func configuration() throws {
        #expect(throws: ServerError.self) { try MCPAccess(tokens: []) }
        let token = try AccessToken(name: "t", secret: Harness.token, scopes: [])
        for origin in ["*", "null", "localhost:6274", "https://", "https://a/b", "ftp://a"] {
            #expect(throws: ServerError.self, "\(origin)") {
                try MCPAccess(tokens: [token], origins: [origin])
            }
        }
    }
}
