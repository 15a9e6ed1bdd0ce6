internal import Basics
internal import Synchronization

/// The clients of a server that is reached over HTTP and have shaken hands, each bound to the token that it came with.
///
/// The id of a session is no proof of who asks: without the token it opens nothing.
package final class MCPSessions: Sendable {
    /// The most sessions that are kept; the one that was used longest ago goes.
    package static let maximum = 256
    /// How long a session that nobody uses is kept.
    package static let idleTime = Duration.seconds(8 * 3_600)

    private struct Entry {
        let token: Digest
        let session: MCPSession
        var lastUse: ContinuousClock.Instant
    }

    private let entries = Mutex<[String: Entry]>([:])
    private let random: @Sendable () -> [UInt8]
    private let now: @Sendable () -> ContinuousClock.Instant

    /// No sessions; `random` gives 16 bytes that nobody can guess.
    package init(
        random: @escaping @Sendable () -> [UInt8] = {
            var generator = SystemRandomNumberGenerator()
            return (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        },
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.random = random
        self.now = now
    }

    /// Opens a session of 128 bits for a client with a token.
    package func open(for token: String) -> MCPSession {
        let session = MCPSession(id: Hexadecimal.encode(random()))
        let now = now()
        let gone = entries.withLock { entries in
            var gone = entries.filter { $0.value.lastUse.advanced(by: Self.idleTime) < now }
            if entries.count - gone.count >= Self.maximum,
                let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                gone[oldest.key] = oldest.value
            }
            for id in gone.keys { entries.removeValue(forKey: id) }
            entries[session.id] = Entry(
                token: Digest(of: token), session: session, lastUse: now)
            return gone.values.map(\.session)
        }
        for session in gone { session.close() }
        return session
    }

    /// The session of an id, for the token that it was opened with; nil for every other.
    package func find(_ id: String, for token: String) -> MCPSession? {
        let token = Digest(of: token)
        let now = now()
        return entries.withLock { entries in
            guard let entry = entries[id], entry.token == token,
                entry.lastUse.advanced(by: Self.idleTime) >= now
            else { return nil }
            entries[id]?.lastUse = now
            return entry.session
        }
    }

    /// Ends a session, and what is under way in it; false when there is none for the token.
    package func close(_ id: String, for token: String) -> Bool {
        guard let session = find(id, for: token) else { return false }
        entries.withLock { _ = $0.removeValue(forKey: id) }
        session.close()
        return true
    }

    /// Ends the streams on which nothing is answered, in all sessions.
    package func endListening() {
        for entry in entries.withLock({ Array($0.values) }) { entry.session.endListening() }
    }

    /// Ends all sessions, and what is under way in them.
    package func closeAll() {
        let all = entries.withLock { entries in
            defer { entries = [:] }
            return Array(entries.values)
        }
        for entry in all { entry.session.close() }
    }
}
