internal import Basics
internal import Glibc
internal import Snapshots

/// Writes a snapshot out into an empty folder: regular files, folders, and symlinks that stay inside.
struct Materialisation {
    /// The largest sum of file sizes.
    let byteLimit: Int
    /// The largest number of entries.
    let entryLimit: Int

    /// Who is to own it; nil for ourselves.
    var owner: UInt32?

    /// What was left out, sorted by path.
    struct Outcome: Hashable, Sendable {
        var problems: [SnapshotProblem] = []
    }

    /// Writes the snapshot below a folder, which must be empty and ours; blocks.
    func write(_ snapshot: any Snapshot, to folder: String) throws(MaterialisationError) -> Outcome
    {
        let root = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard root >= 0 else { throw .system(.root, SystemError.current.description) }
        defer { close(root) }
        let entries = snapshot.entries
        guard entries.count <= entryLimit else { throw .tooManyEntries(entryLimit) }
        var outcome = Outcome()
        var left = byteLimit
        var twins: Set<String> = []
        var links: [SnapshotEntry] = []
        for entry in entries {
            if let reason = refusal(of: entry, seen: &twins) {
                outcome.problems.append(SnapshotProblem(path: entry.path, reason: reason))
            } else if entry.mode == .symlink {
                // Last, so that no file is ever written by way of a link.
                links.append(entry)
            } else {
                let bytes = try content(of: entry, in: snapshot, limit: left)
                left -= bytes.count
                try write(bytes, of: entry, below: root)
            }
        }
        for link in links {
            if let reason = try make(link, from: snapshot, below: root) {
                outcome.problems.append(SnapshotProblem(path: link.path, reason: reason))
            }
        }
        outcome.problems.sort()
        return outcome
    }

    /// Why an entry is not written out; nil when it is.
    private func refusal(of entry: SnapshotEntry, seen: inout Set<String>) -> String? {
        if let reason = PathPolicy.refusal(reading: entry.path) { return reason }
        if entry.mode == .submodule { return "a submodule" }
        // Swift's strings are equal when Unicode says so: two spellings of one name are twins as well.
        let folded = String(validating: entry.path.bytes, as: UTF8.self)?.lowercased()
        if let folded, !seen.insert(folded).inserted { return "another path differs only in case" }
        return nil
    }

    private func content(
        of entry: SnapshotEntry, in snapshot: any Snapshot, limit: Int
    ) throws(MaterialisationError) -> [UInt8] {
        do {
            return try snapshot.bytes(of: entry.path, limit: limit)
        } catch {
            switch error {
            case .tooLarge: throw .tooLarge(byteLimit)
            case .missing: throw .system(entry.path, "the content is missing")
            case .unreadable(_, let reason): throw .system(entry.path, reason)
            }
        }
    }

    /// Writes one file, which must not exist.
    private func write(
        _ bytes: [UInt8], of entry: SnapshotEntry, below root: Int32
    ) throws(MaterialisationError) {
        let folder = try self.folder(entry.path, below: root)
        defer { close(folder) }
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let file = openat(folder, entry.path.name, flags, entry.mode == .executable ? 0o755 : 0o644)
        guard file >= 0 else { throw .system(entry.path, SystemError.current.description) }
        defer { close(file) }
        if let owner { fchown(file, owner, owner) }
        do throws(SystemError) {
            try OpenFile.write(bytes, to: file)
        } catch {
            throw .system(entry.path, error.description)
        }
    }

    /// Makes one link; the reason when it is left out.
    private func make(
        _ entry: SnapshotEntry, from snapshot: any Snapshot, below root: Int32
    ) throws(MaterialisationError) -> String? {
        guard let target = try? snapshot.bytes(of: entry.path, limit: PathPolicy.maximumPathLength)
        else {
            return "the target of the symlink cannot be read"
        }
        guard Self.staysInside(target, from: entry.path) else { return "a symlink out of the tree" }
        let folder = try self.folder(entry.path, below: root)
        defer { close(folder) }
        let text = target.map { CChar(bitPattern: $0) } + [0]
        guard symlinkat(text, folder, entry.path.name) == 0 else {
            throw .system(entry.path, SystemError.current.description)
        }
        return nil
    }

    /// Whether a link cannot lead out of the root, whatever other links there are.
    ///
    /// Only at the start of a target, where it leaves folders that are no links, does `..` mean what the text says.
    static func staysInside(_ target: [UInt8], from link: RepositoryPath) -> Bool {
        guard let first = target.first, first != UInt8(ascii: "/"), !target.contains(0) else {
            return false
        }
        var depth = link.components.count - 1
        var descends = false
        for component in target.split(separator: UInt8(ascii: "/")) {
            if component.elementsEqual("..".utf8) {
                depth -= 1
                if descends || depth < 0 { return false }
            } else if !component.elementsEqual(".".utf8) {
                descends = true
            }
        }
        return true
    }

    /// The open folder of a path, made on the way; each step is taken from an open folder and follows no link.
    private func folder(
        _ path: RepositoryPath, below root: Int32
    ) throws(MaterialisationError) -> Int32 {
        var current = fcntl(root, F_DUPFD_CLOEXEC, 0)
        for component in path.components.dropLast() {
            let name = component.map { CChar(bitPattern: $0) } + [0]
            if mkdirat(current, name, 0o755) == 0, let owner {
                fchownat(current, name, owner, owner, AT_SYMLINK_NOFOLLOW)
            }
            let next = openat(current, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            let problem = SystemError.current
            close(current)
            guard next >= 0 else { throw .system(path, problem.description) }
            current = next
        }
        return current
    }
}

/// Why a snapshot could not be written out.
enum MaterialisationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// More bytes than the limit.
    case tooLarge(Int)
    /// More entries than the limit.
    case tooManyEntries(Int)
    /// The system or the snapshot refused.
    case system(RepositoryPath, String)

    var description: String {
        switch self {
        case .tooLarge(let limit): "more than \(limit) bytes"
        case .tooManyEntries(let limit): "more than \(limit) entries"
        case .system(let path, let reason): "\(path): \(reason)".escapedForTerminal
        }
    }
}

extension RepositoryPath {
    /// The last component as C writes it.
    fileprivate var name: [CChar] { (components.last ?? []).map { CChar(bitPattern: $0) } + [0] }
}
