package import Snapshots

/// Which paths differ between two snapshots.
package enum ChangedPaths {
    /// Every path that one has and the other has not, or whose content or mode differs.
    ///
    /// Ids of blobs decide where both are known; else the content is read and hashed, and what cannot be read counts
    /// as changed.
    package static func between(
        _ old: any Snapshot, _ new: any Snapshot
    ) -> Set<RepositoryPath> {
        var changed: Set<RepositoryPath> = []
        var before = old.entries[...]
        var after = new.entries[...]
        while let one = before.first, let other = after.first {
            if one.path == other.path {
                if differ(one, in: old, other, in: new) { changed.insert(one.path) }
                before = before.dropFirst()
                after = after.dropFirst()
            } else if one.path < other.path {
                changed.insert(one.path)
                before = before.dropFirst()
            } else {
                changed.insert(other.path)
                after = after.dropFirst()
            }
        }
        changed.formUnion(before.map(\.path))
        changed.formUnion(after.map(\.path))
        return changed
    }

    private static func differ(
        _ one: SnapshotEntry, in old: any Snapshot, _ other: SnapshotEntry, in new: any Snapshot
    ) -> Bool {
        guard one.mode == other.mode, let first = blob(of: one, in: old),
            let second = blob(of: other, in: new)
        else { return true }
        return first != second
    }

    private static func blob(of entry: SnapshotEntry, in snapshot: any Snapshot) -> ObjectID? {
        if let blob = entry.blob { return blob }
        let bytes = try? snapshot.bytes(of: entry.path, limit: UnifiedDiff.maximumFileSize)
        return bytes.map(GitBlobID.of)
    }
}
