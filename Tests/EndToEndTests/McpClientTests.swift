import Basics
import Foundation
import TestSupport
import Testing

/// The official Python client of the Model Context Protocol, in an environment of its own.
private enum OfficialClient {
    static let folder = "\(Program.root)/.build/mcp-client"

    /// The interpreter that has it; nil where it cannot be had.
    static let python: String? = {
        let python = "\(folder)/bin/python"
        func works() -> Bool { (try? run([python, "-c", "import mcp"])) ?? false }
        if works() { return python }
        var install = ["\(folder)/bin/pip", "install", "--quiet", "mcp==2.3.0"]
        if let wheelhouse = Program.wheelhouse { install += ["--find-links", wheelhouse] }
        guard (try? run(["python3", "-m", "venv", "--clear", folder])) ?? false,
            (try? run(install)) ?? false
        else { return nil }
        return works() ? python : nil
    }()

    private static func run(_ arguments: [String]) throws -> Bool {
        var process = Subprocess(
            "/usr/bin/env", arguments, environment: ProcessInfo.processInfo.environment)
        process.timeLimit = .seconds(120)
        process.outputLimit = 1 << 20
        return try process.runBlocking().isSuccess
    }
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
    }

    private func repository() throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        try folder.write("# App\n", to: "work/README.md")
        try folder.write(
            "on: push\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v4\n",
            to: "work/.github/workflows/ci.yml")
        let work = "\(folder.path)/work"
        let dates = [
            "GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_COMMITTER_DATE": "1700000000 +0000",
        ]
        try Program.tool(["git", "init", "--quiet", "--initial-branch", "main", "."], in: work)
        try Program.tool(["git", "add", "--all"], in: work)
        try Program.tool(
            ["git", "commit", "--quiet", "--message", "First"], in: work, environment: dates)
        try Program.tool(["git", "clone", "--quiet", "--bare", "work", "app.git"], in: folder.path)
        return folder
    }

    @Test(
        "calls every tool, resource and prompt in both revisions, and ends in the pipeline's commit",
        .enabled(if: OfficialClient.python != nil, "the Python package mcp cannot be had"),
        arguments: [("handshake", "2025-11-25"), ("stateless", "2026-07-28")])
    func session(mode: String, revision: String) throws {
        let python = try #require(OfficialClient.python)
        let folder = try repository()
        let output = try Program.tool(
            [
                python, "\(Program.root)/Fixtures/mcp/session.py", mode, Program.path,
                "\(folder.path)/app.git", "\(folder.path)/home",
            ], in: folder.path)
        let line = try #require(output.split(separator: "\n").last)
        let seen = try JSONDecoder().decode(Seen.self, from: Data(line.utf8))
        #expect(seen.protocol == revision)
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
