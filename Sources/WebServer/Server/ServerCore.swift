internal import Basics
internal import Synchronization

/// What all connections of one server share; the context of the library's callbacks.
final class ServerCore: Sendable {
    let limits: ServerLimits
    let handler: any RequestHandler
    let table = ConnectionTable()
    /// The requests that have been read, for the task that answers them.
    let arrivals = AsyncStream<Exchange>.makeStream()
    private let bodyBytes = Mutex(0)
    private let closing = Atomic(false)

    init(limits: ServerLimits, handler: any RequestHandler) {
        self.limits = limits
        self.handler = handler
    }

    /// Whether no request is begun any more.
    var isClosing: Bool { closing.load(ordering: .sequentiallyConsistent) }

    func close() { closing.store(true, ordering: .sequentiallyConsistent) }

    /// Takes memory for bodies; false when there is not so much left.
    func reserve(_ bytes: Int) -> Bool {
        bodyBytes.withLock { used in
            guard used + bytes <= limits.bodyBytesInMemory else { return false }
            used += bytes
            return true
        }
    }

    func release(_ bytes: Int) {
        if bytes > 0 { bodyBytes.withLock { $0 -= bytes } }
    }

    func deadline(in seconds: Int) -> ConnectionTable.Instant { .now + .seconds(seconds) }

    /// Sixteen hexadecimal digits that no other request has.
    static func newRequestID() -> String {
        withUnsafeBytes(of: UInt64.random(in: .min ... .max)) { Hexadecimal.encode($0) }
    }
}
