internal import Basics
package import Git
package import Snapshots

/// A branch of a git repository to which signed checkpoints are told: a commit each, its parent the one before.
///
/// It is a branch, and not a reference of our own kind, because a forge protects branches alone against being moved back, and
/// because every clone takes it along. All calls block.
package struct JournalAnchorBranch: Sendable {
    /// The branch that is used unless another is named.
    package static let usualName = "complybot-journal"
    /// What a checkpoint's file is called.
    static let file = "checkpoint.json"
    /// So many commits are read at most: one an hour for a century.
    private static let mostCommits = 1_000_000

    /// A commit of the branch.
    package struct Entry: Hashable, Sendable {
        package var commit: ObjectID
        /// The checkpoint that it tells of; nil when it is none of ours.
        package var checkpoint: JournalCheckpoint?
    }

    /// The branch as it was found.
    package struct Found: Sendable {
        let end: CommitLine.End
        /// Its commits, the newest first, down to one that was known before.
        package var entries: [Entry]
        /// Whether the commit that was known before is among them, or none was asked for.
        package var hasKnown: Bool

        /// The newest commit; nil when there is no such branch.
        package var tip: ObjectID? { end.commit }
    }

    /// Where it is, for people.
    package let name: String
    private let line: CommitLine
    private let options: RemoteOptions

    /// A branch of the remote of a mirror; nothing is asked yet.
    package init(
        _ branch: String = usualName, of mirror: Mirror, _ options: RemoteOptions = RemoteOptions()
    ) throws(GitError) {
        line = try CommitLine(branch, of: mirror)
        name = "\(mirror.remote), branch \(branch)"
        self.options = options
    }

    /// Reads the branch from its end back to a commit that is known, which comes last, or with `isWhole` to its beginning.
    package func read(downTo known: ObjectID? = nil, isWhole: Bool = false) throws -> Found {
        let end = try line.fetch(options)
        var found = Found(end: end, entries: [], hasKnown: known == nil)
        var next = end.commit
        while let commit = next, found.entries.count < Self.mostCommits {
            let metadata = try end.repository.commit(commit)
            // The second parent of a merge would be history that nobody looked at.
            let isOurs = metadata.parents.count <= 1
            let checkpoint = isOurs ? try checkpoint(of: metadata, in: end.repository) : nil
            found.entries.append(Entry(commit: commit, checkpoint: checkpoint))
            if commit == known {
                found.hasKnown = true
                if !isWhole { break }
            }
            next = metadata.parents.first
        }
        return found
    }

    /// Tells of a checkpoint behind the end that was found, and gives the new commit.
    ///
    /// - Throws: `GitError` with `.leaseFailed` when somebody else was faster; nothing is written then.
    package func append(
        _ checkpoint: JournalCheckpoint, to found: Found, as identity: Identity
    ) throws(GitError) -> ObjectID {
        try line.append(
            Self.file, holding: Array("\(checkpoint.line)\n".utf8), at: checkpoint.time / 1000,
            message: Self.message(for: checkpoint), as: identity, after: found.end, options)
    }

    static func message(for checkpoint: JournalCheckpoint) -> String {
        let trailer = JournalAnchor.trailer
        return """
            Anchor the journal up to event \(checkpoint.seq)

            \(trailer)-Event: \(checkpoint.seq)
            \(trailer)-Hash: \(checkpoint.hash)
            \(trailer)-Signature: \(Base64.encode(checkpoint.signature))

            """
    }

    /// The checkpoint in a commit's file, if its message says the same.
    private func checkpoint(
        of commit: CommitMetadata, in repository: Repository
    ) throws -> JournalCheckpoint? {
        let files = try GitTreeSnapshot(tree: commit.tree, in: repository)
        guard files.entries.count == 1,
            let bytes = try? files.bytes(
                of: RepositoryPath(Self.file), limit: JournalCheckpoint.longestLine),
            let checkpoint = JournalCheckpoint(parsing: bytes),
            commit.message.utf8.elementsEqual(Self.message(for: checkpoint).utf8)
        else { return nil }
        return checkpoint
    }
}
