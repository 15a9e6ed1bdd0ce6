package import Basics
internal import Documents
package import Forge
package import RuleEngine
package import Snapshots

/// The files of a commit that settle on versions of packages.
///
/// A file that leaves a version open is not among what is told: a forge would take that for all there is to know of it.
package struct DependencyInventory: Sendable {
    private let snapshot: any Snapshot
    /// By path.
    private let entries: [SnapshotEntry]

    /// Raised when the same files come to be read differently.
    private static let format = "1"
    /// The largest file that is read; others are the forge's own to read.
    private static let sizeLimit = 2 << 20

    /// The files of a snapshot, but for what is ignored and what others wrote.
    package init(of snapshot: any Snapshot, ignoring ignored: [Glob]) {
        self.snapshot = snapshot
        entries = snapshot.entries.filter { entry in
            entry.mode.isFile && ResolvedManifest.mayBe(entry.path.lastComponent)
                && !entry.path.isInForeignFolder
                && !ignored.contains { $0.matchesWithFolders(entry.path) }
        }
    }

    /// Over all that decides what is told; nil when there is no such file.
    ///
    /// Nothing is read where the snapshot knows its contents.
    package var content: Digest? {
        guard !entries.isEmpty else { return nil }
        let fields = entries.flatMap { entry -> [[UInt8]] in
            let content =
                snapshot.contentID(of: entry) ?? bytes(of: entry.path).map { Digest(of: $0).bytes }
            return [entry.path.bytes, content ?? []]
        }
        return .framed([Array(Self.format.utf8)] + fields)
    }

    /// What the files settle on, by path; files that settle on nothing, or cannot be read, are not there.
    package var manifests: [DependencySnapshot.Manifest] {
        let folders = Dictionary(grouping: entries, by: \.path.parent).mapValues {
            Set($0.map(\.path.lastComponent))
        }
        return entries.compactMap { entry in
            let name = entry.path.lastComponent
            guard !ResolvedManifest.isLocked(name, beside: folders[entry.path.parent] ?? []),
                let bytes = bytes(of: entry.path),
                let manifest = try? ResolvedManifest(
                    parsing: bytes, fileName: name, companion: companion(of: entry.path)),
                !manifest.dependencies.isEmpty
            else { return nil }
            return .init(
                path: entry.path.description, packages: manifest.dependencies.map(\.package))
        }
    }

    /// The manifest beside a lock file, if it can be read.
    private func companion(of path: RepositoryPath) -> DependencyManifest? {
        guard let name = ResolvedManifest.companion(of: path.lastComponent),
            let bytes = bytes(of: path.parent.appending(name))
        else { return nil }
        return try? DependencyManifest(parsing: bytes, fileName: name)
    }

    private func bytes(of path: RepositoryPath) -> [UInt8]? {
        try? snapshot.bytes(of: path, limit: Self.sizeLimit)
    }
}

extension ResolvedDependency {
    fileprivate var package: DependencySnapshot.Package {
        .init(
            url: self.url.description, isDirect: relation.map { $0 == .direct },
            isDevelopment: scope.map { $0 == .development })
    }
}
