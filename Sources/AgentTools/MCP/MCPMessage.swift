/// A message as it came in.
package struct MCPMessage: Sendable {
    let content: JSONRPC.Incoming

    /// Reads a message; one that cannot be read is answered with an error.
    package init(parsing bytes: [UInt8]) {
        do throws(JSONRPC.Failure) {
            content = try JSONRPC.read(bytes)
        } catch {
            content = .malformed(error)
        }
    }

    /// A message that was too large to be taken.
    static let tooLarge = MCPMessage(
        content: .malformed(
            .parse("the message is larger than \(JSONRPC.maximumMessage >> 20) MiB")))

    private init(content: JSONRPC.Incoming) { self.content = content }

    /// Whether it must be served before the message behind it: it only tells, cannot be read, or opens the connection.
    var isQuick: Bool {
        switch content {
        case .answer, .notification, .malformed: true
        case .request(_, let method, _): method == "initialize"
        }
    }
}
