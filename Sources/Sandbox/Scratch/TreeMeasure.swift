internal import Glibc

/// A budget of bytes and entries for folders that somebody is filling at this moment.
struct TreeMeasure {
    /// Bytes on the disk that are left.
    private(set) var bytes: Int
    /// Files and folders that are left.
    private(set) var entries: Int

    init(bytes: Int, entries: Int) {
        self.bytes = bytes
        self.entries = entries
    }

    /// Takes a folder and all in it off the budget; false as soon as the budget does not hold.
    ///
    /// Links are not followed. Where a path is too long to be opened the answer is false as well.
    mutating func spend(on folder: String) -> Bool {
        var pending = [folder]
        while let path = pending.popLast() {
            guard let stream = Self.open(path) else {
                if errno == ENAMETOOLONG { return false }
                continue
            }
            defer { closedir(stream) }
            while let entry = readdir(stream) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    Array(bytes.prefix { $0 != 0 })
                }
                if name == [46] || name == [46, 46] { continue }
                var status = stat()
                let text = name.map { CChar(bitPattern: $0) } + [0]
                guard fstatat(dirfd(stream), text, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                    continue
                }
                bytes -= Int(status.st_blocks) * 512
                entries -= 1
                if bytes < 0 || entries < 0 { return false }
                if status.st_mode & S_IFMT == S_IFDIR {
                    pending.append("\(path)/\(String(decoding: name, as: UTF8.self))")
                }
            }
        }
        return true
    }

    private static func open(_ path: String) -> OpaquePointer? {
        let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { return nil }
        guard let stream = fdopendir(folder) else {
            close(folder)
            return nil
        }
        return stream
    }
}
