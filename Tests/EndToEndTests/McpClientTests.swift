import Basics
import Foundation
import TestSupport
import Testing

/// The official Python client of the Model Context Protocol, in an environment of its own.
private enum OfficialClient {
    static let folder =
        ProcessInfo.processInfo.environment["COMPLYBOT_TEST_MCP_CLIENT"]
        ?? "\(Program.root)/.build/mcp-client"

    /// The interpreter that has it; nil where it cannot be had.
    static let python: String? = {
        var process = Subprocess(
            "\(Program.root)/Scripts/setup-mcp-client", [folder],
            environment: ProcessInfo.processInfo.environment)
        process.timeLimit = .seconds(120)
        process.outputLimit = 1 << 20
        let isThere = (try? process.runBlocking().isSuccess) ?? false
        return isThere ? "\(folder)/bin/python" : nil
    }()
}

@Suite("The official MCP client")
struct McpClientTests {
    private struct Seen: Decodable {
        struct Result: Decodable {
            struct Content: Decodable {
                var head: String?
                var number: Int?
                var commit: String?
            }
            var error: Bool
            var content: Content
        }
        var `protocol`: String
        var tools: [String]
        var results: [String: Result]
        var templates: [String]
        var resources: [String: Int]
        var prompts: [String: String]
        var progress: [String]
        var cancelled: Bool
        var afterCancel: Bool
    }

    private func repository() throws -> TemporaryDirectory {
        try UnpinnedRepository.make(readme: "# App\n")
    }

    @Test(
        "calls every tool, resource and prompt over both transports and in both revisions, and ends in the pipeline's commit",
        .enabled(if: OfficialClient.python != nil, "the Python package mcp cannot be had"),
        arguments: ["stdio", "http"],
        [("handshake", "2025-11-25"), ("stateless", "2026-07-28"), ("auto", "2026-07-28")])
    func session(transport: String, mode: (name: String, revision: String)) throws {
        let python = try #require(OfficialClient.python)
        let folder = try repository()
        let silent = try ScriptedHTTPServer([.hang])
        let output = try withExtendedLifetime(silent) {
            try Program.tool(
                [
                    python, "\(Program.root)/Fixtures/mcp/session.py", transport, mode.name,
                    Program.path, "\(folder.path)/app.git",
                    "\(silent.address)/stuck.git", "\(folder.path)/home",
                ], in: folder.path)
        }
        let line = try #require(output.split(separator: "\n").last)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let seen = try decoder.decode(Seen.self, from: Data(line.utf8))
        #expect(seen.protocol == mode.revision)
        #expect(seen.cancelled && seen.afterCancel)
        #expect(seen.tools.count == 13 && Set(seen.results.keys) == Set(seen.tools))
        for (name, result) in seen.results {
            #expect(result.error == (name == "fix_code"), "\(name)")
        }
        #expect(seen.templates.count == 4 && !seen.progress.isEmpty)
        #expect(seen.resources.keys.contains("complybot://run/app"))
        #expect(seen.resources.keys.contains("complybot://evidence/app"))
        #expect(seen.resources.values.allSatisfy { $0 > 20 })
        #expect(seen.prompts["explain_finding"]?.contains("actions-pinned-by-sha") == true)
        let head = seen.results["create_pull_request"]?.content.head
        #expect(try head == pipelineHead())
    }

    /// The commit that `remediate` makes of an equal repository.
    private func pipelineHead() throws -> String {
        let folder = try repository()
        let outcome = try Program.run(
            ["remediate", "\(folder.path)/app.git", "--rule", "actions-pinned-by-sha"],
            environment: ["COMPLYBOT_HOME": "\(folder.path)/home"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try Program.tool(
            ["git", "--git-dir", "app.git", "rev-parse", "complybot/compliance"], in: folder.path
        ).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test("a line on standard input is answered on standard output, and the end of input ends it")
    func pipe() throws {
        let folder = try TemporaryDirectory()
        let output = try Program.tool(
            [
                "sh", "-c",
                #"printf '%s\n' '{"jsonrpc": "2.0", "id": 1, "method": "ping"}' | "$0" mcp"#,
                Program.path,
            ], in: Program.root, environment: ["COMPLYBOT_HOME": "\(folder.path)/home"])
        #expect(output == #"{"jsonrpc":"2.0","id":1,"result":{}}"# + "\n")
    }

    @Test("two repositories of one name are refused before anything is served")
    func names() throws {
        let folder = try TemporaryDirectory()
        let outcome = try Program.run(
            ["mcp", "/a/app.git", "/b/app.git"],
            environment: ["COMPLYBOT_HOME": "\(folder.path)/home"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("it has the same name as /a/app.git"))
    }
}
