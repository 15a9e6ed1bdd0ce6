internal import AgentTools
internal import Basics

/// Who may speak to the tools: whoever has a token, calls the server by a name of its own, and comes from no foreign page.
///
/// There is no exception for loopback, where every program and every page of a browser could ask.
package struct MCPAccess: Sendable {
    private let tokens: [AccessToken]
    private let hosts: Set<String>
    private let origins: Set<String>

    /// The rules for a server; `hosts` are its names besides those of loopback, `origins` the pages that may ask.
    ///
    /// - Throws: when there is no token, or an origin is not written as a browser writes it.
    package init(
        tokens: [AccessToken], hosts: [String] = [], origins: [String] = []
    ) throws(ServerError) {
        guard !tokens.isEmpty else {
            throw ServerError(
                .invalidConfiguration, "offer the tools", on: nil,
                because:
                    "there is no token, and without one every program on this machine could call them",
                remedy:
                    "write one to a file with `openssl rand -hex 32` and name it with --token-file")
        }
        for origin in origins where !Self.isOrigin(origin) {
            throw ServerError(
                .invalidConfiguration, "allow the origin", on: origin,
                because: "it is not a scheme, a host and perhaps a port",
                remedy: "write it as https://tools.example.com or http://localhost:6274")
        }
        self.tokens = tokens
        self.hosts = Set(hosts.map { $0.lowercased() })
        self.origins = Set(origins.map { $0.lowercased() })
    }

    private static func isOrigin(_ text: String) -> Bool {
        let parts = text.lowercased().split(
            separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, ["http", "https"].contains(parts[0]), !parts[1].isEmpty else {
            return false
        }
        return parts[1].utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"/?#@\\".utf8.contains($0) }
    }

    /// The token that a request bears, if it may be served.
    func token(of head: RequestHead) throws(MCPRefusal) -> String {
        try checkPlace(head)
        let fields = head.values(of: "authorization")
        guard fields.count == 1, let field = fields.first,
            field.lowercased().hasPrefix("bearer ")
        else { throw Self.missing("a bearer token is needed") }
        let secret = String(field.dropFirst("bearer ".count))
        // All tokens are compared, whichever fits.
        guard !tokens.filter({ $0.matches(secret) }).isEmpty else {
            throw Self.missing("the token is none of this server's")
        }
        return secret
    }

    private static func missing(_ reason: String) -> MCPRefusal {
        MCPRefusal(
            401, .invalidRequest("\(reason); send Authorization: Bearer TOKEN"),
            fields: [.init("www-authenticate", "Bearer")])
    }

    /// Checks what a page of somebody else's cannot choose: the name of the server, and where the page is from.
    func checkPlace(_ head: RequestHead) throws(MCPRefusal) {
        let name = HostName(head["host"] ?? "")
        guard name.isLoopback || hosts.contains(name.text) else {
            throw MCPRefusal(
                421,
                .invalidRequest(
                    "this server is not known by that name; add the name with --host, or use localhost"
                ))
        }
        let sent = head.values(of: "origin")
        guard sent.allSatisfy({ origins.contains($0.lowercased()) }) else {
            throw MCPRefusal(
                403, .invalidRequest("pages of that origin may not ask; add it with --origin"))
        }
    }

    /// What lets a page of an allowed origin read an answer; nothing for any other request.
    func fields(for head: RequestHead) -> [RequestHead.Field] {
        guard let origin = head["origin"], origins.contains(origin.lowercased()) else { return [] }
        return [
            .init("access-control-allow-origin", origin), .init("vary", "origin"),
            .init("access-control-expose-headers", "mcp-session-id"),
        ]
    }

    /// The answer to a browser that asks whether a page may ask.
    func preflight(_ head: RequestHead) throws(MCPRefusal) -> WebResponse {
        try checkPlace(head)
        return WebResponse(
            status: 204,
            fields: [
                .init("access-control-allow-methods", "GET, POST, DELETE"),
                .init(
                    "access-control-allow-headers",
                    "authorization, content-type, last-event-id, mcp-method, mcp-name, mcp-protocol-version, mcp-session-id"
                ), .init("access-control-max-age", "600"),
            ])
    }
}
