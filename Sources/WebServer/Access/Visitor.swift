/// Who sent a request.
package struct Visitor: Hashable, Sendable {
    /// How the sender proved itself.
    enum Proof: Hashable, Sendable {
        /// Not at all: only this machine can reach the server, and it asks for nothing.
        case loopback
        case token
        /// A session, with the word that its pages send along with each write.
        case session(guardWord: String)
    }

    /// Who, as the journal names it.
    package let name: String
    /// What the sender may do.
    package let scopes: Set<AccessScope>
    let proof: Proof

    /// Whether the sender showed a token, now or when the session began.
    var isProven: Bool { proof != .loopback }

    /// The word that pages for this visitor send along with each write.
    var guardWord: String {
        if case .session(let word) = proof { word } else { "page" }
    }
}
