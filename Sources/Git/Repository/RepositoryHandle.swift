internal import CGit2
internal import Glibc

/// One opened repository of libgit2 with its object database.
///
/// Used by one thread at a time: whoever took it out of the pool of its `Repository` has it alone until it is
/// put back. That is the invariant behind `@unchecked Sendable`.
final class RepositoryHandle: @unchecked Sendable {
    let repository: OpaquePointer
    let odb: OpaquePointer

    /// Opens a git directory as it stands, with an empty configuration in place of its own.
    init(gitDirectory: String) throws(GitError) {
        Library.start()
        let call = GitCall("open the repository", on: gitDirectory)
        if let odd = RepositoryLocation.oddFile(in: gitDirectory) {
            throw call.failure(.notARepository, "its \(odd) is no regular file")
        }
        var opened: OpaquePointer?
        let flags = GIT_REPOSITORY_OPEN_BARE.rawValue | GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
        let status = git_repository_open_ext(&opened, gitDirectory, flags, nil)
        if status == GIT_ENOTFOUND.rawValue {
            throw call.failure(
                .notARepository, "it is no git repository",
                remedy: "name a folder made by git init or git clone")
        }
        try call.check(status)
        guard let opened else { throw call.failure(.failed, "libgit2 opened nothing") }
        var configuration: OpaquePointer?
        var odb: OpaquePointer?
        var outcome = git_config_new(&configuration)
        if outcome == 0 { outcome = git_repository_set_config(opened, configuration) }
        git_config_free(configuration)
        if outcome == 0 { outcome = git_repository_odb(&odb, opened) }
        guard outcome == 0, let odb else {
            let error = call.error(outcome)
            git_repository_free(opened)
            throw error
        }
        repository = opened
        self.odb = odb
    }

    deinit {
        git_odb_free(odb)
        git_repository_free(repository)
    }
}
