package import Basics

/// JSON-RPC 2.0 as the Model Context Protocol uses it.
package enum JSONRPC {
    /// The largest message that is read, in bytes.
    package static let maximumMessage = 4 << 20

    /// The id of a request: a text or a whole number, never null.
    package enum ID: Hashable, Sendable {
        case text(String)
        case number(Int)

        init?(_ value: JSONValue) {
            switch value {
            case .string(let text) where text.utf8.count <= 1_024: self = .text(text)
            case .int(let number): self = .number(number)
            default: return nil
            }
        }

        var json: JSONValue {
            switch self {
            case .text(let text): .string(text)
            case .number(let number): .int(number)
            }
        }
    }

    /// Why a message is answered with an error.
    package struct Failure: Error, Hashable {
        package let code: Int
        package let message: String
        package var data: JSONValue?

        static func parse(_ reason: String) -> Failure { Failure(code: -32_700, message: reason) }

        /// The message is none that can be served.
        package static func invalidRequest(_ reason: String) -> Failure {
            Failure(code: -32_600, message: reason)
        }

        /// A field of the HTTP request does not say what the message says.
        package static func headerMismatch(_ field: String) -> Failure {
            Failure(
                code: -32_020,
                message: "the field \(field) is missing, or does not say what the message says")
        }

        static func unknownMethod(_ name: String) -> Failure {
            Failure(
                code: -32_601,
                message: "no such method: \(String(name.prefix(64)).escapedForTerminal)")
        }
        static func invalidParameters(_ reason: String) -> Failure {
            Failure(code: -32_602, message: reason)
        }
        static func internalError(_ reason: String) -> Failure {
            Failure(code: -32_603, message: reason)
        }
    }

    /// What came in.
    enum Incoming {
        case request(id: ID, method: String, parameters: JSONValue)
        case notification(method: String, parameters: JSONValue)
        /// An answer to something that was never asked.
        case answer
        case malformed(Failure)
    }

    /// Reads one message.
    static func read(_ bytes: [UInt8]) throws(Failure) -> Incoming {
        let value: JSONValue
        do throws(JSONText.Problem) {
            value = try JSONText.value(parsing: bytes, limit: maximumMessage)
        } catch {
            throw .parse("no JSON: \(error.reason)")
        }
        if case .array = value { throw .invalidRequest("batches are no part of the protocol") }
        guard case .object = value, value["jsonrpc"]?.text == "2.0" else {
            throw .invalidRequest("no JSON-RPC 2.0 message")
        }
        guard let method = value["method"]?.text else {
            let isAnswer = value["result"] != nil || value["error"] != nil
            if isAnswer { return .answer }
            throw .invalidRequest("the method is missing")
        }
        let parameters = value["params"] ?? .object([])
        guard case .object = parameters else { throw .invalidRequest("params is no object") }
        guard let sent = value["id"] else {
            return .notification(method: method, parameters: parameters)
        }
        guard let id = ID(sent) else {
            throw .invalidRequest("the id is neither a text nor a whole number")
        }
        return .request(id: id, method: method, parameters: parameters)
    }

    /// The answer to a request.
    static func result(_ value: JSONValue, to id: ID) -> JSONValue {
        .members(["jsonrpc": "2.0", "id": id.json, "result": value])
    }

    /// The refusal of a request, or of a message whose id could not be read.
    package static func error(_ failure: Failure, to id: ID?) -> JSONValue {
        var error: [JSONValue.Member] = [
            .init("code", .int(failure.code)), .init("message", .string(failure.message)),
        ]
        if let data = failure.data { error.append(.init("data", data)) }
        return .members([
            "jsonrpc": "2.0", "id": id?.json ?? .null, "error": .object(error),
        ])
    }

    /// Something that is told and not answered.
    static func notification(_ method: String, _ parameters: JSONValue) -> JSONValue {
        .members(["jsonrpc": "2.0", "method": .string(method), "params": parameters])
    }
}
