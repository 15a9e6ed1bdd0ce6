internal import Snapshots
internal import Synchronization

/// A snapshot that remembers whether something in it could not be read that is there, so that what was found out without
/// it is not kept.
final class WatchedSnapshot: Snapshot {
    private let base: any Snapshot
    private let failed = Atomic(false)

    /// Watches a snapshot.
    init(_ base: any Snapshot) { self.base = base }

    /// Whether something could not be read for a reason that may pass.
    var hasFailed: Bool { failed.load(ordering: .relaxed) }

    var revision: ObjectID? { base.revision }
    var tree: ObjectID? { base.tree }
    var entries: [SnapshotEntry] { base.entries }
    var problems: [SnapshotProblem] { base.problems }

    func entry(at path: RepositoryPath) -> SnapshotEntry? { base.entry(at: path) }

    func contentID(of entry: SnapshotEntry) -> [UInt8]? { base.contentID(of: entry) }

    func bytes(of path: RepositoryPath, limit: Int) throws(SnapshotError) -> [UInt8] {
        do {
            return try base.bytes(of: path, limit: limit)
        } catch {
            if case .unreadable = error, base.entry(at: path)?.mode != .submodule {
                failed.store(true, ordering: .relaxed)
            }
            throw error
        }
    }
}
