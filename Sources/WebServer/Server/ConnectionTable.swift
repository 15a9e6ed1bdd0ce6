internal import Glibc
internal import Synchronization

/// The open connections by their sockets: what each is at, and until when that may last.
///
/// A socket's entry goes before the library closes it, and a socket is shut down only under the lock; so it is never that of
/// another connection.
final class ConnectionTable: Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct Entry {
        var deadline: Instant?
        var exchange: Exchange?
    }

    private let entries = Mutex<[Int32: Entry]>([:])

    /// A connection is there, and its first request is waited for.
    func open(_ socket: Int32, until deadline: Instant) {
        entries.withLock { $0[socket] = Entry(deadline: deadline) }
    }

    func close(_ socket: Int32) {
        entries.withLock { $0[socket] = nil }
    }

    /// A request began; what there was to wait for goes on.
    func begin(_ exchange: Exchange, on socket: Int32) {
        entries.withLock { $0[socket]?.exchange = exchange }
    }

    /// A request has been answered; the next one is waited for.
    func end(on socket: Int32, until deadline: Instant) {
        entries.withLock { entries in
            entries[socket]?.exchange = nil
            entries[socket]?.deadline = deadline
        }
    }

    /// The next thing has until then; nil for as long as it takes.
    func expect(on socket: Int32, until deadline: Instant?) {
        entries.withLock { $0[socket]?.deadline = deadline }
    }

    /// The requests that are being read or answered.
    var exchanges: [Exchange] { entries.withLock { $0.values.compactMap(\.exchange) } }

    var isQuiet: Bool { entries.withLock { $0.values.allSatisfy { $0.exchange == nil } } }

    /// Ends what has taken too long: an answer that is not ready is replaced, any other connection shut down.
    func endOverdue(at now: Instant) {
        let overdue = entries.withLock { entries in
            entries.filter { $0.value.deadline.map { $0 <= now } ?? false }
        }
        for (socket, entry) in overdue where entry.exchange?.abandon() != true {
            entries.withLock { entries in
                guard let current = entries[socket], current.deadline == entry.deadline else {
                    return
                }
                entries[socket]?.deadline = nil
                shutdown(socket, Int32(SHUT_RDWR))
            }
        }
    }
}
