package import Snapshots

/// The bot as git knows it: author and committer of every commit of ours.
package struct Identity: Hashable, Sendable {
    /// The name, as `complybot`.
    package let name: String
    /// The address, without angle brackets.
    package let email: String

    /// An identity from its parts.
    package init(name: String, email: String) {
        self.name = name
        self.email = email
    }
}

/// Writes one commit on a base commit, the same for the same input wherever and whenever it runs.
package struct CommitWriter: Sendable {
    /// A commit that stands in the object database, not yet on any branch.
    package struct Written: Hashable, Sendable {
        package let commit: ObjectID
        package let tree: ObjectID
    }

    private let repository: Repository
    private let identity: Identity

    /// A writer into a repository or mirror.
    package init(into repository: Repository, as identity: Identity) {
        self.repository = repository
        self.identity = identity
    }

    /// Writes the blobs, trees and the commit; nothing is checked out and no filter runs.
    ///
    /// Author and committer are the identity, their date is the base commit's committer date.
    package func commit(
        on base: ObjectID, changes: [RepositoryPath: OverlaySnapshot.Change], message: String
    ) throws(GitError) -> Written {
        throw GitError(.failed, "commit", because: "")
    }
}
