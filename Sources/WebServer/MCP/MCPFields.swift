internal import AgentTools
internal import FoundationEssentials

/// What the fields of a request say of the message in it.
struct MCPFields {
    static let session = "mcp-session-id"
    private static let version = "mcp-protocol-version"
    private static let method = "mcp-method"
    private static let name = "mcp-name"

    let head: RequestHead

    /// The session that the client names.
    var session: String? { head[Self.session] }

    /// Whether the request says that it is of the revision without sessions.
    var isStateless: Bool { head[Self.version] == MCPRevision.stateless.rawValue }

    /// Checks what the head alone shows: that the answer can be read, and that the message is JSON.
    func check() throws(MCPRefusal) {
        for field in [Self.version, Self.method, Self.name, Self.session]
        where head.values(of: field).count > 1 {
            throw MCPRefusal(400, .headerMismatch(field))
        }
        guard accepts("text/event-stream"), head.method != "POST" || accepts("application/json")
        else {
            throw MCPRefusal(
                406,
                .invalidRequest(
                    "the client must accept \(head.method == "POST" ? "application/json and " : "")text/event-stream"
                ))
        }
        if head.method == "POST", head.mediaType != "application/json" {
            throw MCPRefusal(415, .invalidRequest("the message must be application/json"))
        }
    }

    private func accepts(_ type: String) -> Bool {
        let group = type.prefix { $0 != "/" } + "/*"
        let ranges = head.values(of: "accept").flatMap { $0.split(separator: ",") }
        return ranges.contains { range in
            let name = range.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
            return name == type || name == group || name == "*/*"
        }
    }

    /// Checks the fields of a message that says its revision itself: they say what it says, for whoever stands between.
    func checkStateless(_ message: MCPMessage) throws(MCPRefusal) {
        let named = message.namedRevision ?? head[Self.version]
        if let named, named == head[Self.version], named != MCPRevision.stateless.rawValue {
            throw MCPRefusal(400, MCPRevision.unsupported(named))
        }
        guard message.kind == .request else { return }
        guard head[Self.version] == named else {
            throw MCPRefusal(400, .headerMismatch(Self.version))
        }
        guard head[Self.method] == message.method else {
            throw MCPRefusal(400, .headerMismatch(Self.method))
        }
        if let subject = message.subject, decoded(head[Self.name]) != subject {
            throw MCPRefusal(400, .headerMismatch(Self.name))
        }
    }

    /// Checks the revision that a client with a session says, which it may leave out.
    func checkHandshake() throws(MCPRefusal) {
        guard let version = head[Self.version], version != MCPRevision.handshake.rawValue else {
            return
        }
        throw MCPRefusal(400, MCPRevision.unsupported(version))
    }

    /// A field's value; one that no field can hold is sent as `=?base64?…?=`.
    private func decoded(_ value: String?) -> String? {
        guard let value, value.hasPrefix("=?base64?"), value.hasSuffix("?="),
            value.utf8.count >= 11
        else { return value }
        let payload = String(value.dropFirst(9).dropLast(2))
        guard let bytes = Data(base64Encoded: payload), bytes.base64EncodedString() == payload
        else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Where a client that lost its connection wants to read on; nil when it does not.
    func place() throws(MCPRefusal) -> (stream: Int, event: Int)? {
        guard let id = head["last-event-id"] else { return nil }
        let parts = id.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let stream = parts[0], let event = parts[1], event >= 0 else {
            throw .bad("there is no such event")
        }
        return (stream, event)
    }
}
