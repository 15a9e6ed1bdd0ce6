import AgentTools
import Basics
import Documents
import HTTPClient

/// What the operator says of a service whose verdict is asked for besides our own.
struct OutsideSettings: Sendable {
    var role: OutsideRole
    var shape: OutsideService.Shape
    var token: SecretSource?
    var seconds: Int

    /// The service itself; its token is read now.
    ///
    /// - Throws: a diagnostic when the token is named and cannot be had.
    func service(_ terminal: Terminal, client: HTTPClient) throws -> OutsideService {
        let environment = terminal.environment.filter { ["PATH", "HOME", "LANG"].contains($0.key) }
        return OutsideService(
            name: role.words, shape: shape, token: try secret(terminal.environment),
            limit: .seconds(seconds), environment: environment, client: client)
    }

    /// What opens it; nil for nothing.
    func secret(_ environment: [String: String]) throws -> String? {
        guard let token else { return nil }
        if let text = try token.text(in: environment) { return text }
        guard case .variable(let name) = token else { return nil }
        throw Diagnostic(
            .usage, "ask \(role.words)", because: "\(name), which token_env names, is not set",
            remedy: "set it, or leave token_env out")
    }
}

extension ProgramConfiguration {
    /// The services outside that are asked.
    var outside: [OutsideSettings] { [scanner, authority].compactMap(\.self) }

    /// What opens those services, to be kept from whatever is told.
    func outsideSecrets(_ environment: [String: String]) throws -> [String] {
        try outside.compactMap { try $0.secret(environment) }
    }

    /// Reads `scanner` or `approvals`: one way to reach the service, what opens it, and how long it may take.
    func readService(
        _ node: DataNode, _ role: OutsideRole, problems: RecordProblems, folder: String
    ) -> OutsideSettings? {
        var record = StrictRecord(node, name: role.rawValue, problems: problems)
        let plain = record.node("url").flatMap { address($0, "url", problems) }
        let spoken = record.node("mcp").flatMap { address($0, "mcp", problems) }
        let words = record.texts("command")
        let token = secret("token", in: &record, problems: problems, folder: folder)
        let seconds = record.number("seconds", in: 1...600) ?? 20
        record.finish()
        let ways = ["url", "mcp", "command"].filter { node[$0] != nil }
        guard ways.count == 1 else {
            problems.add(
                at: node.span.lowerBound,
                "\(role.rawValue) needs one of url, mcp and command, and only one")
            return nil
        }
        let shape: OutsideService.Shape? =
            if let plain {
                .http(plain)
            } else if let spoken {
                .mcp(spoken)
            } else if !words.isEmpty {
                .program(words)
            } else {
                nil
            }
        return shape.map {
            OutsideSettings(role: role, shape: $0, token: token, seconds: seconds)
        }
    }

    private func address(
        _ node: DataNode, _ key: String, _ problems: RecordProblems
    ) -> HTTPURL? {
        do throws(HTTPError) {
            let url = try HTTPURL(parsing: node.string ?? "")
            if url.scheme == .https || url.isLoopback { return url }
            problems.add(
                at: node.span.lowerBound, "\(key): plain http is spoken on loopback only")
        } catch {
            problems.add(at: node.span.lowerBound, "\(key): \(error.detail)")
        }
        return nil
    }
}
