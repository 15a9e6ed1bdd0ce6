internal import Foundation

/// One request as it came in.
package struct HTTPRequest: Sendable {
    /// The method, in capitals.
    package let method: String
    /// The path and the query, as sent.
    package let target: String
    /// The headers, their names in lower case; of several with one name the last.
    package let headers: [String: String]
    /// The body.
    package let body: [UInt8]

    /// The path, as sent.
    package var path: String { String(target.prefix { $0 != "?" }) }

    /// The query's items, decoded; of several with one name the last.
    package var query: [String: String] {
        guard let mark = target.firstIndex(of: "?") else { return [:] }
        var items: [String: String] = [:]
        for item in target[target.index(after: mark)...].split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? String(parts[1]) : ""
            items[Self.decoded(String(parts[0]))] = Self.decoded(
                value.replacingOccurrences(of: "+", with: " "))
        }
        return items
    }

    /// The query as sent, without its mark.
    var rawQuery: String {
        guard let mark = target.firstIndex(of: "?") else { return "" }
        return String(target[target.index(after: mark)...])
    }

    /// The parts of a path, each decoded: a slash inside a part stays inside.
    static func segments(of path: some StringProtocol) -> [String] {
        path.split(separator: "/").map { decoded(String($0)) }
    }

    private static func decoded(_ text: String) -> String { text.removingPercentEncoding ?? text }
}

/// An answer, and how it is brought to the client.
package struct HTTPAnswer: Sendable {
    /// What the client gets to see of the answer.
    package enum Delivery: Sendable, Hashable {
        /// All of it.
        case whole
        /// Nothing: the connection is reset.
        case reset
        /// The head and half of the body, then the end of the connection.
        case truncated
        /// This many bytes at a time, so many milliseconds apart.
        case drip(bytes: Int, milliseconds: Int)
        /// The head, then so many bytes of filling.
        case filled(bytes: Int)
    }

    /// The status.
    package var status: Int
    /// The headers in order, without the length.
    package var headers: [(name: String, value: String)]
    /// The body.
    package var body: [UInt8]
    /// How it is sent.
    package var delivery = Delivery.whole

    /// An answer from its parts.
    package init(_ status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A page for people.
    static func page(_ status: Int, _ html: String) -> HTTPAnswer {
        HTTPAnswer(
            status, headers: [("Content-Type", "text/html; charset=utf-8")], body: Array(html.utf8))
    }

    /// The head as bytes, for a body of this length.
    func head(length: Int) -> [UInt8] {
        var head = "HTTP/1.1 \(status) \(Self.reasons[status] ?? "Status")\r\n"
        for header in headers { head += "\(header.name): \(header.value)\r\n" }
        if status != 204, status != 304 { head += "Content-Length: \(length)\r\n" }
        return Array("\(head)\r\n".utf8)
    }

    private static let reasons = [
        200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 301: "Moved Permanently",
        302: "Found", 304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect",
        400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 409: "Conflict", 410: "Gone", 413: "Content Too Large",
        422: "Unprocessable Entity", 429: "Too Many Requests",
        451: "Unavailable For Legal Reasons", 500: "Internal Server Error", 502: "Bad Gateway",
        503: "Service Unavailable",
    ]
}
