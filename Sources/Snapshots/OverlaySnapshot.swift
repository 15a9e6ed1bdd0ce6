/// A base snapshot with edits laid over it: what the repository will be once a patch is in.
package struct OverlaySnapshot: Snapshot {
    /// What happens to one path.
    package enum Change: Hashable, Sendable {
        /// The file is there with this content and mode.
        case write([UInt8], mode: FileMode)
        /// The file is gone.
        case delete
    }

    /// What lies below.
    package let base: any Snapshot
    /// The edits, by path.
    package let changes: [RepositoryPath: Change]
    package let entries: [SnapshotEntry]
    package var problems: [SnapshotProblem] { base.problems }
    package var revision: ObjectID? { changes.isEmpty ? base.revision : nil }
    package var tree: ObjectID? { changes.isEmpty ? base.tree : nil }

    /// Lays changes over a base; over another overlay, both become one layer on its base.
    package init(base: any Snapshot, changes: [RepositoryPath: Change]) {
        let below = base as? OverlaySnapshot
        let base = below?.base ?? base
        let changes = below?.changes.merging(changes) { $1 } ?? changes
        self.base = base
        self.changes = changes
        var entries = base.entries.filter { changes[$0.path] == nil }
        for (path, change) in changes {
            if case .write(let bytes, let mode) = change {
                entries.append(SnapshotEntry(path: path, mode: mode, blob: nil, size: bytes.count))
            }
        }
        self.entries = entries.sorted { $0.path < $1.path }
    }

    package func bytes(of path: RepositoryPath, limit: Int) throws(SnapshotError) -> [UInt8] {
        switch changes[path] {
        case .write(let bytes, _):
            guard bytes.count <= limit else {
                throw .tooLarge(path, size: bytes.count, limit: limit)
            }
            return bytes
        case .delete: throw .missing(path)
        case nil: return try base.bytes(of: path, limit: limit)
        }
    }

    package func contentID(of entry: SnapshotEntry) -> [UInt8]? {
        changes[entry.path] == nil ? base.contentID(of: entry) : nil
    }
}
