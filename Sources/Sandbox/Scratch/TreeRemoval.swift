internal import Basics
internal import Glibc

/// Removes a folder that hostile code has filled: symlinks, FIFOs, unreadable folders, a million files, any depth.
///
/// Everything goes by open folders, and no link is ever followed. It descends and climbs with one open folder and
/// without recursion, however deep the tree is. Whoever filled it must be gone.
enum TreeRemoval {
    /// How many names are taken up at a time.
    private static let batch = 4096

    /// Which folder it is, whatever it is called.
    private struct Identity: Equatable {
        let device: dev_t
        let number: ino_t
    }

    /// A folder on the way down: its name in the one above, and which one that is.
    private struct Step {
        let name: [CChar]
        let parent: Identity
    }

    /// Removes a folder and all in it; what is not there is no error.
    static func remove(_ path: String) throws(FileError) {
        var current = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if current < 0 && errno == EACCES {
            chmod(path, 0o700)
            current = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        }
        guard current >= 0 else {
            let problem = SystemError.current
            // A link or a file in place of a folder.
            if problem.code == ENOENT || unlink(path) == 0 { return }
            throw FileError("remove a folder", path, because: problem.description)
        }
        defer { close(current) }
        var way: [Step] = []
        while true {
            if let name = try removeFiles(in: current, below: path) {
                // A folder with something in it; its mode is ours to set, for it is ours.
                fchmodat(current, name, 0o700, 0)
                let next = openat(current, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                guard next >= 0, let parent = identity(of: current) else {
                    let problem = SystemError.current
                    if next >= 0 { close(next) }
                    throw FileError("remove a folder", path, because: problem.description)
                }
                way.append(Step(name: name, parent: parent))
                close(current)
                current = next
            } else if let step = way.popLast() {
                try climb(from: &current, by: step, below: path)
            } else {
                break
            }
        }
        guard rmdir(path) == 0 else {
            throw FileError("remove a folder", path, because: SystemError.current.description)
        }
    }

    /// Removes everything in a folder but folders that hold something; the first of those, nil when it is empty.
    private static func removeFiles(in folder: Int32, below path: String) throws(FileError)
        -> [CChar]?
    {
        while true {
            let names = names(in: folder)
            if names.isEmpty { return nil }
            for name in names {
                if unlinkat(folder, name, 0) == 0 || unlinkat(folder, name, AT_REMOVEDIR) == 0 {
                    continue
                }
                let problem = SystemError.current
                if isFolder(name, in: folder) { return name }
                throw FileError("remove a folder", path, because: problem.description)
            }
        }
    }

    /// Goes back to the folder above and removes the one that is empty now.
    private static func climb(
        from current: inout Int32, by step: Step, below path: String
    ) throws(FileError) {
        let above = openat(current, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard above >= 0 else {
            throw FileError("remove a folder", path, because: SystemError.current.description)
        }
        close(current)
        current = above
        guard identity(of: above) == step.parent else {
            throw FileError("remove a folder", path, because: "somebody moves its folders")
        }
        guard unlinkat(above, step.name, AT_REMOVEDIR) == 0 else {
            throw FileError("remove a folder", path, because: SystemError.current.description)
        }
    }

    private static func identity(of folder: Int32) -> Identity? {
        var status = stat()
        return fstat(folder, &status) == 0
            ? Identity(device: status.st_dev, number: status.st_ino) : nil
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
