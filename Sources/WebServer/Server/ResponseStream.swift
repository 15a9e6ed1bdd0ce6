internal import Synchronization

/// Where the chunks of one streamed answer wait until the other side takes them.
///
/// One task sends, one thread of the server reads. The sender waits while more than `roomBytes` are there; a reader that
/// finds nothing suspends its connection, and the next chunk resumes it.
final class ResponseStream: Sendable {
    static let blockBytes = 16 << 10
    static let roomBytes = 64 << 10
    /// What a reader returns at the end of the stream.
    static let end = -1

    private struct State {
        var buffer: [UInt8] = []
        var start = 0
        var isFinished = false
        var isClosed = false
        var sender: CheckedContinuation<Void, Never>?
        var isSuspended = false

        var count: Int { buffer.count - start }
    }

    private let state = Mutex(State())
    private let connection: ConnectionHandle
    private let closed = AsyncStream<Never>.makeStream()

    init(to connection: ConnectionHandle) { self.connection = connection }

    /// Lets a function write; returns when it has, and cancels it when the other side hangs up.
    func run(_ produce: @escaping @Sendable (ResponseWriter) async -> Void) async {
        await withTaskGroup { group in
            group.addTask { await produce(ResponseWriter(stream: self)) }
            group.addTask { for await _ in self.closed.stream {} }
            await group.next()
            group.cancelAll()
        }
        finish()
    }

    /// Waits for room and adds a chunk; false when nobody reads any more.
    func send(_ chunk: [UInt8]) async -> Bool {
        await withCheckedContinuation { continuation in
            let mayGoOn = state.withLock { state in
                guard !state.isClosed else { return true }
                state.buffer += chunk
                wake(&state)
                guard state.count > Self.roomBytes else { return true }
                state.sender = continuation
                return false
            }
            if mayGoOn { continuation.resume() }
        }
        return state.withLock { !$0.isClosed }
    }

    /// Lets the reader come to the end once it has read what is there.
    private func finish() {
        state.withLock { state in
            state.isFinished = true
            wake(&state)
        }
    }

    /// Drops what is there and stops both sides.
    func close() {
        let sender = state.withLock { state in
            state.isClosed = true
            state.buffer = []
            state.start = 0
            wake(&state)
            return state.sender.take()
        }
        sender?.resume()
        closed.continuation.finish()
    }

    /// Copies what is there; suspends the connection and returns 0 when that is nothing.
    func read(into target: UnsafeMutableRawBufferPointer) -> Int {
        let (count, sender) = state.withLock {
            state -> (Int, CheckedContinuation<Void, Never>?) in
            let count = min(target.count, state.count)
            guard count > 0 else {
                guard !state.isClosed, !state.isFinished else { return (Self.end, nil) }
                // Under the lock, so that no chunk can come between the look and the suspension.
                state.isSuspended = true
                connection.suspend()
                return (0, nil)
            }
            target.copyBytes(from: state.buffer[state.start..<(state.start + count)])
            state.start += count
            guard state.count <= Self.roomBytes else { return (count, nil) }
            state.buffer.removeFirst(state.start)
            state.start = 0
            return (count, state.sender.take())
        }
        sender?.resume()
        return count
    }

    private func wake(_ state: inout State) {
        guard state.isSuspended else { return }
        state.isSuspended = false
        connection.resume()
    }
}
