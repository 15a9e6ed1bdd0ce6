/// The id of a git object: 20 bytes (SHA-1) or 32 (SHA-256), written as lower-case hex.
package struct ObjectID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The id's bytes.
    package let bytes: [UInt8]

    /// An id from its bytes, unchecked.
    package init(bytes: [UInt8]) { self.bytes = bytes }

    /// An id from 40 or 64 hex digits; nil for anything else.
    package init?(hex: some StringProtocol) {
        guard hex.utf8.count == 40 || hex.utf8.count == 64 else { return nil }
        var bytes: [UInt8] = []
        var rest = hex[...]
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16), !rest.hasPrefix("+") else {
                return nil
            }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        self.bytes = bytes
    }

    package var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The first seven hex digits, as git shows them.
    package var short: String { String(description.prefix(7)) }

    package static func < (left: ObjectID, right: ObjectID) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

/// What kind of entry a tree holds.
package enum FileMode: UInt32, Sendable, Hashable {
    case regular = 0o100644
    case executable = 0o100755
    case symlink = 0o120000
    case submodule = 0o160000

    /// Whether the entry is a file whose text may be read and patched.
    package var isFile: Bool { self == .regular || self == .executable }
}

/// One file, link or submodule of a snapshot.
package struct SnapshotEntry: Hashable, Sendable {
    /// Where it stands.
    package let path: RepositoryPath
    /// What it is.
    package let mode: FileMode
    /// The id of its content, when the object database knows it; nil for content that exists only in memory or
    /// in a dirty file.
    package let blob: ObjectID?
    /// The size in bytes, when it is known without reading the content.
    package let size: Int?

    /// An entry from its parts.
    package init(path: RepositoryPath, mode: FileMode, blob: ObjectID?, size: Int?) {
        self.path = path
        self.mode = mode
        self.blob = blob
        self.size = size
    }
}

/// Something in a tree that is not looked at, and why.
package struct SnapshotProblem: Hashable, Sendable, Comparable {
    /// The path as it stands in the tree, for people only.
    package let path: RepositoryPath
    /// Why it is left out.
    package let reason: String

    /// A problem from its parts.
    package init(path: RepositoryPath, reason: String) {
        self.path = path
        self.reason = reason
    }

    package static func < (left: SnapshotProblem, right: SnapshotProblem) -> Bool {
        (left.path, left.reason) < (right.path, right.reason)
    }
}

/// Why the content of an entry could not be had.
package enum SnapshotError: Error, Hashable, Sendable {
    /// There is no such entry.
    case missing(RepositoryPath)
    /// The content is larger than the caller wanted to read; sizes in bytes.
    case tooLarge(RepositoryPath, size: Int, limit: Int)
    /// The object database or the file system refused.
    case unreadable(RepositoryPath, reason: String)
}

/// An immutable view of a repository: the only way to see one.
///
/// Everything above works on snapshots and does not know which kind it holds: a git tree read straight from the
/// object database, a working tree, files in memory, or edits laid over any of them.
package protocol Snapshot: Sendable {
    /// The commit that this is, if it is one.
    var revision: ObjectID? { get }
    /// The root tree, if the content is exactly one.
    var tree: ObjectID? { get }
    /// Every entry that the path policy lets through, sorted by path bytes.
    var entries: [SnapshotEntry] { get }
    /// What was left out, sorted.
    var problems: [SnapshotProblem] { get }
    /// The entry at a path; nil when there is none.
    func entry(at path: RepositoryPath) -> SnapshotEntry?
    /// The content of a file, or the target text of a symlink; may be called from several threads.
    ///
    /// - Throws: `SnapshotError`; content above `limit` bytes is never read into memory.
    func bytes(of path: RepositoryPath, limit: Int) throws(SnapshotError) -> [UInt8]
    /// What tells an entry's content from every other content without reading it, for caches; nil when nothing does.
    ///
    /// Only ids of the same kind of snapshot may be compared.
    func contentID(of entry: SnapshotEntry) -> [UInt8]?
}

extension Snapshot {
    /// The entry at a path by binary search of the sorted entries.
    package func entry(at path: RepositoryPath) -> SnapshotEntry? {
        entries.entry(at: path)
    }

    /// Nothing but the bytes themselves tells one content from another.
    package func contentID(of entry: SnapshotEntry) -> [UInt8]? { nil }
}

extension [SnapshotEntry] {
    /// The entry at a path, by binary search; the entries must be sorted by path.
    package func entry(at path: RepositoryPath) -> SnapshotEntry? {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle].path < path { low = middle + 1 } else { high = middle }
        }
        return low < endIndex && self[low].path == path ? self[low] : nil
    }
}
