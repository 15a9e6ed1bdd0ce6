internal import Basics

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

    /// What kind of message it is.
    package enum Kind: Sendable, Hashable {
        case request
        /// It only tells, and is not answered.
        case notification
        /// It answers something that was never asked.
        case answer
        /// It cannot be read.
        case malformed
    }

    /// What kind of message it is.
    package var kind: Kind {
        switch content {
        case .request: .request
        case .notification: .notification
        case .answer: .answer
        case .malformed: .malformed
        }
    }

    /// The method of a request or a notification.
    package var method: String? {
        switch content {
        case .request(_, let method, _), .notification(let method, _): method
        case .answer, .malformed: nil
        }
    }

    /// The revision that the message says for itself; nil when it belongs to a connection that shook hands.
    package var namedRevision: String? { parameters?["_meta"]?[MCPRevision.versionKey]?.text }

    /// The tool, prompt or resource that a request is about; nil for every other method.
    package var subject: String? {
        switch method {
        case "tools/call", "prompts/get": parameters?["name"]?.text
        case "resources/read": parameters?["uri"]?.text
        default: nil
        }
    }

    private var parameters: JSONValue? {
        switch content {
        case .request(_, _, let parameters), .notification(_, let parameters): parameters
        case .answer, .malformed: nil
        }
    }

    /// Whether it must be served before the message behind it: it only tells, cannot be read, or opens the connection.
    var isQuick: Bool {
        switch content {
        case .answer, .notification, .malformed: true
        case .request(_, let method, _): method == "initialize"
        }
    }
}
