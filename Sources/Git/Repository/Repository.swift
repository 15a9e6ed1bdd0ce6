internal import CGit2
internal import Glibc
internal import Synchronization

/// A git repository, seen through its object database and references.
///
/// May be used from several threads at once: each call borrows a libgit2 handle of its own from a pool and gives
/// it back. Neither the repository's configuration nor anybody else's is obeyed, no hook and no filter runs.
package final class Repository: Sendable {
    /// The git directory, as an absolute path.
    package let gitDirectory: String
    /// The root of the working tree, as an absolute path; nil for a bare repository.
    package let workingDirectory: String?
    /// Whether there is no working tree.
    package var isBare: Bool { workingDirectory == nil }

    private let idle: Mutex<[RepositoryHandle]>
    private static let maximumIdleHandles = 8

    private init(at location: RepositoryLocation) throws(GitError) {
        let first = try RepositoryHandle(gitDirectory: location.gitDirectory)
        gitDirectory = location.gitDirectory
        workingDirectory = location.workingDirectory
        idle = Mutex([first])
    }

    /// Opens the repository at exactly this path, bare or not; folders above are not searched.
    ///
    /// - Throws: `GitError` with `.notFound` or `.notARepository`.
    package static func open(at path: String) throws(GitError) -> Repository {
        guard let location = try RepositoryLocation.at(path) else { throw notARepository(path) }
        return try Repository(at: location)
    }

    /// Opens the repository that a folder belongs to: itself, or the first one above it.
    package static func discover(from path: String) throws(GitError) -> Repository {
        let call = GitCall("open the repository", on: path)
        guard var folder = RepositoryLocation.canonical(path) else {
            throw call.systemFailure("the path cannot be resolved")
        }
        if !RepositoryLocation.isFolder(folder) {
            throw call.failure(
                .notARepository, "it is a file", remedy: "name the folder of a repository")
        }
        while true {
            if let location = try RepositoryLocation.at(folder) {
                return try Repository(at: location)
            }
            guard folder != "/", let slash = folder.lastIndex(of: "/") else {
                throw notARepository(path)
            }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        }
    }

    /// Makes a bare repository, or opens the one that is there; HEAD names the given branch.
    package static func initializeBare(
        at path: String, defaultBranch: String = "main"
    ) throws(GitError) -> Repository {
        Library.start()
        let call = GitCall("make the repository", on: path)
        var options = git_repository_init_options()
        try call.check(
            git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION)))
        options.flags =
            GIT_REPOSITORY_INIT_BARE.rawValue | GIT_REPOSITORY_INIT_MKDIR.rawValue
            | GIT_REPOSITORY_INIT_MKPATH.rawValue
        var made: OpaquePointer?
        let status = defaultBranch.withCString { name in
            options.initial_head = name
            return git_repository_init_ext(&made, path, &options)
        }
        try call.check(status)
        git_repository_free(made)
        return try open(at: path)
    }

    private static func notARepository(_ path: String) -> GitError {
        GitError(
            .notARepository, "open the repository", on: path, because: "it is no git repository",
            remedy: "name a folder made by git init or git clone")
    }

    /// Lends a handle to the closure; it must not keep it, nor anything that the handle owns.
    func withHandle<Result>(
        _ body: (RepositoryHandle) throws(GitError) -> Result
    ) throws(GitError) -> Result {
        let handle: RepositoryHandle
        if let waiting = idle.withLock({ $0.popLast() }) {
            handle = waiting
        } else {
            handle = try RepositoryHandle(gitDirectory: gitDirectory)
        }
        defer {
            idle.withLock { if $0.count < Self.maximumIdleHandles { $0.append(handle) } }
        }
        return try body(handle)
    }
}
