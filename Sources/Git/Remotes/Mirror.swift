package import Snapshots

/// What a fetch found.
package struct FetchResult: Hashable, Sendable {
    /// The remote's default branch; nil when HEAD is detached, unknown or one of ours.
    package let defaultBranch: String?
    /// The commit of the default branch; nil when it has none yet.
    package let head: ObjectID?
    /// Whether any branch came, went or moved.
    package let hasMoved: Bool
    /// References that could not be mirrored, sorted; for people.
    package let ignoredReferences: [String]
}

/// What a push did.
package enum PushResult: Hashable, Sendable {
    /// The branch is at the commit now.
    case pushed
    /// The branch was at the commit before; nothing was written.
    case alreadyThere
}

/// A bare copy of one remote on this machine, fetched under a lock.
///
/// All calls block; give them a thread of their own. A fetch that breaks off leaves the mirror as it was.
package struct Mirror: Hashable, Sendable {
    /// What it is a mirror of.
    package let remote: RemoteURL
    /// Its folder.
    package let path: String

    init(of remote: RemoteURL, at path: String) {
        self.remote = remote
        self.path = path
    }
}
