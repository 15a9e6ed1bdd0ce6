internal import Basics

/// What a sender may do.
package enum AccessScope: String, Hashable, Sendable, CaseIterable {
    /// Look at everything.
    case read
    /// Start runs, retry jobs, decide.
    case write
    /// Take jobs and say what became of them, as `complybot worker` does.
    case worker
}

/// What a route asks of the sender.
package enum AccessNeed: Hashable, Sendable {
    /// Nothing: the route is for everybody, or proves the sender in its own way.
    case nothing
    /// Nothing but one of our own names, for what a browser is shown before it has proved itself.
    case ownName
    case scope(AccessScope)
}

/// A bearer token; only its digest is kept.
package struct AccessToken: Hashable, Sendable {
    /// A shorter token could be guessed.
    package static let leastBytes = 16

    /// Who has it, as the journal says.
    package let name: String
    /// What its bearer may do.
    package let scopes: Set<AccessScope>
    private let digest: Digest

    /// A token of these bytes.
    package init(
        name: String, secret: String, scopes: Set<AccessScope>
    ) throws(ServerError) {
        guard secret.utf8.count >= Self.leastBytes,
            secret.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else {
            throw ServerError(
                .invalidConfiguration, "use the token", on: name,
                because:
                    "it has fewer than \(Self.leastBytes) characters, or others than visible ASCII",
                remedy: "make one with `openssl rand -hex 32`")
        }
        self.name = name
        self.scopes = scopes
        digest = Digest(of: secret)
    }

    /// Whether its bearer may look at anything.
    var isForPeople: Bool { scopes.contains(.read) }

    /// Whether a text is this token; the time tells nothing of where they differ.
    func matches(_ text: String) -> Bool {
        ConstantTime.isEqual(digest.bytes, Digest(of: text).bytes)
    }
}
