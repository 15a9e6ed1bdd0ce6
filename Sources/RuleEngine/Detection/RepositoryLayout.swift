internal import Documents
package import Snapshots

/// Which entries of a snapshot are looked at, and which component each belongs to.
final class RepositoryLayout {
    /// Folders whose content was not written here, at any depth.
    static let skippedFolders: Set<String> = [
        "node_modules", "vendor", "third_party", ".venv", "venv", "site-packages", "dist", "build",
        ".git", "__pycache__", "testdata",
    ]
    /// Everything that is looked at.
    let repository: FileIndex
    /// The folders of the components, sorted; the root is always one.
    let components: [RepositoryPath]
    private let indexes: [RepositoryPath: FileIndex]
    /// Files that `.gitattributes` call generated or vendored; manifests are looked at all the same.
    let passedOver: Set<RepositoryPath>

    /// The layout of a snapshot; `manifests` are the files whose folder is a component.
    ///
    /// What ignored globs match, or lies below a folder that they match, is not there.
    convenience init(
        of snapshot: any Snapshot, manifests: [String], ignoring ignored: [Glob] = []
    ) {
        let skipped = Set(Self.skippedFolders.map { Array($0.utf8)[...] })
        let entries = snapshot.entries.filter { entry in
            !entry.path.components.dropLast().contains { skipped.contains($0) }
                && !ignored.contains { $0.matchesWithFolders(entry.path) }
        }
        let names = Set(manifests.map { Array($0.utf8) })
        var folders: Set<RepositoryPath> = [.root]
        for entry in entries where entry.mode.isFile {
            let path = entry.path.bytes
            let name = path[((path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...]
            if names.contains(Array(name)) { folders.insert(entry.path.parent) }
        }
        let attributes = RepositoryAttributes(of: entries, in: snapshot)
        let passedOver = entries.filter { entry in
            entry.mode.isFile && attributes.isForeign(entry.path)
                && DependencyManifest.ecosystem(ofFileName: entry.path.lastComponent) == nil
        }.map(\.path)
        self.init(
            repository: FileIndex(folder: .root, entries: entries), folders: folders,
            passedOver: Set(passedOver))
    }

    /// The same entries with other folders as components; what lies in none of them belongs to none.
    func marked(by globs: [Glob]) -> RepositoryLayout {
        let numbers = Set(globs.flatMap { repository.numbers(matching: $0) })
        let folders = Set(numbers.map { repository.entries[$0].path.parent })
        return RepositoryLayout(
            repository: repository, folders: folders, passedOver: passedOver)
    }

    private init(
        repository: FileIndex, folders: Set<RepositoryPath>, passedOver: Set<RepositoryPath>
    ) {
        self.repository = repository
        self.passedOver = passedOver
        let entries = repository.entries
        var owners: [RepositoryPath: RepositoryPath] = [:]
        var members: [RepositoryPath: [SnapshotEntry]] = [:]
        for entry in entries {
            let owner = Self.owner(of: entry.path.parent, among: folders, known: &owners)
            members[owner, default: []].append(entry)
        }
        components = folders.sorted()
        indexes = Dictionary(
            uniqueKeysWithValues: components.map {
                ($0, FileIndex(folder: $0, entries: members[$0] ?? []))
            })
    }

    /// The files that belong to a component.
    func index(ofComponent folder: RepositoryPath) -> FileIndex {
        indexes[folder] ?? FileIndex(folder: folder, entries: [])
    }

    private static func owner(
        of folder: RepositoryPath, among components: Set<RepositoryPath>,
        known: inout [RepositoryPath: RepositoryPath]
    ) -> RepositoryPath {
        if let owner = known[folder] { return owner }
        var current = folder
        while !components.contains(current), !current.bytes.isEmpty { current = current.parent }
        known[folder] = current
        return current
    }

    /// The component that holds a path.
    func component(of path: RepositoryPath) -> RepositoryPath {
        var folder = path.parent
        while indexes[folder] == nil, !folder.bytes.isEmpty { folder = folder.parent }
        return folder
    }
}

extension RepositoryPath {
    /// Whether it lies in a folder whose content was not written here.
    package var isInForeignFolder: Bool {
        components.dropLast().contains {
            RepositoryLayout.skippedFolders.contains(String(decoding: $0, as: UTF8.self))
        }
    }
}

extension Glob {
    /// Whether the pattern matches a path or one of the folders that it lies in.
    package func matchesWithFolders(_ path: RepositoryPath) -> Bool {
        if matches(path.bytes) { return true }
        return path.bytes.indices.contains { index in
            path.bytes[index] == UInt8(ascii: "/") && matches(Array(path.bytes[..<index]))
        }
    }
}
