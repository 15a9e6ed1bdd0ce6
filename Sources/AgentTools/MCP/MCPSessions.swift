internal import Basics
internal import Synchronization

/// The clients of a server that is reached over HTTP and have shaken hands, each bound to the token that it came with.
///
/// The id of a session is no proof of who asks: without the token it opens nothing.
package final class MCPSessions: Sendable {
    /// The most sessions that are kept; the one that was used longest ago goes.
    package static let maximum = 256

    private struct Session {
        let token: Digest
        let connection: MCPConnection
        var lastUse: Int
    }

    private struct State {
        var sessions: [String: Session] = [:]
        var uses = 0
    }

    private let state = Mutex(State())
    private let random: @Sendable () -> [UInt8]

    /// No sessions; `random` gives 16 bytes that nobody can guess.
    package init(
        random: @escaping @Sendable () -> [UInt8] = {
            var generator = SystemRandomNumberGenerator()
            return (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        }
    ) {
        self.random = random
    }

    /// Opens a session of 128 bits for a client with a token.
    package func open(for token: String) -> (id: String, connection: MCPConnection) {
        let id = Hexadecimal.encode(random())
        let connection = MCPConnection()
        state.withLock { state in
            if state.sessions.count >= Self.maximum,
                let oldest = state.sessions.min(by: { $0.value.lastUse < $1.value.lastUse })?.key
            {
                state.sessions.removeValue(forKey: oldest)
            }
            state.uses += 1
            state.sessions[id] = Session(
                token: Digest(of: token), connection: connection, lastUse: state.uses)
        }
        return (id, connection)
    }

    /// The session of an id, for the token that it was opened with; nil for every other.
    package func find(_ id: String, for token: String) -> MCPConnection? {
        let token = Digest(of: token)
        return state.withLock { state in
            guard let session = state.sessions[id], session.token == token else { return nil }
            state.uses += 1
            state.sessions[id]?.lastUse = state.uses
            return session.connection
        }
    }

    /// Ends a session; false when there is none for the token.
    package func close(_ id: String, for token: String) -> Bool {
        let token = Digest(of: token)
        return state.withLock { state in
            guard state.sessions[id]?.token == token else { return false }
            state.sessions.removeValue(forKey: id)
            return true
        }
    }
}
