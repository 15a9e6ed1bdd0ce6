internal import Glibc

/// What the file system says about a file: when it is the same, so is the file's content.
struct FileStamp: Hashable, Sendable {
    let mtime: Instant
    let ctime: Instant
    let size: Int
    let inode: UInt64
    let mode: UInt32

    /// A time of the file system.
    struct Instant: Hashable, Sendable, Comparable {
        var seconds: Int
        var nanoseconds: Int

        static func < (left: Instant, right: Instant) -> Bool {
            (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
        }
    }

    init(_ status: stat) {
        mtime = Instant(seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
        ctime = Instant(seconds: status.st_ctim.tv_sec, nanoseconds: status.st_ctim.tv_nsec)
        size = Int(status.st_size)
        inode = UInt64(status.st_ino)
        mode = status.st_mode
    }

    /// All of it as bytes, of which no two stamps have the same.
    var bytes: [UInt8] {
        let words = [
            UInt64(bitPattern: Int64(mtime.seconds)), UInt64(bitPattern: Int64(mtime.nanoseconds)),
            UInt64(bitPattern: Int64(ctime.seconds)), UInt64(bitPattern: Int64(ctime.nanoseconds)),
            UInt64(bitPattern: Int64(size)), inode, UInt64(mode),
        ]
        return words.flatMap { word in withUnsafeBytes(of: word.littleEndian) { Array($0) } }
    }

    var isRegular: Bool { mode & S_IFMT == S_IFREG }
    var isLink: Bool { mode & S_IFMT == S_IFLNK }
    var isFolder: Bool { mode & S_IFMT == S_IFDIR }
    var isExecutable: Bool { mode & S_IXUSR != 0 }
}
