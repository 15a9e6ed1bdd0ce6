internal import Foundation
internal import Glibc
internal import Synchronization

/// A tiny HTTP/1.1 server on loopback that answers from a script or as it is told by a closure.
///
/// Request number n, counted by connections, gets the script's n-th behaviour, the last one from then on. It is a real
/// listener on a port of the system's choosing, with a thread for each connection, and it records what it was sent.
package final class ScriptedHTTPServer: Sendable {
    /// What to do with one request.
    package enum Behaviour: Sendable {
        /// Answer; each chunk is one write to the socket, so boundaries fall where the script wants.
        case respond(status: Int, headers: [(String, String)], chunks: [[UInt8]])
        /// Answer a head with this status and fields, then never stop sending this chunk.
        case endless(status: Int, headers: [(String, String)], chunk: [UInt8])
        /// Promise a longer body than is sent, then hang up.
        case truncate(status: Int, headers: [(String, String)], body: [UInt8])
        /// Read the request and never answer.
        case hang
        /// Answer and keep the connection for the next request, which has the next number.
        case keep(status: Int, headers: [(String, String)], body: [UInt8])
        /// Hang up without an answer.
        case hangUp
        /// Send these bytes instead of HTTP.
        case raw([UInt8])
    }

    /// A request as it arrived.
    package struct Received: Sendable {
        /// The request line and the fields, as sent.
        package var head: String
        /// The body.
        package var body: [UInt8]

        /// The method.
        package var method: String { word(0) }
        /// The path with its query.
        package var target: String { word(1) }

        private func word(_ number: Int) -> String {
            let words = head.prefix { $0 != "\r\n" }.split(separator: " ")
            return words.count > number ? String(words[number]) : ""
        }

        /// The value of a field.
        package func header(_ name: String) -> String? {
            for line in head.split(separator: "\r\n").dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2, parts[0].lowercased() == name.lowercased() {
                    return parts[1].trimmingCharacters(in: .whitespaces)
                }
            }
            return nil
        }
    }

    private struct State {
        var served = 0
        var received: [Received] = []
        var open: Set<Int32> = []
        var isStopping = false
    }

    /// The port it listens on.
    package let port: Int
    private let listener: Int32
    private let state: Box

    private final class Box: Sendable {
        let state = Mutex(State())
        let answer: @Sendable (Received, Int) -> Behaviour
        init(_ answer: @escaping @Sendable (Received, Int) -> Behaviour) { self.answer = answer }
    }

    /// Everything it was sent so far.
    package var received: [Received] { state.state.withLock { $0.received } }
    /// The address of its root.
    package var address: String { "http://127.0.0.1:\(port)" }

    /// Starts a server with a script.
    package convenience init(_ script: [Behaviour]) throws {
        try self.init { _, number in
            script.isEmpty ? .hangUp : script[min(number, script.count - 1)]
        }
    }

    /// Starts a server that asks what to do with each request, numbered from zero.
    package init(answer: @escaping @Sendable (Received, Int) -> Behaviour) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard listener >= 0, status else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        state = Box(answer)
        Self.accept(on: listener, state)
    }

    deinit {
        // Wakes every thread that waits on a socket; each closes its own.
        state.state.withLock { state in
            state.isStopping = true
            // Under the lock, since a thread takes its descriptor out before it closes it: the number may be anybody's then.
            for connection in state.open { shutdown(connection, Int32(SHUT_RDWR)) }
        }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private static func accept(on listener: Int32, _ box: Box) {
        Thread.detachNewThread {
            while true {
                let connection = Glibc.accept(listener, nil, nil)
                guard connection >= 0 else { break }
                let number: Int? = box.state.withLock { state in
                    guard !state.isStopping else { return nil }
                    state.open.insert(connection)
                    defer { state.served += 1 }
                    return state.served
                }
                guard let number else {
                    close(connection)
                    continue
                }
                Thread.detachNewThread { serve(connection, number, box) }
            }
            close(listener)
        }
    }

    private static func serve(_ connection: Int32, _ first: Int, _ box: Box) {
        defer {
            box.state.withLock { _ = $0.open.remove(connection) }
            close(connection)
        }
        var enabled: Int32 = 1
        setsockopt(
            connection, Int32(IPPROTO_TCP), TCP_NODELAY, &enabled,
            socklen_t(MemoryLayout<Int32>.size))
        var number = first
        while let request = read(connection) {
            box.state.withLock { $0.received.append(request) }
            let behaviour = box.answer(request, number)
            guard case .keep(let status, let headers, let body) = behaviour else {
                carryOut(behaviour, on: connection)
                break
            }
            let fields = headers + [("Content-Length", "\(body.count)")]
            guard send(head(status, fields, closes: false) + body, to: connection) else { return }
            number = box.state.withLock { state in
                defer { state.served += 1 }
                return state.served
            }
        }
        shutdown(connection, Int32(SHUT_WR))
        waitForHangUp(connection)
    }

    private static func carryOut(_ behaviour: Behaviour, on connection: Int32) {
        switch behaviour {
        case .respond(let status, let headers, let chunks):
            send(head(status, headers), to: connection)
            for chunk in chunks where !send(chunk, to: connection) { return }
        case .keep(let status, let headers, let body):
            send(head(status, headers) + body, to: connection)
        case .endless(let status, let headers, let chunk):
            send(head(status, headers), to: connection)
            while send(chunk, to: connection) {}
        case .truncate(let status, let headers, let body):
            send(
                head(status, headers + [("Content-Length", "\(body.count + 1000)")]) + body,
                to: connection)
        case .hang: waitForHangUp(connection)
        case .hangUp: break
        case .raw(let bytes): send(bytes, to: connection)
        }
    }

    private static func head(
        _ status: Int, _ headers: [(String, String)], closes: Bool = true
    ) -> [UInt8] {
        let fields =
            (closes ? "Connection: close\r\n" : "")
            + headers.map { "\($0.0): \($0.1)\r\n" }.joined()
        return Array("HTTP/1.1 \(status) Scripted\r\n\(fields)\r\n".utf8)
    }

    private static func read(_ connection: Int32) -> Received? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var bodyStart: Int?
        while true {
            if bodyStart == nil, let end = firstRange(of: "\r\n\r\n", in: bytes) {
                bodyStart = end + 4
            }
            if let bodyStart {
                var request = Received(
                    head: String(decoding: bytes[..<(bodyStart - 4)], as: UTF8.self), body: [])
                let length = request.header("Content-Length").flatMap { Int($0) } ?? 0
                if bytes.count - bodyStart >= length {
                    request.body = Array(bytes[bodyStart..<(bodyStart + length)])
                    return request
                }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }

    private static func firstRange(of text: String, in bytes: [UInt8]) -> Int? {
        let pattern = Array(text.utf8)
        guard bytes.count >= pattern.count else { return nil }
        return (0...(bytes.count - pattern.count)).first { bytes[$0...].starts(with: pattern) }
    }

    @discardableResult
    private static func send(_ bytes: [UInt8], to connection: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func waitForHangUp(_ connection: Int32) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while recv(connection, &buffer, buffer.count, 0) > 0 {}
    }
}
