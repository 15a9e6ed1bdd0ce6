internal import CGit2
internal import Glibc
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
    package func commit(_ id: ObjectID) throws(GitError) -> CommitMetadata {
        try withHandle { handle throws(GitError) in
            let call = GitCall("read the commit", on: id.description)
            var native = try id.native(for: call)
            var commit: OpaquePointer?
            try call.check(git_commit_lookup(&commit, handle.repository, &native))
            defer { git_commit_free(commit) }
            guard let tree = git_commit_tree_id(commit), let author = git_commit_author(commit),
                let committer = git_commit_committer(commit)
            else { throw call.failure(.corruptObject, "the commit names no tree or nobody") }
            var parents: [ObjectID] = []
            for index in 0..<git_commit_parentcount(commit) {
                if let parent = git_commit_parent_id(commit, index) {
                    parents.append(ObjectID(parent.pointee))
                }
            }
            return CommitMetadata(
                id: id, tree: ObjectID(tree.pointee), parents: parents,
                author: Signature(author.pointee),
                committer: Signature(committer.pointee),
                message: git_commit_message(commit).map { String(cString: $0) } ?? "")
        }
    }
}

extension Signature {
    fileprivate init(_ native: git_signature) {
        self.init(
            name: native.name.map { String(cString: $0) } ?? "",
            email: native.email.map { String(cString: $0) } ?? "", seconds: native.when.time,
            offset: Int(native.when.offset))
    }
}
