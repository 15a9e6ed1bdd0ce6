internal import Basics
internal import Synchronization

/// The browsers that have shown a token; forgotten when the program ends.
final class SessionTable: Sendable {
    /// One browser's.
    struct Session: Sendable {
        var name: String
        var scopes: Set<AccessScope>
        /// What a page of ours sends with each write, and a page of others' cannot know.
        var guardWord: String
        var endsAt: Int64
    }

    static let lifetime: Int64 = 12 * 3_600_000
    private static let most = 1000

    private let sessions = Mutex<[Digest: Session]>([:])
    private let now: @Sendable () -> Int64

    init(now: @escaping @Sendable () -> Int64) { self.now = now }

    /// Begins a session and gives the word that the browser keeps.
    func begin(_ token: AccessToken) -> String {
        let word = Self.newWord()
        let session = Session(
            name: token.name, scopes: token.scopes, guardWord: Self.newWord(),
            endsAt: now() + Self.lifetime)
        sessions.withLock { sessions in
            sessions = sessions.filter { $0.value.endsAt > now() }
            if sessions.count >= Self.most,
                let oldest = sessions.min(by: { $0.value.endsAt < $1.value.endsAt })
            {
                sessions[oldest.key] = nil
            }
            sessions[Digest(of: word)] = session
        }
        return word
    }

    /// The session of a word; found by the word's digest, so that the time tells nothing of the word.
    func session(_ word: String) -> Session? {
        let session = sessions.withLock { $0[Digest(of: word)] }
        return session.flatMap { $0.endsAt > now() ? $0 : nil }
    }

    func end(_ word: String) { sessions.withLock { $0[Digest(of: word)] = nil } }

    private static func newWord() -> String {
        var random = SystemRandomNumberGenerator()
        return Hexadecimal.encode((0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
    }
}
