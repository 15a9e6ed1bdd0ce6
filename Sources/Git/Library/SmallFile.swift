internal import Glibc

/// Small files read whole and written atomically.
package enum SmallFile {
    /// The bytes of a regular file; nil when it is none, cannot be read, or is longer than `limit`.
    package static func read(_ path: String, limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return readAll(descriptor, limit: limit)
    }

    /// Everything from an open regular file; nil when it is none, fails, or holds more than `limit` bytes.
    static func readAll(_ descriptor: Int32, limit: Int) -> [UInt8]? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size <= limit
        else { return nil }
        var bytes: [UInt8] = []
        let wanted = Int(status.st_size)
        while true {
            // One byte more than the file said, to see that it ends there.
            let room = max(wanted - bytes.count, 0) + 1
            var count = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, initialized in
                repeat {
                    count = Glibc.read(descriptor, buffer.baseAddress, room)
                } while count < 0 && errno == EINTR
                initialized = max(count, 0)
            }
            if count < 0 { return nil }
            if count == 0 { return bytes }
            bytes = bytes.isEmpty ? chunk : bytes + chunk
            if bytes.count > limit { return nil }
        }
    }

    /// Writes all bytes to an open file; false with `errno` set when the system refuses.
    static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(
                    descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    /// Puts a file in place whole: written beside, flushed, renamed; false with `errno` set on failure.
    package static func replace(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o644) -> Bool {
        let temporary = "\(path).tmp-\(getpid())"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { return false }
        let isWritten = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
        let reason = errno
        close(descriptor)
        if isWritten, rename(temporary, path) == 0 { return flushFolder(of: path) }
        if !isWritten { errno = reason }
        let final = errno
        unlink(temporary)
        errno = final
        return false
    }

    /// Makes a folder and those above it, for the owner alone; true when it is there.
    package static func makeFolder(_ path: String) -> Bool {
        if RepositoryLocation.isFolder(path) || mkdir(path, 0o700) == 0 { return true }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            return errno == EEXIST
        }
        return makeFolder(String(path[..<slash])) && (mkdir(path, 0o700) == 0 || errno == EEXIST)
    }

    /// Makes the names in the folder of a path durable.
    private static func flushFolder(of path: String) -> Bool {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }
}
