internal import FoundationEssentials
internal import Glibc

/// Reading a whole file that must not be larger than expected.
package enum BoundedFile {
    /// The bytes of a regular file.
    ///
    /// - Parameters:
    ///   - path: the file; symlinks are followed, since the operator names it.
    ///   - limit: the most bytes it may have.
    ///   - attempted: what the file is read for, as an infinitive, for the error.
    /// - Returns: the bytes.
    /// - Throws: a usage `Diagnostic` that names the file.
    package static func read(_ path: String, limit: Int, while attempted: String) throws -> [UInt8]
    {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw failure(path, attempted, String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw failure(path, attempted, "it is not a regular file")
        }
        guard status.st_size <= limit else {
            throw failure(
                path, attempted, "it has \(status.st_size) bytes, and at most \(limit) are read")
        }
        var bytes = [UInt8](repeating: 0, count: min(limit, Int(status.st_size)) + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            if got == 0 { break }
            if got < 0 {
                if errno == EINTR { continue }
                throw failure(path, attempted, String(cString: strerror(errno)))
            }
            count += got
        }
        guard count <= limit else { throw failure(path, attempted, "it grows while it is read") }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private static func failure(_ path: String, _ attempted: String, _ reason: String) -> Diagnostic
    {
        Diagnostic(.usage, attempted, on: path, because: reason)
    }
}
