internal import Basics
internal import CGit2
internal import Glibc
package import Snapshots

/// The files of a working tree as they are on the disk: tracked ones, and untracked ones that are not ignored.
///
/// A file whose stamp is the one in the index has the index's blob id; any other tracked file is hashed.
/// Content comes from the disk, for filters may have made it differ from the blob, and only as long as the file
/// is the one that was looked at. No link is followed, no filter, hook or file-system monitor runs.
package final class WorkingTreeSnapshot: Snapshot {
    package var revision: ObjectID? { nil }
    package var tree: ObjectID? { nil }
    package let entries: [SnapshotEntry]
    package let problems: [SnapshotProblem]
    /// What the disk said of each file on the disk when it was looked at.
    let seen: [RepositoryPath: SeenFile]
    /// Temporary files of a run that was killed.
    let leftovers: [RepositoryPath]
    let root: ConfinedFolder
    /// Tells files with the same stamp in different folders apart.
    private let rootID: [UInt8]
    private let repository: Repository

    /// The largest file that is hashed, in bytes; a larger one counts as changed.
    static let maximumHashedSize = 100 << 20

    /// Looks at the working tree of a repository.
    ///
    /// - Throws: `GitError` with `.notARepository` for a bare one, `.tooLarge` when the budget is spent.
    package init(of repository: Repository, budget: TreeBudget = TreeBudget()) throws(GitError) {
        guard let path = repository.workingDirectory else {
            throw GitError(
                .notARepository, "read the working tree", on: repository.gitDirectory,
                because: "the repository is bare")
        }
        let root = try ConfinedFolder(path)
        let now = Self.now()
        let reading = try repository.withHandle { handle throws(GitError) in
            let tracked = try TrackedFiles(of: handle, budget: budget)
            var walk = WorkingTreeWalk(root: root, tracked: tracked, budget: budget)
            let common = String(cString: git_repository_commondir(handle.repository))
            try walk.run(
                exclude: (try? BoundedFile.bytes(
                    of: common + "info/exclude", limit: IgnoreRules.maximumFileSize)) ?? [])
            var reading = WorkingTreeReading(root: root, tracked: tracked, startedAt: now)
            for found in walk.found { reading.add(found, in: handle) }
            reading.addAbsent(in: handle)
            return (reading, walk)
        }
        self.repository = repository
        self.root = root
        rootID = Array(Digest(of: path).bytes.prefix(16))
        seen = reading.0.seen
        leftovers = reading.1.leftovers
        entries = reading.0.entries.sorted { $0.path < $1.path }
        problems = (reading.1.problems + reading.0.problems).sorted()
    }

    package func bytes(of path: RepositoryPath, limit: Int) throws(SnapshotError) -> [UInt8] {
        guard let entry = entry(at: path) else { throw .missing(path) }
        guard let file = seen[path] else {
            guard let blob = entry.blob, entry.mode != .submodule else {
                throw .unreadable(path, reason: "a submodule has no content here")
            }
            return try repository.blob(blob, at: path, limit: limit)
        }
        guard file.stamp.size <= limit else {
            throw .tooLarge(path, size: file.stamp.size, limit: limit)
        }
        guard let content = root.read(path, limit: limit) else {
            throw .unreadable(path, reason: "it is gone or cannot be read")
        }
        guard file.isSame(content.bytes, content.stamp) else {
            throw .unreadable(path, reason: "it was changed while it was being looked at")
        }
        return content.bytes
    }

    /// The id of the content where it was hashed, else the stamp, which vouches for the content as git's index does.
    ///
    /// Never the blob's id alone: a filter may stand between it and the file.
    package func contentID(of entry: SnapshotEntry) -> [UInt8]? {
        guard let file = seen[entry.path] else {
            return entry.blob.map { Array("absent ".utf8) + $0.bytes }
        }
        if let content = file.content { return Array("content ".utf8) + content.bytes }
        return Array("stamp ".utf8) + rootID + file.stamp.bytes
    }

    private static func now() -> FileStamp.Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return FileStamp.Instant(seconds: time.tv_sec, nanoseconds: time.tv_nsec)
    }
}

/// One file as it was when the snapshot was made.
struct SeenFile: Sendable {
    var stamp: FileStamp
    /// The id of the content, where it was hashed; without it the stamp alone vouches for the content.
    var content: ObjectID?

    /// Whether what was read later is still this file.
    func isSame(_ bytes: [UInt8], _ stamp: FileStamp) -> Bool {
        stamp == self.stamp && (content == nil || content == GitBlobID.of(bytes))
    }
}
