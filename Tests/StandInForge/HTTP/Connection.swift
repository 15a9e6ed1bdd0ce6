internal import Foundation
internal import Glibc

/// One client's connection: requests in, answers out, until either side has enough.
struct Connection {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    /// The largest body that is taken.
    static let bodyLimit = 64 << 20

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var enabled: Int32 = 1
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &enabled,
            socklen_t(MemoryLayout<Int32>.size))
    }

    /// The next request; nil at the end of the connection or when it is no HTTP.
    mutating func request() -> HTTPRequest? {
        guard let first = line()?.split(separator: " "), first.count == 3 else { return nil }
        var headers: [String: String] = [:]
        while let line = line(), !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, headers.count < 200 else { return nil }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        if headers["expect"]?.lowercased() == "100-continue" {
            guard send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) else { return nil }
        }
        guard let body = body(headers) else { return nil }
        return HTTPRequest(
            method: String(first[0]), target: String(first[1]), headers: headers, body: body)
    }

    /// Sends an answer; false when the connection is over.
    func send(_ answer: HTTPAnswer, toHead: Bool) -> Bool {
        let body = toHead ? [] : answer.body
        switch answer.delivery {
        case .whole:
            return send(answer.head(length: answer.body.count) + body)
        case .reset:
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(
                descriptor, SOL_SOCKET, SO_LINGER, &linger,
                socklen_t(MemoryLayout.size(ofValue: linger)))
            return false
        case .truncated:
            _ = send(answer.head(length: body.count) + body.prefix(body.count / 2))
            return false
        case .drip(let bytes, let milliseconds):
            var rest = (answer.head(length: body.count) + body)[...]
            while !rest.isEmpty {
                guard send(Array(rest.prefix(bytes))) else { return false }
                rest = rest.dropFirst(bytes)
                usleep(UInt32(milliseconds) * 1000)
            }
            return true
        case .filled(let bytes):
            guard send(answer.head(length: bytes)) else { return false }
            let chunk = [UInt8](repeating: 0x20, count: 65536)
            for _ in 0..<(bytes / chunk.count) where !send(chunk) { return false }
            return send(Array(chunk.prefix(bytes % chunk.count)))
        }
    }

    private func send(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                let count = Glibc.send(
                    descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent,
                    Int32(MSG_NOSIGNAL))
                if count <= 0 { return false }
                sent += count
            }
            return true
        }
    }

    private mutating func fill() {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count <= 0 { isAtEnd = true } else { buffer += chunk[..<count] }
    }

    private mutating func line() -> String? {
        while true {
            if let end = buffer[start...].firstIndex(of: 0x0a) {
                defer { start = end + 1 }
                let stop = end > start && buffer[end - 1] == 0x0d ? end - 1 : end
                return String(decoding: buffer[start..<stop], as: UTF8.self)
            }
            if isAtEnd || buffer.count - start > 65536 { return nil }
            fill()
        }
    }

    private mutating func take(_ count: Int) -> [UInt8]? {
        while buffer.count - start < count, !isAtEnd { fill() }
        guard buffer.count - start >= count else { return nil }
        defer { start += count }
        return Array(buffer[start..<(start + count)])
    }

    private mutating func body(_ headers: [String: String]) -> [UInt8]? {
        if let length = headers["content-length"].flatMap({ Int($0) }) {
            return (0...Self.bodyLimit).contains(length) ? take(length) : nil
        }
        guard headers["transfer-encoding"] == "chunked" else { return [] }
        var body: [UInt8] = []
        while let size = line().flatMap({ Int($0, radix: 16) }), size > 0 {
            guard body.count + size <= Self.bodyLimit, let chunk = take(size) else { return nil }
            body += chunk
            _ = line()
        }
        _ = line()
        return body
    }
}
