internal import Glibc

/// Writing at the end of a file that keeps all that was written before.
package enum AppendedFile {
    /// Appends the bytes and brings them to the disk; the file is made with the mode where it is missing.
    ///
    /// After a crash the end may be torn: a caller that writes lines finds its next one on a line of its own.
    package static func append(
        _ bytes: [UInt8], to path: String, mode: UInt32 = 0o600
    ) throws(FileError) {
        let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw FileError("append to a file", path, because: .current) }
        defer { close(descriptor) }
        do throws(SystemError) {
            let end = lseek(descriptor, 0, SEEK_END)
            var last = UInt8(ascii: "\n")
            let isTorn =
                end > 0 && pread(descriptor, &last, 1, end - 1) == 1 && last != UInt8(ascii: "\n")
            try OpenFile.write((isTorn ? [UInt8(ascii: "\n")] : []) + bytes, to: descriptor)
            guard fsync(descriptor) == 0 else { throw .current }
        } catch {
            throw FileError("append to a file", path, because: error)
        }
    }
}
