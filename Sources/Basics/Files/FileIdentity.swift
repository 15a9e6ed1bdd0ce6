internal import Glibc

/// What tells a file from every other and from its own earlier versions, without reading it.
package struct FileIdentity: Hashable, Sendable, CustomStringConvertible {
    /// The path, size, times, inode and device, as one line; for a file that is not there the path alone.
    package let description: String

    /// Asks the file system about a file; links are followed.
    package init(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            description = path
            return
        }
        let times = [status.st_mtim, status.st_ctim].map { "\($0.tv_sec).\($0.tv_nsec)" }
        description =
            "\(path) \(status.st_size) \(times.joined(separator: " ")) \(status.st_ino) \(status.st_dev)"
    }
}
