import AgentTools
import Basics
import Remediation
import RuleEngine
import WebServer

/// `complybot mcp`: the thirteen tools as a server of the Model Context Protocol.
enum McpCommand {
    static let specification = CommandSpecification(
        words: ["mcp"],
        summary: "offer the thirteen tools to a client of the Model Context Protocol",
        discussion: """
            Speaks over standard input and output, one message a line, until the input ends; with --listen, over HTTP
            at http://ADDRESS:PORT/mcp, until SIGTERM. HTTP needs a token, on loopback too; TLS is a reverse proxy's.
            Without --allow-write, tools that plan, test, commit or push are neither offered nor run.
            Without REPO, policies can be searched, and policies and rules read.
            """,
        arguments: [
            .init(
                name: "REPO", isRepeatable: true,
                summary: "an address, or the path of a bare repository")
        ],
        options: [
            .init(
                name: "allow-write",
                summary: "offer the tools that plan, test, commit, push and propose, too"),
            .init(name: "listen", value: "ADDRESS:PORT", summary: "speak over HTTP, there"),
            .init(
                name: "token-file", value: "FILE",
                summary: "the tokens that open it, one a line (default: $COMPLYBOT_MCP_TOKEN)"),
            .init(
                name: "host", value: "NAME", isRepeatable: true,
                summary: "a name by which it may be called, besides localhost"),
            .init(
                name: "origin", value: "ORIGIN", isRepeatable: true,
                summary: "where a page of a browser that may ask is from"),
            .init(
                name: "log", value: "text|json",
                summary: "how the log is written (default: text on a terminal, else json)"),
        ] + Engine.options,
        run: run)

    private static func run(_ arguments: ParsedArguments, _ terminal: Terminal) async throws
        -> ExitStatus
    {
        let repositories = try repositories(arguments.arguments)
        let scope = arguments.has("allow-write") ? ToolScope.everything : .reading
        if let address = arguments.value("listen") {
            let service = try await McpService(
                on: try ListenAddress(parsing: address), arguments: arguments, terminal: terminal
            ) { secrets in
                try await AgentComposition.host(
                    of: repositories, scope: scope, secrets: secrets, arguments: arguments,
                    terminal: terminal)
            }
            await service.run(until: StopSignals().first)
            return .done
        }
        try refuseIdleOptions(arguments)
        let host = try await AgentComposition.host(
            of: repositories, scope: scope, arguments: arguments, terminal: terminal)
        let input = StandardInput()
        let transport = MCPStreamTransport(
            MCPServer(host, version: Complybot.version), read: { try await input.next() },
            write: { try terminal.write($0) })
        try await transport.run()
        return .done
    }

    private static func refuseIdleOptions(_ arguments: ParsedArguments) throws {
        for name in ["token-file", "host", "origin", "log"] where arguments.has(name) {
            throw Diagnostic(
                .usage, "offer the tools", on: "--\(name)",
                because: "it means nothing over standard input and output",
                remedy: "add --listen 127.0.0.1:8485, or leave it out")
        }
    }

    /// The repositories, whose names tell them apart.
    private static func repositories(_ locations: [String]) throws -> [RepositoryJob] {
        let jobs = locations.map { RepositoryJob(location: $0) }
        for (index, job) in jobs.enumerated() {
            if let other = jobs[..<index].first(where: { $0.name == job.name }) {
                throw Diagnostic(
                    .usage, "offer the repository", on: job.location,
                    because: "it has the same name as \(other.location)",
                    remedy: "start a server for each")
            }
        }
        return jobs
    }
}
