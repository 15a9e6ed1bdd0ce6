internal import Documents
internal import Snapshots

/// A new file: where it goes and how its lines end.
struct FileCreation {
    let snapshot: any Snapshot
    /// The most files that are read to learn how lines end.
    private static let sampleSize = 32
    private static let sampleLimit = 1 << 20

    /// Whether anything, file or folder, is at a path.
    func isTaken(_ path: RepositoryPath) -> Bool {
        let entries = snapshot.entries
        var low = entries.startIndex
        var high = entries.endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if entries[middle].path < path { low = middle + 1 } else { high = middle }
        }
        // What lies in a folder need not follow it at once: `a-b` sorts before `a/b`.
        while low < entries.endIndex, entries[low].path.bytes.starts(with: path.bytes) {
            if entries[low].path.isInside(path) { return true }
            low += 1
        }
        return false
    }

    /// Whether Python could not tell the module at a path from another: a package beside it, or, where pytest imports
    /// it, a test of that name elsewhere in the component.
    func isShadowed(_ path: RepositoryPath, in layout: RepositoryLayout) -> Bool {
        let name = path.lastComponent
        guard name.hasSuffix(".py") else { return false }
        if isTaken(RepositoryPath(bytes: path.bytes.dropLast(3))) { return true }
        guard name.hasPrefix("test_") || name.hasSuffix("_test.py") else { return false }
        let module = moduleName(of: path)
        let component = layout.component(of: path)
        return snapshot.entries.contains { entry in
            entry.mode.isFile && entry.path.lastComponent == name && entry.path != path
                && layout.component(of: entry.path) == component
                && moduleName(of: entry.path) == module
        }
    }

    /// The name by which pytest imports a test: with the packages that the file is in, and without other folders.
    private func moduleName(of path: RepositoryPath) -> [String] {
        var names = [path.lastComponent]
        var folder = path.parent
        while !folder.bytes.isEmpty, isTaken(folder.appending("__init__.py")) {
            names.append(folder.lastComponent)
            folder = folder.parent
        }
        return names
    }

    /// The content with the line ends of the place: CR LF only where all text files of the nearest folder that has some
    /// use it.
    func bytes(of text: String, at path: RepositoryPath) -> [UInt8] {
        Array(text.utf8).withLineEnds(usesCRLF(near: path) ? .crlf : .lf)
    }

    private func usesCRLF(near path: RepositoryPath) -> Bool {
        var folder = path
        while !folder.bytes.isEmpty {
            folder = folder.parent
            let ends = snapshot.entries.lazy
                .filter {
                    $0.mode.isFile && $0.path.parent == folder && ($0.size ?? 0) <= Self.sampleLimit
                }
                .prefix(Self.sampleSize)
                .compactMap { self.terminator(of: $0.path) }
            let found = Array(ends)
            if !found.isEmpty { return found.allSatisfy { $0 == .crlf } }
        }
        return false
    }

    /// How the lines of a text file end; nil for a file of one line, a binary or an unreadable one.
    private func terminator(of path: RepositoryPath) -> LineTerminator? {
        guard let bytes = try? snapshot.bytes(of: path, limit: Self.sampleLimit) else { return nil }
        let source = SourceText(bytes)
        return source.isBinary || source.terminator(ofLine: 1) == nil
            ? nil : source.dominantTerminator
    }
}
