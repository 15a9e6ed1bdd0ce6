package import Basics

/// One webhook delivery whose signature is right, as it is kept.
package struct Delivery: Hashable, Sendable {
    /// The number of the hook at the forge; 0 where the forge did not say.
    package var hook: Int
    /// The forge's id of this delivery; a redelivery has the same.
    package var guid: String
    /// The event, such as `push`; and the payload's action, such as `opened`, where it has one.
    package var event: String
    package var action: String?
    /// The digest of the raw body.
    package var digest: Digest
    /// When it came, in milliseconds since 1970.
    package var receivedAt: Int64
    /// What it asks for; empty for one that is only kept.
    package var requests: [WorkRequest]
    /// What became of the repository it names, such as a rename; empty for most.
    package var changes: [RepositoryChange]

    /// A delivery from its parts.
    package init(
        hook: Int, guid: String, event: String, action: String?, digest: Digest, receivedAt: Int64,
        requests: [WorkRequest] = [], changes: [RepositoryChange] = []
    ) {
        self.hook = hook
        self.guid = guid
        self.event = event
        self.action = action
        self.digest = digest
        self.receivedAt = receivedAt
        self.requests = requests
        self.changes = changes
    }
}

/// What a forge tells of a repository, or of the access to it, that its units must follow.
package struct RepositoryChange: Hashable, Sendable {
    /// What happened.
    package enum Kind: Hashable, Sendable {
        /// It has another address now; work goes on there.
        case moved(to: String)
        /// Nothing can be proposed until `reopened`; the word says why, as `archived`, `gone`, `suspended-installation`.
        case closed(because: String)
        case reopened
    }

    /// As `UnitKey.repository`.
    package var repository: String
    package var kind: Kind

    /// A change from its parts.
    package init(repository: String, kind: Kind) {
        self.repository = repository
        self.kind = kind
    }
}

/// The answer to a delivery.
package enum DeliveryReceipt: Hashable, Sendable {
    /// It is on disk, with the jobs that it asks for.
    case accepted
    /// The same delivery is there already.
    case seen
    /// Another body came under this id before.
    case conflict
    /// It could not be kept; the sender may come again after so many seconds.
    case unavailable(retryAfter: Int)
}

/// Takes deliveries in.
package protocol DeliveryIntake: Sendable {
    /// Keeps a delivery and what it asks for; returns only when that is on disk, or cannot be.
    func accept(_ delivery: Delivery) async -> DeliveryReceipt
}
