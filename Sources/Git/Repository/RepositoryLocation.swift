internal import Basics
internal import Glibc

/// Where a repository's files are: its git directory and, unless it is bare, its working tree.
struct RepositoryLocation: Sendable, Hashable {
    let gitDirectory: String
    let workingDirectory: String?

    /// The repository at exactly this path: a working tree's root, a bare repository or a git directory.
    static func at(_ path: String) throws(GitError) -> RepositoryLocation? {
        let call = GitCall("open the repository", on: path)
        guard let folder = canonical(path) else {
            throw call.systemFailure("the path cannot be resolved")
        }
        guard isFolder(folder) else {
            throw call.failure(
                .notARepository, "it is a file", remedy: "name the folder of a repository")
        }
        let inner = folder == "/" ? "/.git" : folder + "/.git"
        if isGitDirectory(inner) {
            return RepositoryLocation(gitDirectory: inner, workingDirectory: folder)
        }
        if let linked = linkedGitDirectory(inner, in: folder) {
            return RepositoryLocation(gitDirectory: linked, workingDirectory: folder)
        }
        guard isGitDirectory(folder) else { return nil }
        if folder.hasSuffix("/.git") {
            return RepositoryLocation(
                gitDirectory: folder, workingDirectory: String(folder.dropLast("/.git".count)))
        }
        return RepositoryLocation(gitDirectory: folder, workingDirectory: nil)
    }

    /// The path without links, `.` and `..`; nil when it does not exist.
    static func canonical(_ path: String) -> String? {
        guard !path.utf8.contains(0), let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Whether a folder has what every git directory has.
    static func isGitDirectory(_ path: String) -> Bool {
        guard isFolder(path), exists(path + "/HEAD") else { return false }
        return exists(path + "/commondir")
            || (isFolder(path + "/objects") && isFolder(path + "/refs"))
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The first of the files that libgit2 opens without looking that is a pipe or device, which would block it.
    static func oddFile(in gitDirectory: String) -> String? {
        ["HEAD", "config", "index", "packed-refs", "commondir", "objects/info/alternates"].first {
            name in
            var status = stat()
            return stat("\(gitDirectory)/\(name)", &status) == 0
                && status.st_mode & S_IFMT != S_IFREG
        }
    }

    private static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// The git directory that a `.git` file names, as worktrees and submodules have it.
    private static func linkedGitDirectory(_ file: String, in folder: String) -> String? {
        let marker = "gitdir: "
        guard let bytes = try? BoundedFile.bytes(of: file, limit: 8192),
            let text = String(validating: bytes, as: UTF8.self), text.hasPrefix(marker)
        else { return nil }
        let target = text.dropFirst(marker.count).prefix { $0 != "\n" && $0 != "\r\n" }
        let path = canonical(target.hasPrefix("/") ? String(target) : "\(folder)/\(target)")
        return path.flatMap { isGitDirectory($0) ? $0 : nil }
    }
}
