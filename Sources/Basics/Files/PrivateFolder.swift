internal import Glibc

/// A folder that only its owner may look into.
package enum PrivateFolder {
    /// Makes the folder and those above it that are missing; one that is there stays as it is.
    package static func make(_ path: String) throws(FileError) {
        if isFolder(path) || mkdir(path, 0o700) == 0 { return }
        var problem = SystemError.current
        if problem.code == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try make(String(path[..<slash]))
            if mkdir(path, 0o700) == 0 { return }
            problem = .current
        }
        // Somebody else may have made it at the same time.
        guard problem.code == EEXIST, isFolder(path) else {
            throw FileError("make a folder", path, because: problem)
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
