internal import Snapshots

/// The names of a tree, to ask what a new path would meet.
final class TreeNames {
    let snapshot: any Snapshot
    private var spellings: [String: RepositoryPath]?

    /// The names of a snapshot; nothing is built before it is asked for.
    init(of snapshot: any Snapshot) { self.snapshot = snapshot }

    /// Why a path may not be created or changed; nil when it may.
    ///
    /// Nothing is written through a link or into another repository, nor beside a name that a file system that folds
    /// case or Unicode forms takes for the same.
    func refusal(writing path: RepositoryPath) -> String? {
        if let reason = PathPolicy.refusal(writing: path) { return reason }
        if let entry = snapshot.entry(at: path) {
            return entry.mode.isFile ? nil : "is a link or a submodule"
        }
        for folder in Self.folders(above: path) {
            guard let entry = snapshot.entry(at: folder) else { continue }
            switch entry.mode {
            case .symlink: return "`\(folder)` is a symbolic link"
            case .submodule: return "`\(folder)` is a submodule"
            case .regular, .executable: return "`\(folder)` is a file"
            }
        }
        if FileCreation(snapshot: snapshot).isTaken(path) { return "is a folder" }
        for part in Self.folders(above: path) + [path] {
            if let other = known[Self.folded(part)], other != part {
                return "differs from `\(other)` only in case or in the form of its letters"
            }
        }
        return nil
    }

    private var known: [String: RepositoryPath] {
        if let spellings { return spellings }
        var names: [String: RepositoryPath] = [:]
        var previous = RepositoryPath.root
        for entry in snapshot.entries {
            names[Self.folded(entry.path)] = entry.path
            let folder = entry.path.parent
            guard folder != previous else { continue }
            previous = folder
            for part in Self.folders(above: entry.path) { names[Self.folded(part)] = part }
        }
        spellings = names
        return names
    }

    /// Swift compares strings by canonical equivalence, so folding case is enough.
    private static func folded(_ path: RepositoryPath) -> String { path.description.lowercased() }

    /// The folders that hold a path, the root's own left out, from the top down.
    private static func folders(above path: RepositoryPath) -> [RepositoryPath] {
        var folders: [RepositoryPath] = []
        var folder = path.parent
        while !folder.bytes.isEmpty {
            folders.append(folder)
            folder = folder.parent
        }
        return folders.reversed()
    }
}
