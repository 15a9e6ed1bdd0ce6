import Basics
import TestSupport
import Testing

@testable import AgentTools

@Suite("The MCP server")
struct MCPServerTests {
    private static let meta =
        #""_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}"#

    /// A server with its one client.
    private struct Client {
        let host: AgentHost
        let server: MCPServer
        let connection = MCPConnection()

        init(_ fixture: AgentFixture, scope: ToolScope = .reading) throws {
            host = AgentHost(
                [fixture.job], in: try fixture.environment(), scope: scope,
                redactor: try fixture.redactor())
            server = MCPServer(host, version: "1.2.3")
        }

        func send(
            _ text: String, telling sink: @escaping MCPServer.Sink = { _ in }
        ) async -> JSONValue? {
            await server.handle(
                MCPMessage(parsing: Array(text.utf8)), on: connection, telling: sink)
        }

        /// Sends a request of the newest revision.
        func ask(_ method: String, _ parameters: String = "", id: Int = 7) async -> JSONValue? {
            let more = parameters.isEmpty ? "" : ", \(parameters)"
            return await send(
                #"{"jsonrpc": "2.0", "id": \#(id), "method": "\#(method)", "params": {\#(meta)\#(more)}}"#
            )
        }

        func shakeHands(version: String = "2025-11-25") async -> JSONValue? {
            await send(
                #"{"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"protocolVersion": "\#(version)", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}"#
            )
        }
    }

    private func code(_ answer: JSONValue?) -> Int? { answer?["error"]?["code"]?.integer }

