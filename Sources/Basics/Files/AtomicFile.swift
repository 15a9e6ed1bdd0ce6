internal import Glibc

/// Writing a file so that a reader, and whoever looks after a crash, sees the old content or the new one, whole.
package enum AtomicFile {
    /// Writes the bytes beside the file, brings them to the disk and puts them in the file's place.
    ///
    /// The folder must exist. A symlink at `path` is replaced, not followed. After an error nothing is left behind
    /// and the old file stands.
    package static func write(
        _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644
    ) throws(FileError) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[..<$0]) + "/" } ?? "./"
        var name = Array("\(folder).complybot-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw FileError("write a file", path, because: .current) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        do throws(SystemError) {
            try fill(descriptor, with: bytes, mode: mode)
            guard rename(name, path) == 0 else { throw .current }
        } catch {
            unlink(name)
            throw FileError("write a file", path, because: error)
        }
        try synchronise(folder: folder)
    }

    /// Brings a folder's list of names to the disk.
    private static func synchronise(folder: String) throws(FileError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("open a folder", folder, because: .current) }
        defer { close(descriptor) }
        // EINVAL: a file system that has no such thing, which is no failure of ours.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw FileError("write a folder", folder, because: .current)
        }
    }

    /// Writes, sets the mode, brings to the disk and closes, which it does in any case.
    private static func fill(
        _ descriptor: Int32, with bytes: [UInt8], mode: UInt32
    ) throws(SystemError) {
        do throws(SystemError) {
            try OpenFile.write(bytes, to: descriptor)
            guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else { throw .current }
        } catch {
            close(descriptor)
            throw error
        }
        // Some file systems tell of a full disk only here.
        guard close(descriptor) == 0 else { throw .current }
    }
}
