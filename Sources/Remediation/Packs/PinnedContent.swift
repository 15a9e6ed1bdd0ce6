internal import Basics
internal import FoundationEssentials
internal import Snapshots

/// The files of a pinned source, checked before any of them is written.
struct PinnedContent {
    /// The largest file, in bytes.
    static let fileLimit = 8 << 20
    /// The largest sum of all files, in bytes.
    static let totalLimit = 64 << 20
    /// The largest number of files.
    static let countLimit = 10_000

    /// Sorted by path.
    private(set) var files: [(path: RepositoryPath, bytes: [UInt8])] = []

    /// Reads the files at or below a path of a tree.
    ///
    /// - Throws: a `Refusal` for links, submodules, paths that may not be written, and for too much.
    init(of snapshot: any Snapshot, below path: RepositoryPath) throws {
        var left = Self.totalLimit
        let problems = snapshot.problems.filter { $0.path.isInside(path) }
        if let problem = problems.first { throw Refusal("\(problem.path): \(problem.reason)") }
        for entry in snapshot.entries where entry.path.isInside(path) {
            let relative =
                entry.path == path
                ? RepositoryPath(path.lastComponent) : entry.path.relative(to: path) ?? entry.path
            guard entry.mode.isFile else {
                throw Refusal("\(entry.path) is a link or a submodule, which a pack may not have")
            }
            if let reason = PathPolicy.refusal(writing: relative) {
                throw Refusal("\(entry.path): \(reason)")
            }
            guard files.count < Self.countLimit else {
                throw Refusal("there are more than \(Self.countLimit) files")
            }
            do throws(SnapshotError) {
                let bytes = try snapshot.bytes(of: entry.path, limit: min(Self.fileLimit, left))
                left -= bytes.count
                files.append((relative, bytes))
            } catch {
                guard case .tooLarge = error else { throw Refusal("\(entry.path) cannot be read") }
                throw Refusal("\(entry.path) is too large, or all files together are")
            }
        }
        if files.isEmpty { throw Refusal("the commit has nothing at \(path)") }
    }

    /// Reads a folder that was written before; nil when it is not there or holds anything else than files.
    init?(ofFolder folder: String) {
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: folder) else {
            return nil
        }
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            var isFolder = false
            let path = "\(folder)/\(name)"
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                return nil
            }
            if isFolder { continue }
            guard
                let bytes = try? BoundedFile.bytes(
                    of: path, limit: Self.fileLimit, followingLink: false)
            else { return nil }
            files.append((RepositoryPath(name), bytes))
        }
        if files.isEmpty { return nil }
    }

    /// Over the sorted paths and bytes.
    var digest: Digest { .framed(files.flatMap { [$0.path.bytes, $0.bytes] }) }

    /// Writes the files into a folder, which must be new and ours.
    func write(to folder: String) throws {
        for file in files {
            let path = "\(folder)/\(file.path)"
            try PrivateFolder.make(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
            try AtomicFile.write(file.bytes, to: path, mode: 0o600)
        }
    }

    /// Why content is not taken.
    struct Refusal: Error {
        let reason: String
        init(_ reason: String) { self.reason = reason }
    }
}