    @Test("a client that shakes hands gets the older revision, whatever it asks for")
    func handshake() async throws {
        let client = try Client(AgentFixture())
        for version in ["2025-11-25", "2024-11-05", "2026-07-28", "nonsense"] {
            let result = await client.shakeHands(version: version)?["result"]
            #expect(result?["protocolVersion"] == "2025-11-25")
            #expect(result?["serverInfo"]?["name"] == "complybot")
            #expect(result?["resultType"] == nil)
        }
        let note = await client.send(#"{"jsonrpc": "2.0", "method": "notifications/initialized"}"#)
        #expect(note == nil)
        let list = await client.send(
            #"{"jsonrpc": "2.0", "id": "a", "method": "tools/list"}"#)
        #expect(list?["id"] == "a" && list?["result"]?["tools"]?.items?.count == 5)
        #expect(list?["result"]?["ttlMs"] == nil)
        let ping = await client.send(#"{"jsonrpc": "2.0", "id": 2, "method": "ping"}"#)
        #expect(ping?["result"] == .object([]))
    }

    @Test("a client of the newest revision is served without a handshake")
    func stateless() async throws {
        let client = try Client(AgentFixture())
        let discovery = await client.ask("server/discover")?["result"]
        #expect(discovery?["supportedVersions"] == .array(["2026-07-28", "2025-11-25"]))
        #expect(discovery?["resultType"] == "complete")
        #expect(
            discovery?["_meta"]?["io.modelcontextprotocol/serverInfo"]?["name"] == "complybot")
        let list = await client.ask("tools/list")?["result"]
        #expect(list?["ttlMs"]?.integer ?? 0 > 0 && list?["cacheScope"] == "private")
        #expect(code(await client.ask("ping")) == -32_601)
        #expect(code(await client.ask("logging/setLevel")) == -32_601)
    }

    @Test(
        "what is no request is refused and the next is served",
        arguments: [
            ("{", -32_700), ("", -32_700), ("\u{0}", -32_700), ("[]", -32_600), ("1", -32_600),
            (#"[{"jsonrpc": "2.0", "id": 1, "method": "ping"}]"#, -32_600),
            (#"{"id": 1, "method": "ping"}"#, -32_600),
            (#"{"jsonrpc": "1.0", "id": 1, "method": "ping"}"#, -32_600),
            (#"{"jsonrpc": "2.0", "id": 1}"#, -32_600),
            (#"{"jsonrpc": "2.0", "id": null, "method": "ping"}"#, -32_600),
            (#"{"jsonrpc": "2.0", "id": 1.5, "method": "ping"}"#, -32_600),
            (#"{"jsonrpc": "2.0", "id": {}, "method": "ping"}"#, -32_600),
            (#"{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}"#, -32_600),
            (#"{"jsonrpc": "2.0", "id": 1, "id": 2, "method": "ping"}"#, -32_700),
            (#"{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}"#, -32_602),
            (
                #"{"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": {"io.modelcontextprotocol/protocolVersion": "2031-01-01"}}}"#,
                -32_022
            ),
            (
                #"{"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28"}}}"#,
                -32_602
            ),
            (
                #"{"jsonrpc": "2.0", "id": 1, "method": "x", "params": {"_meta": {"io.modelcontextprotocol/protocolVersion": 3}}}"#,
                -32_602
            ),
        ])
    func refused(text: String, expected: Int) async throws {
        let client = try Client(AgentFixture())
        #expect(code(await client.send(text)) == expected)
        #expect(await client.ask("tools/list")?["result"] != nil)
    }

    @Test("answers to nothing, unknown notifications and cancellations of nothing are passed over")
    func silence() async throws {
        let client = try Client(AgentFixture())
        for text in [
            #"{"jsonrpc": "2.0", "id": 3, "result": {}}"#,
            #"{"jsonrpc": "2.0", "id": 3, "error": {"code": 1, "message": "x"}}"#,
            #"{"jsonrpc": "2.0", "method": "notifications/nonsense"}"#,
            #"{"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 99}}"#,
        ] { #expect(await client.send(text) == nil) }
    }

    @Test(
        "only what may be read is offered unless writing is allowed, and hints say which is which")
    func scope() async throws {
        let fixture = try AgentFixture()
        let reader = try Client(fixture)
        let list = await reader.ask("tools/list")?["result"]?["tools"]?.items ?? []
        let names = list.compactMap { $0["name"]?.text }
        #expect(
            names == [
                "rag_search", "clone_repository", "detect_compliance_drift", "security_scan",
                "read_file",
            ])
        #expect(list.allSatisfy { $0["annotations"]?["readOnlyHint"] == .bool(true) })
        let push = await reader.ask("tools/call", #""name": "push_branch""#)?["result"]
        #expect(push?["isError"] == .bool(true))
        #expect(
            push?["content"]?.items?.first?["text"]?.text?.contains("not_allowed") == true)
        let writer = try Client(fixture, scope: .everything)
        let all = await writer.ask("tools/list")?["result"]?["tools"]?.items ?? []
        #expect(all.compactMap { $0["name"]?.text } == StandardTool.allCases.map(\.rawValue))
        let pushing = all.first { $0["name"] == "push_branch" }
        #expect(pushing?["annotations"]?["destructiveHint"] == .bool(true))
        #expect(pushing?["outputSchema"]?["type"] == "object")
    }

    @Test("a whole job over the protocol ends in a pull request, with progress for whoever asks")
    func job() async throws {
        let fixture = try AgentFixture()
        let client = try Client(fixture, scope: .everything)
        var result: JSONValue?
        for name in AgentFixture.order {
            result = await client.ask("tools/call", #""name": "\#(name)""#)?["result"]
            #expect(result?["isError"] == .bool(false), "\(name): \(result?.text() ?? "")")
        }
        #expect(result?["structuredContent"]?["number"] == .int(1))
        let run = await client.ask("resources/read", #""uri": "complybot://run/app""#)
        #expect(
            run?["result"]?["contents"]?.items?.first?["text"]?.text?.contains("\"settled\"")
                == true)
        let evidence = try await client.host.read("complybot://evidence/app")
        #expect(evidence?.contains("SEC-3.1") == true && evidence?.contains("\"G5\"") == true)
        // The job is done; the next begins with a clone.
        let clone = await client.ask("tools/call", #""name": "clone_repository""#)?["result"]
        #expect(clone?["isError"] == .bool(false))
        let again = await client.ask("tools/call", #""name": "apply_compliance_patches""#)
        #expect(again?["result"]?["structuredContent"]?["proposes"] == .bool(false))
    }

    @Test("progress bears the client's token and goes up")
    func progress() async throws {
        let client = try Client(AgentFixture(), scope: .everything)
        _ = await client.ask("tools/call", #""name": "clone_repository""#)
        let (told, sink) = AsyncStream<JSONValue>.makeStream()
        let meta = Self.meta.replacing("}}", with: "}, \"progressToken\": \"p1\"}")
        let answer = await client.send(
            #"{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "apply_compliance_patches", \#(meta)}}"#
        ) { sink.yield($0) }
        sink.finish()
        #expect(answer?["result"]?["isError"] == .bool(false), "\(answer?.text() ?? "")")
        var steps: [Int] = []
        for await note in told {
            #expect(note["method"] == "notifications/progress")
            #expect(note["params"]?["progressToken"] == "p1")
            steps.append(note["params"]?["progress"]?.integer ?? 0)
        }
        #expect(steps == [1, 2])
    }

    @Test("resources, templates, prompts and completions are listed and read")
    func reading() async throws {
        let client = try Client(AgentFixture())
        let resources = await client.ask("resources/list")?["result"]?["resources"]?.items ?? []
        let addresses = resources.compactMap { $0["uri"]?.text }
        #expect(addresses.contains("complybot://rule/actions-pinned-by-sha"))
        for address in addresses {
            let read = await client.ask("resources/read", #""uri": "\#(address)""#)
            #expect(read?["result"]?["contents"]?.items?.count == 1, "\(address)")
        }
        #expect(
            await client.ask("resources/templates/list")?["result"]?["resourceTemplates"]?.items?
                .count == 4)
        for address in ["complybot://policy/../../etc/passwd", "file:///etc/passwd", "", "x"] {
            #expect(
                code(await client.ask("resources/read", #""uri": "\#(address)""#)) == -32_602)
        }
        let prompts = await client.ask("prompts/list")?["result"]?["prompts"]?.items ?? []
        #expect(
            prompts.compactMap { $0["name"]?.text } == ["remediate_repository", "explain_finding"])
        let prompt = await client.ask(
            "prompts/get", #""name": "explain_finding", "arguments": {"rule": "r1"}"#)
        #expect(prompt?["result"]?["messages"]?.items?.first?["role"] == "user")
        #expect(code(await client.ask("prompts/get", #""name": "explain_finding""#)) == -32_602)
        let completion = await client.ask(
            "completion/complete",
            #""ref": {"type": "ref/prompt", "name": "explain_finding"}, "argument": {"name": "rule", "value": "act"}"#
        )
        #expect(
            completion?["result"]?["completion"]?["values"] == .array(["actions-pinned-by-sha"]))
        #expect(code(await client.ask("tools/list", #""cursor": "99""#)) == -32_602)
    }

    @Test("an id in use is refused, and a request that is taken back gets no answer")
    func cancellation() async throws {
        let (started, signal) = AsyncStream<Void>.makeStream()
        let server = MCPServer(StuckHost(signal: signal), version: "1")
        let connection = MCPConnection()
        let request =
            #"{"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": {"name": "wait", \#(Self.meta)}}"#
        let call = Task {
            await server.handle(
                MCPMessage(parsing: Array(request.utf8)), on: connection, telling: { _ in })
        }
        for await _ in started { break }
        let twin = await server.handle(
            MCPMessage(parsing: Array(request.utf8)), on: connection, telling: { _ in })
        #expect(code(twin) == -32_600 && twin?["id"] == .null)
        _ = await server.handle(
            MCPMessage(
                parsing: Array(
                    #"{"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 5}}"#
                        .utf8)), on: connection, telling: { _ in })
        #expect(await call.value == nil)
    }

    @Test(
        "a resource that cannot be read is told with its reason, and one that is not there as such")
    func unreadable() async throws {
        let server = MCPServer(StuckHost(signal: AsyncStream<Void>.makeStream().1), version: "1")
        let connection = MCPConnection()
        func read(_ address: String) async -> JSONValue? {
            await server.handle(
                MCPMessage(
                    parsing: Array(
                        #"{"jsonrpc": "2.0", "id": 1, "method": "resources/read", "params": {\#(Self.meta), "uri": "\#(address)"}}"#
                            .utf8)), on: connection, telling: { _ in })
        }
        let broken = await read("complybot://evidence/broken")
        #expect(code(broken) == -32_603)
        #expect(
            broken?["error"]?["message"]
                == "cannot search the policies (index): the disk is gone; look at it")
        #expect(code(await read("complybot://evidence/none")) == -32_602)
    }

    @Test("a session over HTTP opens for its own token only, and its id is 128 bits")
    func sessions() throws {
        let sessions = MCPSessions()
        let session = sessions.open(for: "token-a")
        let id = session.id
        #expect(id.utf8.count == 32)
        #expect(sessions.find(id, for: "token-a") === session)
        #expect(sessions.find(id, for: "token-b") == nil)
        #expect(sessions.find("0" + id.dropFirst(), for: "token-a") == nil || id.hasPrefix("0"))
        #expect(!sessions.close(id, for: "token-b"))
        #expect(sessions.close(id, for: "token-a"))
        #expect(sessions.find(id, for: "token-a") == nil)
        let ids = Set((0..<300).map { _ in sessions.open(for: "t").id })
        #expect(ids.count == 300)
        #expect(ids.count { sessions.find($0, for: "t") != nil } == MCPSessions.maximum)
    }
}

/// A host whose one tool never ends.
private struct StuckHost: MCPHost {
    let signal: AsyncStream<Void>.Continuation
    var definitions: [ToolDefinition] { [] }
    var instructions: String { "" }
    func call(
        _ name: String, arguments: JSONValue,
        reporting report: @escaping @Sendable (ToolProgress) -> Void
    ) async -> ToolOutcome {
        signal.yield()
        try? await Task.sleep(for: .seconds(3600))
        return ToolOutcome(.success(.object([])))
    }
    func resources() async -> [MCPResource] { [] }
    var templates: [MCPResource] { [] }
    func read(_ address: String) async throws -> String? {
        guard address.hasSuffix("broken") else { return nil }
        throw Diagnostic(
            .incomplete, "search the policies", on: "index", because: "the disk is gone",
            remedy: "look at it")
    }
    var prompts: [MCPPrompt] { [] }
    func completions(of argument: String, beginning text: String) async -> [String] { [] }
}
