import AgentTools
import Basics
import Remediation
import RuleEngine

/// `complybot mcp`: the thirteen tools as a server of the Model Context Protocol.
enum McpCommand {
    static let specification = CommandSpecification(
        words: ["mcp"],
        summary: "offer the thirteen tools to a client of the Model Context Protocol",
        discussion: """
            Speaks over standard input and output, one message a line, until the input ends.
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
                summary: "offer the tools that plan, test, commit, push and propose, too")
        ] + Engine.options,
        run: run)

    private static func run(_ arguments: ParsedArguments, _ terminal: Terminal) async throws
        -> ExitStatus
    {
        let repositories = try repositories(arguments.arguments)
        let host = try AgentComposition.host(
            of: repositories, scope: arguments.has("allow-write") ? .everything : .reading,
            arguments: arguments, terminal: terminal)
        let input = StandardInput()
        let transport = MCPStreamTransport(
            MCPServer(host, version: Complybot.version), read: { try await input.next() },
            write: { try terminal.write($0) })
        try await transport.run()
        return .done
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
