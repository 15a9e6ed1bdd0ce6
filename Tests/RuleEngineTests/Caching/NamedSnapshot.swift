import Basics
import Snapshots

/// Files in memory whose contents have names, as those of a repository have.
struct NamedSnapshot: Snapshot {
    let files: MemorySnapshot
    /// A file that cannot be read, though it is there.
    var unreadable: RepositoryPath?

    init(_ files: [RepositoryPath: [UInt8]]) {
        self.files = MemorySnapshot(files: files.mapValues { .init(bytes: $0) })
    }

    var revision: ObjectID? { nil }
    var tree: ObjectID? { nil }
    var entries: [SnapshotEntry] { files.entries }
    var problems: [SnapshotProblem] { files.problems }

    func bytes(of path: RepositoryPath, limit: Int) throws(SnapshotError) -> [UInt8] {
        if path == unreadable { throw .unreadable(path, reason: "the disk says no") }
        return try files.bytes(of: path, limit: limit)
    }

    func contentID(of entry: SnapshotEntry) -> [UInt8]? {
        (try? files.bytes(of: entry.path, limit: .max)).map { Digest(of: $0).bytes }
    }
}
