internal import Basics

/// The revisions of the Model Context Protocol that are spoken.
package enum MCPRevision: String, CaseIterable, Sendable {
    /// Stateless: each request says its revision (https://modelcontextprotocol.io/specification/2026-07-28).
    case stateless = "2026-07-28"
    /// With a handshake at the start (https://modelcontextprotocol.io/specification/2025-11-25).
    case handshake = "2025-11-25"

    /// All of them, the newest first.
    static let all = JSONValue.array(allCases.map { .string($0.rawValue) })

    static let versionKey = "io.modelcontextprotocol/protocolVersion"
    static let capabilitiesKey = "io.modelcontextprotocol/clientCapabilities"
    static let serverKey = "io.modelcontextprotocol/serverInfo"
    static let logLevelKey = "io.modelcontextprotocol/logLevel"

    /// The refusal of a revision that is not spoken.
    package static func unsupported(_ requested: String) -> JSONRPC.Failure {
        JSONRPC.Failure(
            code: -32_022, message: "unsupported protocol version",
            data: .members(["supported": all, "requested": .string(String(requested.prefix(64)))]))
    }
}
