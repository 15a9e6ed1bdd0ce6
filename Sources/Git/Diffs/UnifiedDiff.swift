package import Snapshots

/// Unified diffs in git's format, which `git apply` takes.
package enum UnifiedDiff {
    /// The diff from one snapshot to another at the given paths, sorted by path; empty when nothing differs.
    package static func text(
        from old: any Snapshot, to new: any Snapshot, paths: some Sequence<RepositoryPath>
    ) throws -> [UInt8] { [] }

    /// The diff that an overlay makes to its base.
    package static func text(of overlay: OverlaySnapshot) throws -> [UInt8] {
        try text(from: overlay.base, to: overlay, paths: overlay.changes.keys)
    }
}
