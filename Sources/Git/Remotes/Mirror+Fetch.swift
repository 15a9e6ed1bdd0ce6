package import Snapshots

extension Mirror {
    /// Brings the mirror up to date, under its lock.
    package func fetch(_ options: RemoteOptions = RemoteOptions()) throws(GitError) -> FetchResult {
        throw GitError(.failed, "fetch", because: "")
    }

    /// The mirror as a repository; it must have been fetched once.
    package func repository() throws(GitError) -> Repository { try Repository.open(at: path) }

    /// Puts a commit of the mirror on a branch of the remote, only if that branch is where the caller thinks.
    ///
    /// - Parameter expected: the id the remote branch holds now; nil when it must not exist.
    /// - Throws: `GitError` with `.leaseFailed` when it holds something else; nothing is written then.
    package func push(
        _ commit: ObjectID, toBranch branch: String, expecting expected: ObjectID?,
        _ options: RemoteOptions = RemoteOptions()
    ) throws(GitError) -> PushResult {
        throw GitError(.failed, "push", because: "")
    }

    /// The commit that a branch of the remote holds right now, read from the remote; nil when there is none.
    package func remoteBranch(
        _ branch: String, _ options: RemoteOptions = RemoteOptions()
    ) throws(GitError) -> ObjectID? { nil }
}
