/// What a job is about: a repository of a forge, one branch of it, and what is wanted there.
///
/// The identity survives renames: the repository is known by the forge's number of it where a forge listed it.
package struct UnitKey: Hashable, Sendable, Codable {
    /// What is wanted.
    package enum Kind: String, Hashable, Sendable, CaseIterable, Codable {
        /// The proposal for a branch is brought to where it ought to be.
        case remediate
        /// The head of somebody's pull request, or of a merge queue, is checked and told of.
        case check
    }

    /// The repository: `HOST:NUMBER`, or `place:ADDRESS` where no forge has given a number.
    package var repository: String
    package var kind: Kind
    /// Which of that kind: empty for the default branch, `pull/NUMBER` or `refs/heads/…` for a head to check.
    package var subject: String

    /// A key from its parts.
    package init(repository: String, kind: Kind = .remediate, subject: String = "") {
        self.repository = repository
        self.kind = kind
        self.subject = subject
    }

    /// The name of a repository that GitHub or a server like it gave a number.
    package static func repository(_ number: Int, on host: String) -> String { "\(host):\(number)" }

    /// The name of a repository that only has an address.
    package static func repository(at address: String) -> String { "place:\(address)" }
}

/// How urgent a job is; a smaller number goes first.
package enum WorkPriority: Int, Hashable, Sendable, CaseIterable, Comparable, Codable {
    /// A person asked for it by name.
    case command = 0
    /// A change that concerns security.
    case security = 1
    /// A push or a change of a pull request.
    case event = 2
    /// The schedule asked for it.
    case sweep = 3

    package static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
}

/// Something that asks for a unit to be brought to where it ought to be.
package struct WorkRequest: Hashable, Sendable {
    package var unit: UnitKey
    /// The address that the repository has now.
    package var location: String
    package var priority: WorkPriority
    /// Why, in a few words from a closed set, such as `push` or `schedule`; several requests for one unit keep all.
    package var cause: String
    /// Not before this time, in milliseconds since 1970; nil for at once.
    package var runAt: Int64?

    /// A request from its parts.
    package init(
        unit: UnitKey, location: String, priority: WorkPriority, cause: String, runAt: Int64? = nil
    ) {
        self.unit = unit
        self.location = location
        self.priority = priority
        self.cause = cause
        self.runAt = runAt
    }
}
