import AgentTools
import Basics
import FoundationEssentials
import WebServer

/// The tools over HTTP, with a log.
struct McpService {
    /// The longest that running calls are waited for once the service is asked to end.
    private static let drain = Duration.seconds(30)
    private static let variable = "COMPLYBOT_MCP_TOKEN"
    private static let tokenFileLimit = 64 << 10

    private let server: HTTPServer
    private let endpoint: MCPEndpoint
    private let log: Log

    /// Listens; nothing is answered yet.
    ///
    /// `host` makes what is offered, given the secrets that no answer may hold.
    init(
        on address: ListenAddress, arguments: ParsedArguments, terminal: Terminal,
        host: ([String]) async throws -> AgentHost
    ) async throws {
        let secrets = try Self.secrets(arguments, terminal)
        let tokens = try secrets.enumerated().map { index, secret in
            try AccessToken(name: "token \(index + 1)", secret: secret, scopes: [])
        }
        let access = try MCPAccess(
            tokens: tokens, hosts: arguments.all("host"), origins: arguments.all("origin"))
        let form = try arguments.choice(
            "log", default: terminal.errorIsTerminal ? Log.Form.text : .json)
        log = Log(form)
        endpoint = MCPEndpoint(
            MCPServer(try await host(secrets), version: Complybot.version), access: access)
        var limits = ServerLimits()
        limits.bodyBytes = 4 << 20
        server = try HTTPServer(on: address, limits: limits, handler: endpoint)
    }

    /// The tokens: the lines of the file, or the variable; lines that are blank or begin with # are none.
    private static func secrets(
        _ arguments: ParsedArguments, _ terminal: Terminal
    ) throws -> [String] {
        guard let path = arguments.value("token-file") else {
            let text = terminal.environment[variable] ?? ""
            return text.isEmpty ? [] : [text]
        }
        let bytes = try BoundedFile.read(path, limit: tokenFileLimit, while: "read the tokens")
        return bytes.split { $0 == 0x0A || $0 == 0x0D }
            .map { String(decoding: $0, as: UTF8.self).trimmingPrefix { $0 == " " } }
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }.map { String($0) }
    }

    /// Serves until a signal says to stop, then ends in good order.
    func run(until stop: AsyncStream<Int32>) async {
        log.info(
            "listening", ["address": .string("http://\(server.address)/\(MCPEndpoint.path)")])
        await withDiscardingTaskGroup { group in
            group.addTask { await server.run() }
            for await signal in stop {
                log.info("stopping", ["signal": .int(Int(signal))])
                break
            }
            await endpoint.close(within: Self.drain)
            await server.drain(within: .seconds(5), lettingStreamsEnd: true)
        }
        log.info("stopped")
    }
}
