import Basics
import Glibc

/// A connection to a server on loopback on which a test writes whatever bytes it likes.
final class RawConnection: Sendable {
    private let descriptor: Int32

    /// Connects from an address of loopback.
    init(to port: Int, from source: String = "127.0.0.1") throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let bound = Self.named(source, 0) { bind(descriptor, $0, $1) }
        let result = Self.named("127.0.0.1", port) { connect(descriptor, $0, $1) }
        guard bound == 0, result == 0 else { throw SystemError.current }
    }

    deinit { close(descriptor) }

    /// Writes bytes; false when the other side took them no longer.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// What arrives next; empty at the end, nil when nothing came for long.
    func receive(atMost limit: Int = 65536) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = recv(descriptor, &buffer, limit, 0)
        if count < 0 { return errno == EAGAIN ? nil : [] }
        return Array(buffer.prefix(count))
    }

    /// Everything until the other side closes; nil when it does not.
    func receiveAll() -> String? {
        var all: [UInt8] = []
        while let more = receive() {
            if more.isEmpty { return String(decoding: all, as: UTF8.self) }
            all += more
        }
        return nil
    }

    /// Everything until a text has arrived; what came where it never did.
    func receive(until text: String) -> String {
        var all: [UInt8] = []
        while !String(decoding: all, as: UTF8.self).contains(text) {
            guard let more = receive(), !more.isEmpty else { break }
            all += more
        }
        return String(decoding: all, as: UTF8.self)
    }

    private static func named(
        _ host: String, _ port: Int, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        // Family, port and address as they lie in memory; the rest is padding.
        var name = sockaddr()
        name.sa_family = sa_family_t(AF_INET)
        withUnsafeMutableBytes(of: &name) { bytes in
            bytes[2] = UInt8(port >> 8)
            bytes[3] = UInt8(port & 255)
            for (index, part) in host.split(separator: ".").enumerated() {
                bytes[4 + index] = UInt8(part) ?? 0
            }
        }
        return withUnsafePointer(to: &name) { call($0, socklen_t(MemoryLayout<sockaddr>.size)) }
    }
}

/// Raw conversations, each on a thread of its own so that the server's tasks keep theirs.
enum Raw {
    /// Sends bytes and returns everything until the server closes; nil when it does not.
    static func ask(
        _ server: Int, _ text: String, from source: String = "127.0.0.1"
    ) async throws -> String? {
        try await talk(to: server, from: source) { connection in
            connection.send(text)
            return connection.receiveAll()
        }
    }

    /// The status of the only answer to some bytes; nil for none.
    static func status(_ server: Int, _ text: String) async throws -> Int? {
        statuses(try await ask(server, text) ?? "never closed").first
    }

    static func talk<Value: Sendable>(
        to server: Int, from source: String = "127.0.0.1",
        _ conversation: @escaping @Sendable (RawConnection) throws -> Value
    ) async throws -> Value {
        try await BlockingWork.run("raw-connection") {
            try conversation(try RawConnection(to: server, from: source))
        }
    }

    /// The status codes of the answers in a text.
    static func statuses(_ text: String) -> [Int] {
        text.split(separator: "HTTP/1.1 ", omittingEmptySubsequences: false).dropFirst()
            .compactMap { Int($0.prefix(3)) }
    }
}

extension Raw {
    static func talk<Value: Sendable>(
        to connection: RawConnection,
        _ conversation: @escaping @Sendable (RawConnection) -> Value
    ) async throws -> Value {
        try await BlockingWork.run("raw-connection") { conversation(connection) }
    }
}
