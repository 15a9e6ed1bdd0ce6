internal import Basics
internal import CGit2
internal import Glibc
internal import Snapshots
internal import Synchronization

/// A folder that nothing leads out of: every path below it is opened without following a symbolic link.
///
/// Uses openat2 where the kernel and the sandbox allow it, else opens one component after the other.
final class ConfinedFolder: Sendable {
    private let descriptor: Int32
    private let lacksOpenat2 = Mutex(false)

    /// Opens the folder itself; its own path may hold links.
    init(_ path: String) throws(GitError) {
        descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor < 0 {
            throw GitCall("open the folder", on: path).systemFailure("it cannot be opened")
        }
    }

    deinit { close(descriptor) }

    /// An open descriptor of something below, the caller's to close; negative with `errno` set on failure.
    func open(_ path: RepositoryPath, flags: Int32, mode: UInt32 = 0) -> Int32 {
        let text = path.bytes.isEmpty ? "." : nil
        if !lacksOpenat2.withLock({ $0 }) {
            let opened = withPath(text.map { Array($0.utf8) } ?? path.bytes) {
                complybot_open_beneath(descriptor, $0, flags | O_NOFOLLOW | O_CLOEXEC, mode)
            }
            if opened >= 0 || (errno != ENOSYS && errno != EPERM) { return opened }
            lacksOpenat2.withLock { $0 = true }
        }
        return openStepwise(path, flags: flags, mode: mode)
    }

    private func openStepwise(_ path: RepositoryPath, flags: Int32, mode: UInt32) -> Int32 {
        var folder = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        let components = path.bytes.isEmpty ? [Array(".".utf8)[...]] : path.components
        for (index, component) in components.enumerated() where folder >= 0 {
            let isLast = index == components.count - 1
            let next = withPath(Array(component)) {
                openat(
                    folder, $0, (isLast ? flags : O_RDONLY | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC,
                    mode_t(mode))
            }
            let reason = errno
            close(folder)
            errno = reason
            folder = next
        }
        return folder
    }

    /// The descriptor of the folder that holds a path, the caller's to close; negative on failure.
    func openParent(of path: RepositoryPath) -> Int32 {
        open(path.parent, flags: O_RDONLY | O_DIRECTORY)
    }

    /// What stands at a path, itself and not what a link leads to; nil when nothing does.
    func stamp(of path: RepositoryPath) -> FileStamp? {
        let folder = openParent(of: path)
        guard folder >= 0 else { return nil }
        defer { close(folder) }
        return Self.stamp(of: Array(path.lastBytes), in: folder)
    }

    /// What stands at a name of an open folder; nil when nothing does.
    static func stamp(of name: [UInt8], in folder: Int32) -> FileStamp? {
        var status = stat()
        let outcome = withPath(name) { fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) }
        return outcome == 0 ? FileStamp(status) : nil
    }

    /// The content of a regular file or the target text of a link, and what it was like while it was read.
    ///
    /// Nil when there is no such thing or it is longer than `limit`.
    func read(_ path: RepositoryPath, limit: Int) -> (bytes: [UInt8], stamp: FileStamp)? {
        guard let stamp = stamp(of: path) else { return nil }
        if stamp.isLink { return readLink(path).map { ($0, stamp) } }
        guard stamp.isRegular else { return nil }
        let file = open(path, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        guard let bytes = try? BoundedFile.bytes(from: file, limit: limit) else { return nil }
        var status = stat()
        guard fstat(file, &status) == 0 else { return nil }
        return (bytes, FileStamp(status))
    }

    /// The names in a folder below; none when it cannot be read.
    func names(in path: RepositoryPath) -> [[UInt8]] {
        let folder = open(path, flags: O_RDONLY | O_DIRECTORY)
        guard folder >= 0 else { return [] }
        defer { close(folder) }
        return Self.names(in: folder)
    }

    /// The names in an open folder, sorted, without `.` and `..`; none when it cannot be read.
    static func names(in descriptor: Int32) -> [[UInt8]] {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0, let stream = fdopendir(copy) else { return [] }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != [0x2e], name != [0x2e, 0x2e] { names.append(name) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private func readLink(_ path: RepositoryPath) -> [UInt8]? {
        let folder = openParent(of: path)
        guard folder >= 0 else { return nil }
        defer { close(folder) }
        return [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            let target = UnsafeMutableRawPointer(buffer.baseAddress)?.assumingMemoryBound(
                to: CChar.self)
            let length = target.map { target in
                withPath(Array(path.lastBytes)) { readlinkat(folder, $0, target, buffer.count) }
            }
            count = max(length ?? 0, 0)
        }
    }
}

/// Lends bytes as a C string; they must hold no NUL.
func withPath<Result>(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
        // The array always has the final NUL, so that it has an address.
        guard let address = buffer.baseAddress else {
            preconditionFailure("an array with an element has no address")
        }
        return body(address)
    }
}

extension RepositoryPath {
    /// The bytes of the last component.
    var lastBytes: ArraySlice<UInt8> {
        bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
    }

    /// The path of an entry of this folder.
    func appending(bytes name: [UInt8]) -> RepositoryPath {
        RepositoryPath(bytes: bytes.isEmpty ? name : bytes + [UInt8(ascii: "/")] + name)
    }
}
