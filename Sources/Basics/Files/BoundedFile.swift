internal import Glibc

/// Reading a whole file that must not be larger than expected.
package enum BoundedFile {
    /// Why a file is not read.
    package enum Refusal: Error, Hashable {
        /// It is a folder, a pipe, a device, or a link where none is followed.
        case notRegular
        /// It has more bytes than it may.
        case tooLarge
        /// The system's reason.
        case system(SystemError)

        /// The reason in words, for a file that may have at most so many bytes.
        package func reason(limit: Int) -> String {
            switch self {
            case .notRegular: "it is no regular file"
            case .tooLarge: "it has more than \(limit) bytes, the most that are read"
            case .system(let problem): problem.description
            }
        }
    }

    /// The bytes of a regular file.
    ///
    /// Symlinks are followed, since the operator names it. `attempted` is what the file is read for, as an infinitive.
    ///
    /// - Throws: a usage `Diagnostic` that names the file.
    package static func read(_ path: String, limit: Int, while attempted: String) throws -> [UInt8]
    {
        do throws(Refusal) {
            return try bytes(of: path, limit: limit)
        } catch {
            throw Diagnostic(.usage, attempted, on: path, because: error.reason(limit: limit))
        }
    }

    /// The bytes of a regular file; a link as the last name is followed or refused.
    package static func bytes(
        of path: String, limit: Int, followingLink: Bool = true
    ) throws(Refusal) -> [UInt8] {
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
        let descriptor = open(path, followingLink ? flags : flags | O_NOFOLLOW)
        guard descriptor >= 0 else {
            let problem = SystemError.current
            throw problem.code == ELOOP && !followingLink ? .notRegular : .system(problem)
        }
        defer { close(descriptor) }
        return try bytes(from: descriptor, limit: limit)
    }

    /// Everything from an open regular file, which stays open.
    package static func bytes(from descriptor: Int32, limit: Int) throws(Refusal) -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .notRegular
        }
        guard status.st_size <= limit else { throw .tooLarge }
        var bytes: [UInt8] = []
        while true {
            // One byte more than the file said, to see that it ends there.
            let chunk = try chunk(from: descriptor, upTo: max(status.st_size - bytes.count, 0) + 1)
            if chunk.isEmpty { return bytes }
            bytes = bytes.isEmpty ? chunk : bytes + chunk
            guard bytes.count <= limit else { throw .tooLarge }
        }
    }

    private static func chunk(
        from descriptor: Int32, upTo room: Int
    ) throws(Refusal) -> [UInt8] {
        var count = 0
        let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, initialized in
            repeat {
                count = Glibc.read(descriptor, buffer.baseAddress, room)
            } while count < 0 && errno == EINTR
            initialized = max(count, 0)
        }
        guard count >= 0 else { throw .system(.current) }
        return chunk
    }
}
