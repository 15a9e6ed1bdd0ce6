package import Snapshots

/// Unified diffs in git's format, which `git apply` takes.
package enum UnifiedDiff {
    /// The largest file that is compared, in bytes.
    package static let maximumFileSize = 64 << 20

    /// The diff from one snapshot to another at the given paths, sorted by path; empty when nothing differs.
    ///
    /// - Throws: `SnapshotError` when a file cannot be read, `GitError` when libgit2 refuses.
    package static func text(
        from old: any Snapshot, to new: any Snapshot, paths: some Sequence<RepositoryPath>
    ) throws -> [UInt8] {
        var output: [UInt8] = []
        for path in Set(paths).sorted() {
            output += try text(at: path, from: side(of: path, in: old), to: side(of: path, in: new))
        }
        return output
    }

    /// The diff that an overlay makes to its base.
    package static func text(of overlay: OverlaySnapshot) throws -> [UInt8] {
        try text(from: overlay.base, to: overlay, paths: overlay.changes.keys)
    }

    /// The diff of one file; nil stands for no file.
    package static func text(
        at path: RepositoryPath, from old: MemorySnapshot.File?, to new: MemorySnapshot.File?
    ) throws(GitError) -> [UInt8] {
        guard old != new else { return [] }
        // A change of kind, from link to file say, is written by git as a deletion and a creation.
        if let old, let new, old.mode.isFile != new.mode.isFile {
            return try FileDiff(path: path, old: old, new: nil).text()
                + FileDiff(path: path, old: nil, new: new).text()
        }
        return try FileDiff(path: path, old: old, new: new).text()
    }

    private static func side(
        of path: RepositoryPath, in snapshot: any Snapshot
    ) throws -> MemorySnapshot.File? {
        guard let entry = snapshot.entry(at: path), entry.mode != .submodule else { return nil }
        return MemorySnapshot.File(
            bytes: try snapshot.bytes(of: path, limit: maximumFileSize), mode: entry.mode)
    }
}
