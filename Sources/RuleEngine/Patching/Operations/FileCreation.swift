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

    /// Whether a module at a path and something beside it, such as a package, would be imported by one name.
    func isShadowed(_ path: RepositoryPath) -> Bool {
        guard path.lastComponent.hasSuffix(".py") else { return false }
        return isTaken(RepositoryPath(bytes: path.bytes.dropLast(3)))
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
