package import Basics

/// What is answered to a request.
package struct WebResponse: Sendable {
    /// What follows the head.
    package enum Body: Sendable {
        case bytes([UInt8])
        /// What a function writes, until it returns; it is cancelled when the other side hangs up.
        case stream(@Sendable (ResponseWriter) async -> Void)
    }

    /// The status code.
    package var status: Int
    /// The fields, beside those that every answer has.
    package var fields: [RequestHead.Field]
    /// What follows the head.
    package var body: Body
    /// Whether the connection is closed after this answer.
    package var closesConnection = false

    /// An answer from its parts.
    package init(status: Int, fields: [RequestHead.Field] = [], body: Body = .bytes([])) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// An answer with a text of some media type.
    package static func text(_ status: Int, _ text: String, as type: String) -> WebResponse {
        WebResponse(
            status: status, fields: [.init("content-type", type)], body: .bytes(Array(text.utf8)))
    }

    /// An answer in plain text, a line end added.
    package static func plain(_ status: Int, _ text: String) -> WebResponse {
        .text(status, text + "\n", as: "text/plain; charset=utf-8")
    }

    /// An answer in JSON.
    package static func json(_ status: Int, _ value: JSONValue) -> WebResponse {
        .text(status, value.text(indented: false) + "\n", as: "application/json")
    }

    /// A refusal with the reason, and what to do where that is known.
    package static func refusal(
        _ status: Int, _ message: String, remedy: String? = nil
    ) -> WebResponse {
        var members = [JSONValue.Member("message", .string(message))]
        if let remedy { members.append(.init("remedy", .string(remedy))) }
        return .json(status, .object(members))
    }

    /// That another resource is to be looked at, with GET.
    package static func seeOther(_ location: String) -> WebResponse {
        WebResponse(status: 303, fields: [.init("location", location)])
    }

    /// The same answer with one more field.
    package func with(_ name: String, _ value: String) -> WebResponse {
        var response = self
        response.fields.append(.init(name, value))
        return response
    }

    /// The first value of a field, whose name is given in lower case.
    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
}
