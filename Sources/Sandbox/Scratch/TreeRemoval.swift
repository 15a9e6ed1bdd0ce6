internal import Basics
internal import Glibc

/// Removes a folder that hostile code has filled: symlinks, FIFOs, unreadable folders, a million files, any depth.
///
/// Everything goes by open folders, and no link is ever followed. Instead of descending, each folder that is found is
/// moved up to the top and emptied there: two descriptors and no recursion, however deep the tree is.
enum TreeRemoval {
    /// How many names are taken up at a time.
    private static let batch = 4096

    /// Removes a folder and all in it; what is not there is no error.
    static func remove(_ path: String) throws(FileError) {
        let top = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard top >= 0 else {
            let problem = SystemError.current
            if problem.code == ENOENT { return }
            // A link or a file in place of a folder.
            if unlink(path) == 0 { return }
            throw FileError("remove a folder", path, because: problem.description)
        }
        defer { close(top) }
        var moved = 0
        while true {
            let names = names(in: top)
            if names.isEmpty { break }
            var progress = false
            for name in names where try removeEntry(name, of: top, counting: &moved) {
                progress = true
            }
            guard progress else {
                throw FileError("remove a folder", path, because: "its entries cannot be removed")
            }
        }
        guard rmdir(path) == 0 else {
            throw FileError("remove a folder", path, because: SystemError.current.description)
        }
    }

    /// Removes one entry of the top folder, or at least empties it; whether anything was achieved.
    private static func removeEntry(
        _ name: [CChar], of top: Int32, counting moved: inout Int
    ) throws(FileError) -> Bool {
        if unlinkat(top, name, 0) == 0 { return true }
        // A folder, whatever its mode says; it is ours, so its mode is ours to set.
        guard isFolder(name, in: top) else { return false }
        fchmodat(top, name, 0o700, 0)
        let folder = openat(top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { return false }
        defer { close(folder) }
        var progress = false
        while true {
            let names = names(in: folder)
            if names.isEmpty { break }
            var round = false
            for child in names {
                if unlinkat(folder, child, 0) == 0 || unlinkat(folder, child, AT_REMOVEDIR) == 0 {
                    round = true
                } else if isFolder(child, in: folder) {
                    // To move a folder is to write its `..`.
                    fchmodat(folder, child, 0o700, 0)
                    moved += 1
                    if renameat(folder, child, top, ".complybot-moved-\(moved)") == 0 {
                        round = true
                    }
                }
            }
            guard round else { return progress }
            progress = true
        }
        return unlinkat(top, name, AT_REMOVEDIR) == 0
    }

    private static func isFolder(_ name: [CChar], in folder: Int32) -> Bool {
        var status = stat()
        return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0
            && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The first names in a folder, up to a batch; each as C writes it.
    private static func names(in folder: Int32) -> [[CChar]] {
        let own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard own >= 0, let stream = fdopendir(own) else {
            if own >= 0 { close(own) }
            return []
        }
        defer { closedir(stream) }
        var names: [[CChar]] = []
        while names.count < batch, let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                Array(bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) }) + [0]
            }
            if name != [46, 0] && name != [46, 46, 0] { names.append(name) }
        }
        return names
    }
}
