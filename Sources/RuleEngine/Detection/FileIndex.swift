internal import Documents
internal import Snapshots

/// The entries that one scope looks at, found by name without asking every glob about every path.
final class FileIndex {
    /// The folder that globs are relative to.
    let folder: RepositoryPath
    /// The entries, sorted by path.
    let entries: [SnapshotEntry]
    private let relativePaths: [[UInt8]]
    /// The names that each path is made of, and the same in lower case; made when a glob asks for them.
    private lazy var segments = Self.segments(of: relativePaths)
    private lazy var foldedSegments = Self.segments(
        of: relativePaths.map { $0.map(Glob.lowercased) })
    private var byName: [ArraySlice<UInt8>: [Int]] = [:]
    private var byExtension: [ArraySlice<UInt8>: [Int]] = [:]
    private var known: [String: [Int]] = [:]

    /// An index of entries below a folder.
    init(folder: RepositoryPath, entries: [SnapshotEntry]) {
        self.folder = folder
        self.entries = entries
        relativePaths = entries.map { $0.path.relative(to: folder)?.bytes ?? $0.path.bytes }
        for (number, path) in relativePaths.enumerated() {
            let slash = path.lastIndex(of: UInt8(ascii: "/"))
            let name = path[(slash.map { $0 + 1 } ?? 0)...]
            byName[name, default: []].append(number)
            if let dot = name.lastIndex(of: UInt8(ascii: ".")) {
                byExtension[name[(dot + 1)...], default: []].append(number)
            }
        }
    }

    /// The numbers of the entries that a glob matches, in order; a glob that cannot be read matches none.
    func numbers(matching glob: Glob, ignoringCase: Bool = false) -> [Int] {
        let key = (ignoringCase ? "i" : "c") + glob.pattern
        if let numbers = known[key] { return numbers }
        var found: Set<Int> = []
        for alternative in glob.alternatives {
            let matcher = ignoringCase ? alternative.lowercased : alternative
            let segments = ignoringCase ? foldedSegments : segments
            for number in candidates(for: alternative, ignoringCase: ignoringCase)
            where matcher.matches(segments[number]) {
                found.insert(number)
            }
        }
        let numbers = found.sorted()
        known[key] = numbers
        return numbers
    }

    private static func segments(of paths: [[UInt8]]) -> [[ArraySlice<UInt8>]] {
        paths.map { $0.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) }
    }

    private func candidates(
        for alternative: Glob.Alternative, ignoringCase: Bool
    ) -> [Int] {
        if ignoringCase { return Array(entries.indices) }
        if let name = alternative.fileName { return byName[name[...]] ?? [] }
        if let ending = alternative.fileExtension { return byExtension[ending[...]] ?? [] }
        return Array(entries.indices)
    }

    /// The number of the entry at a path.
    func number(of path: RepositoryPath) -> Int? {
        var range = entries.indices
        while let middle = range.isEmpty ? nil : range.lowerBound + range.count / 2 {
            if entries[middle].path == path { return middle }
            range =
                entries[middle].path < path
                ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }

    /// Whether an entry is matched by one of some globs, and has one of some extensions; none of either ask nothing.
    func matches(_ number: Int, _ globs: [Glob], extensions: [String]) -> Bool {
        let path = relativePaths[number]
        guard globs.isEmpty || globs.contains(where: { $0.matches(path) }) else { return false }
        return extensions.isEmpty
            || extensions.contains { path.suffix($0.utf8.count + 1).elementsEqual(".\($0)".utf8) }
    }

    /// The numbers of the entries with one of some extensions, in order.
    func numbers(withExtensions extensions: [String]) -> [Int] {
        extensions.flatMap { byExtension[Array($0.utf8)[...]] ?? [] }.sorted()
    }

    /// The numbers of the entries with one of some names, in any folder, in order.
    func numbers(withNames names: [String]) -> [Int] {
        names.flatMap { byName[Array($0.utf8)[...]] ?? [] }.sorted()
    }
}
