internal import Foundation
internal import Synchronization

/// A loopback web server that serves repositories over git's smart protocol, with `git http-backend` behind it.
///
/// Speaks just enough HTTP for git's clients: one request a connection, bodies by length or in chunks.
package final class GitHTTPServer: Sendable {
    /// How the server treats its clients.
    package enum Behaviour: Sendable {
        /// Serves everybody, pushes included.
        case open
        /// Wants this user and password.
        case basic(user: String, password: String)
        /// Sends everybody to another server.
        case redirect(to: String)
        /// Takes the connection and never answers.
        case stall
        /// Answers with a page for people.
        case page
        /// Closes the connection after this many bytes of each answer.
        case cut(after: Int)
        /// Takes a push to its end and closes the connection without an answer.
        case loseAnswer
    }

    /// One request as it came in.
    package struct Request: Sendable {
        package let method: String
        /// The path with its query.
        package let target: String
        /// The headers, their names in lower case.
        package let headers: [String: String]
    }

    /// The port on 127.0.0.1.
    package let port: Int
    private let descriptor: Int32
    private let behaviour: Behaviour
    private let root: String
    private let environment: [String: String]
    private let seen = Mutex<[Request]>([])

    /// Serves the repositories in a fixture's folder.
    package init(_ fixture: GitFixture, _ behaviour: Behaviour = .open) throws {
        self.behaviour = behaviour
        root = fixture.folder.path
        environment = fixture.environment
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let outcome = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) | listen(descriptor, 16)
                    | getsockname(descriptor, $0, &length)
            }
        }
        guard outcome == 0 else { throw Command.Failure(description: "no loopback port") }
        self.descriptor = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
        let thread = Thread { [weak self, descriptor] in
            while true {
                let client = accept(descriptor, nil, nil)
                guard client >= 0, let self else { return }
                Thread.detachNewThread { self.serve(client) }
            }
        }
        thread.start()
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    /// The address of a repository of the fixture.
    package func url(_ name: String) -> String { "http://127.0.0.1:\(port)/\(name)" }

    /// Every request so far.
    package var requests: [Request] { seen.withLock { $0 } }

    private func serve(_ client: Int32) {
        defer { close(client) }
        var reader = Reader(client)
        guard let request = reader.head() else { return }
        seen.withLock { $0.append(request) }
        if case .stall = behaviour {
            // Ends when the client goes away or the test does.
            _ = reader.line()
            return
        }
        let body = reader.body(request.headers)
        let answer = answer(to: request, body: body)
        send(answer, to: client, for: request)
    }

    private func send(_ answer: [UInt8], to client: Int32, for request: Request) {
        var bytes = answer[...]
        if case .cut(let limit) = behaviour { bytes = bytes.prefix(limit) }
        if case .loseAnswer = behaviour, request.method == "POST" { bytes = [] }
        bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                let count = Foundation.send(
                    client, buffer.baseAddress?.advanced(by: sent), buffer.count - sent,
                    Int32(MSG_NOSIGNAL))
                if count <= 0 { return }
                sent += count
            }
        }
        shutdown(client, Int32(SHUT_WR))
    }

    private func answer(to request: Request, body: [UInt8]) -> [UInt8] {
        switch behaviour {
        case .redirect(let target):
            return Array(
                "HTTP/1.1 301 Moved\r\nLocation: \(target)\(request.target)\r\nContent-Length: 0\r\n\r\n"
                    .utf8)
        case .page:
            return Array(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello".utf8)
        case .basic(let user, let password):
            let wanted = "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
            guard request.headers["authorization"] == wanted else {
                let head =
                    "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"git\"\r\nContent-Length: 0\r\n"
                return Array("\(head)Connection: close\r\n\r\n".utf8)
            }
        default: break
        }
        return backend(request, body)
    }

    private func backend(_ request: Request, _ body: [UInt8]) -> [UInt8] {
        let parts = request.target.split(separator: "?", maxSplits: 1).map(String.init)
        var variables = environment
        variables["GIT_PROJECT_ROOT"] = root
        variables["GIT_HTTP_EXPORT_ALL"] = "1"
        variables["REQUEST_METHOD"] = request.method
        variables["PATH_INFO"] = parts[0]
        variables["QUERY_STRING"] = parts.count > 1 ? parts[1] : ""
        variables["CONTENT_TYPE"] = request.headers["content-type"] ?? ""
        variables["CONTENT_LENGTH"] = "\(body.count)"
        variables["REMOTE_USER"] = "somebody"
        variables["REMOTE_ADDR"] = "127.0.0.1"
        if let encoding = request.headers["content-encoding"] {
            variables["HTTP_CONTENT_ENCODING"] = encoding
        }
        guard
            let output = try? Command.run(
                ["git", "http-backend"], in: root, environment: variables, input: body),
            let split = output.bytes.firstRange(of: Array("\r\n\r\n".utf8))
        else { return Array("HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n".utf8) }
        let head = String(decoding: output.bytes[..<split.lowerBound], as: UTF8.self)
        let content = output.bytes[split.upperBound...]
        let lines = head.components(separatedBy: "\r\n")
        let status =
            lines.first { $0.hasPrefix("Status: ") }?.dropFirst("Status: ".count) ?? "200 OK"
        let kept = lines.filter { !$0.hasPrefix("Status: ") }.map { "\($0)\r\n" }.joined()
        let start =
            "HTTP/1.1 \(status)\r\n\(kept)Content-Length: \(content.count)\r\nConnection: close\r\n\r\n"
        return Array(start.utf8) + content
    }
}

/// The bytes that a client sends.
private struct Reader {
    private let client: Int32
    private var buffer: [UInt8] = []
    private var isAtEnd = false

    init(_ client: Int32) { self.client = client }

    private mutating func fill() {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(client, &chunk, chunk.count, 0)
        if count <= 0 { isAtEnd = true } else { buffer += chunk[..<count] }
    }

    mutating func line() -> String? {
        while true {
            if let end = buffer.firstIndex(of: 0x0a) {
                let line = String(decoding: buffer[..<end], as: UTF8.self)
                buffer.removeFirst(end + 1)
                return line.hasSuffix("\r") ? String(line.dropLast()) : line
            }
            if isAtEnd { return nil }
            fill()
        }
    }

    mutating func take(_ count: Int) -> [UInt8] {
        while buffer.count < count, !isAtEnd { fill() }
        let taken = Array(buffer.prefix(count))
        buffer.removeFirst(taken.count)
        return taken
    }

    mutating func head() -> GitHTTPServer.Request? {
        guard let first = line()?.split(separator: " "), first.count == 3 else { return nil }
        var headers: [String: String] = [:]
        while let line = line(), !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        return GitHTTPServer.Request(
            method: String(first[0]), target: String(first[1]), headers: headers)
    }

    mutating func body(_ headers: [String: String]) -> [UInt8] {
        if let length = headers["content-length"].flatMap({ Int($0) }) { return take(length) }
        guard headers["transfer-encoding"] == "chunked" else { return [] }
        var body: [UInt8] = []
        while let size = line().flatMap({ Int($0, radix: 16) }), size > 0 {
            body += take(size)
            _ = line()
        }
        _ = line()
        return body
    }
}
