package import Basics
package import RuleEngine
package import Snapshots

/// A folder or a file of a git repository at one commit.
package struct PinnedSource: Hashable, Sendable, CustomStringConvertible {
    /// The repository's address, as somebody wrote it.
    package var git: String
    package var commit: ObjectID
    /// The folder or file in that commit; the root for all of it.
    package var path: RepositoryPath
    /// What its content must come to; nil to take what the commit holds.
    package var digest: Digest?
    /// Where it is named.
    package var place: SourceLocation

    /// A source from its parts.
    package init(
        git: String, commit: ObjectID, path: RepositoryPath, digest: Digest?, place: SourceLocation
    ) {
        self.git = git
        self.commit = commit
        self.path = path
        self.digest = digest
        self.place = place
    }

    package var description: String {
        let folder = path == .root ? "" : ":\(path)"
        return "\(git)@\(commit.description.prefix(12))\(folder)"
    }
}

/// A pinned source that lies on this machine.
package struct PinnedFolder: Hashable, Sendable {
    /// The folder with its files; a single file stands in it under its own name.
    package var path: String
    /// Over the sorted paths and bytes of the files, as the digest of a rule pack.
    package var digest: Digest
    /// Why the last good copy is used; nil when the repository itself was read.
    package var note: String?
    /// When the repository was read last, in seconds since 1970, where the last good copy is used.
    package var lastRead: Int?
}
