internal import Foundation
internal import Glibc
internal import Synchronization

/// A loopback HTTP/1.1 server with connections that stay open, each on a thread of a bounded number.
final class Listener: Sendable {
    /// What answers a request.
    typealias Handler = @Sendable (HTTPRequest) -> HTTPAnswer

    /// The most connections at once; the next one waits.
    static let connectionLimit = 128

    /// Where a server listens.
    enum Place: Sendable {
        /// A port on 127.0.0.1; 0 takes a free one.
        case port(Int)
        /// A socket file.
        case file(String)
    }

    /// Why there is no server.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The port on 127.0.0.1; 0 for a socket file.
    let port: Int
    private let descriptor: Int32
    private let state: State

    private final class State: Sendable {
        let handler: Handler
        let open = Mutex<Set<Int32>>([])
        let isStopped = Mutex(false)
        let slots = DispatchSemaphore(value: Listener.connectionLimit)
        init(_ handler: @escaping Handler) { self.handler = handler }
    }

    init(_ place: Place, _ handler: @escaping Handler) throws {
        state = State(handler)
        switch place {
        case .port(let wanted): (descriptor, port) = try Self.listen(onPort: wanted)
        case .file(let path): (descriptor, port) = (try Self.listen(onFile: path), 0)
        }
        Thread.detachNewThread { [descriptor, state] in Self.accept(on: descriptor, state) }
    }

    deinit { stop() }

    /// Ends every connection and takes no more; may be called again.
    func stop() {
        // Once only: the accepting thread closes the socket then, and its number may be another's soon.
        let isFirst = state.isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        guard isFirst else { return }
        shutdown(descriptor, Int32(SHUT_RDWR))
        state.open.withLock { open in
            for connection in open { shutdown(connection, Int32(SHUT_RDWR)) }
        }
    }

    private static func listen(onPort wanted: Int) throws -> (Int32, Int) {
        let descriptor = socket(
            AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var enabled: Int32 = 1
        setsockopt(
            descriptor, SOL_SOCKET, SO_REUSEADDR, &enabled, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(clamping: wanted)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let outcome = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && Glibc.listen(descriptor, 512) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard outcome else {
            close(descriptor)
            throw Failure(description: "cannot listen on 127.0.0.1:\(wanted)")
        }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    private static func listen(onFile path: String) throws -> Int32 {
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < room else {
            throw Failure(description: "the path of the socket is too long: \(path)")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let outcome = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
                    && Glibc.listen(descriptor, 64) == 0
            }
        }
        guard outcome else {
            close(descriptor)
            throw Failure(description: "cannot listen on \(path)")
        }
        return descriptor
    }

    private static func accept(on descriptor: Int32, _ state: State) {
        while true {
            let client = Glibc.accept(descriptor, nil, nil)
            guard client >= 0 else {
                if state.isStopped.withLock({ $0 }) { break }
                // A client that went away, or no descriptor left for the moment.
                usleep(1000)
                continue
            }
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            state.slots.wait()
            state.open.withLock { _ = $0.insert(client) }
            Thread.detachNewThread { serve(client, state) }
        }
        close(descriptor)
    }

    private static func serve(_ client: Int32, _ state: State) {
        var connection = Connection(client)
        while let request = connection.request() {
            let answer = state.handler(request)
            guard connection.send(answer, toHead: request.method == "HEAD"),
                request.headers["connection"]?.lowercased() != "close"
            else { break }
        }
        // Removed before it is closed, so that `stop` never shuts down a number that is another's by then.
        state.open.withLock { _ = $0.remove(client) }
        close(client)
        state.slots.signal()
    }
}
