internal import Synchronization

/// One client that has shaken hands over HTTP, with the streams that it may read on.
package final class MCPSession: Sendable {
    /// The most streams that have ended and can still be read.
    package static let maximumEndedStreams = 16

    /// What the client names itself by; no proof of anything.
    package let id: String
    package let connection = MCPConnection()

    private struct State {
        var streams: [(number: Int, log: MCPEventLog)] = []
        var last = 0
        var standing: MCPEventLog?
        var isClosed = false
    }

    private let state = Mutex(State())

    init(id: String) { self.id = id }

    /// A new stream for the answer of one request.
    package func newStream() -> (number: Int, log: MCPEventLog) {
        state.withLock { state in
            state.last += 1
            let stream = (number: state.last, log: MCPEventLog())
            state.streams.append(stream)
            let ended = state.streams.indices.filter { state.streams[$0].log.isFinished }
            if ended.count > Self.maximumEndedStreams, let first = ended.first {
                state.streams.remove(at: first)
            }
            return stream
        }
    }

    /// A stream to read on; nil when it is not kept.
    package func stream(_ number: Int) -> MCPEventLog? {
        state.withLock { $0.streams.first { $0.number == number }?.log }
    }

    /// The stream of what belongs to no request; nil when it is read already, or the session closed.
    package func beginListening() -> MCPEventLog? {
        state.withLock { state in
            guard state.standing == nil, !state.isClosed else { return nil }
            state.standing = MCPEventLog()
            return state.standing
        }
    }

    /// Ends that stream, if it is this one.
    package func endListening(_ log: MCPEventLog) {
        log.finish(nil)
        state.withLock { if $0.standing === log { $0.standing = nil } }
    }

    /// Ends that stream, whichever it is.
    func endListening() { state.withLock(\.standing).map(endListening) }

    /// Takes back whatever is under way; nothing is listened to any more.
    func close() {
        state.withLock { $0.isClosed = true }
        endListening()
        connection.cancelAll()
    }
}
