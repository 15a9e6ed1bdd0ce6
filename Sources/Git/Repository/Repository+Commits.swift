internal import CGit2
package import Snapshots

/// Who made a commit, and when.
package struct Signature: Hashable, Sendable {
    package let name: String
    package let email: String
    /// Seconds since 1970, UTC.
    package let seconds: Int64
    /// Minutes east of UTC.
    package let offset: Int

    /// A signature from its parts.
    package init(name: String, email: String, seconds: Int64, offset: Int) {
        self.name = name
        self.email = email
        self.seconds = seconds
        self.offset = offset
    }
}

/// What a commit says, without its files.
package struct CommitMetadata: Hashable, Sendable {
    package let id: ObjectID
    package let tree: ObjectID
    package let parents: [ObjectID]
    package let author: Signature
    package let committer: Signature
    /// The whole message, its first line the subject; bytes that are no UTF-8 show as U+FFFD.
    package let message: String
}

extension Repository {
    /// The commit that a revision names: a branch, tag, full or short id, `HEAD`, `HEAD~2`.
    ///
    /// - Throws: `GitError` with `.emptyRepository`, `.unbornHead` or `.noSuchRevision`.
    package func resolve(_ revision: String = "HEAD") throws(GitError) -> ObjectID {
        let call = GitCall("find the revision", on: revision)
        let refused = revision.utf8.contains { $0 < 0x20 || $0 == 0x7f }
        if refused || revision.isEmpty || revision.utf8.count > 1024 || revision.hasPrefix("-")
            || revision.contains(":")
        {
            throw call.failure(.noSuchRevision, "it is no name of a commit")
        }
        if revision == "HEAD" { try checkHeadIsBorn() }
        if let id = try direct(revision) { return id }
        return try withHandle { handle throws(GitError) in
            var object: OpaquePointer?
            var commit: OpaquePointer?
            defer {
                git_object_free(object)
                git_object_free(commit)
            }
            guard git_revparse_single(&object, handle.repository, revision) == 0 else {
                throw call.failure(
                    .noSuchRevision, "no commit goes by that name",
                    remedy: "name a branch, a tag or a commit id")
            }
            guard git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0,
                let id = git_object_id(commit)
            else {
                throw call.failure(.noSuchRevision, "it names no commit")
            }
            return ObjectID(id.pointee)
        }
    }

    /// The commit of HEAD, a full id or a full reference, found without parsing it.
    private func direct(_ revision: String) throws(GitError) -> ObjectID? {
        let isName = revision == "HEAD" || revision.hasPrefix("refs/heads/")
        guard let id = isName ? try reference(revision) : ObjectID(hex: revision) else {
            return nil
        }
        let isCommit = try withHandle { handle throws(GitError) in handle.isCommit(id) }
        return isCommit ? id : nil
    }

    private func checkHeadIsBorn() throws(GitError) {
        let unborn = try withHandle { handle throws(GitError) in
            try GitCall("read HEAD", on: gitDirectory).check(
                git_repository_head_unborn(handle.repository)) == 1
        }
        guard unborn else { return }
        let call = GitCall("read the repository", on: workingDirectory ?? gitDirectory)
        if try references().isEmpty {
            throw call.failure(
                .emptyRepository, "it has no commit yet", remedy: "commit something first")
        }
        let branch = try headBranch() ?? "HEAD"
        throw call.failure(
            .unbornHead, "HEAD names the branch \(branch), which has no commit yet",
            remedy: "check out a branch that has one, or name a revision")
    }

    /// What a commit says.
    ///
    /// Read by our own parser, for libgit2's refuses commits with impossible dates, which exist.
    package func commit(_ id: ObjectID) throws(GitError) -> CommitMetadata {
        let call = GitCall("read the commit", on: id.description)
        let content = try withHandle { handle throws(GitError) in
            try handle.object(id, ofType: GIT_OBJECT_COMMIT, limit: CommitObject.maximumSize)
        }
        guard case .bytes(let bytes) = content else {
            throw call.failure(
                .tooLarge, "too-large: a commit above \(CommitObject.maximumSize) bytes")
        }
        guard let commit = CommitObject.parse(bytes, id: id) else {
            throw call.failure(.corruptObject, "corrupt-object: the commit is malformed")
        }
        return commit
    }
}
