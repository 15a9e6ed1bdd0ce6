internal import Basics
internal import CGit2
package import Snapshots

/// A branch of a remote that only ever grows, by commits of one file each: what is to be remembered outside.
///
/// A commit is added after the one that the caller has seen last, never over another: nothing is ever forced. All calls block.
package struct CommitLine: Sendable {
    /// The remote's end of the line as it was found.
    package struct End: Sendable {
        /// The newest commit; nil when there is no such branch.
        package let commit: ObjectID?
        /// Where it and all before it can be read.
        package let repository: Repository
    }

    /// The branch, without `refs/heads/`.
    package let branch: String
    private let mirror: Mirror
    private var reference: String { "refs/heads/\(branch)" }
    private var remote: RemoteURL { mirror.remote }

    /// The line behind a branch of a mirror's remote; nothing is asked yet.
    ///
    /// - Throws: `GitError` with `.invalidName` for no name of a branch, or one of those that pull requests come from.
    package init(_ branch: String, of mirror: Mirror) throws(GitError) {
        Library.start()
        let call = GitCall("use a branch as a line of commits", on: branch)
        try Repository.validateReferenceName("refs/heads/\(branch)", for: call)
        guard branch != "complybot", !branch.hasPrefix("complybot/"), !branch.hasPrefix("-") else {
            throw call.failure(.invalidName, "pull requests come from branches of that name")
        }
        self.branch = branch
        self.mirror = mirror
    }

    /// Brings what the line holds now; nothing else of the remote is kept.
    package func fetch(_ options: RemoteOptions = RemoteOptions()) throws(GitError) -> End {
        let call = GitCall("read the branch \(branch)", on: remote.description)
        return try Watchdog.run(call, options) { () throws(GitError) in
            if let source = remote.localPath {
                let repository = try Repository.open(at: source)
                return End(commit: try repository.reference(reference), repository: repository)
            }
            let lock = try mirror.takeLock(options)
            defer { lock.release() }
            let repository = try Repository.initializeBare(at: mirror.path)
            let commit = try repository.withHandle { handle throws(GitError) -> ObjectID? in
                let connection = try RemoteConnection(to: remote, for: handle, options, call)
                guard let id = try connection.connect().branches[branch] else { return nil }
                if !handle.holds(id) { try connection.download(reference) }
                guard handle.isCommit(id) else {
                    throw call.failure(
                        .corruptObject, "missing-object: the remote did not send \(id)")
                }
                return id
            }
            return End(commit: commit, repository: repository)
        }
    }

    /// Adds a commit with one file after the end that was found, and gives its id; the same input gives the same commit.
    ///
    /// - Throws: `GitError` with `.leaseFailed` when the line has another end by now; nothing is written there then.
    package func append(
        _ name: String, holding bytes: [UInt8], at seconds: Int64, message: String,
        as identity: Identity, after end: End, _ options: RemoteOptions = RemoteOptions()
    ) throws(GitError) -> ObjectID {
        let call = GitCall("add to the branch \(branch)", on: remote.description)
        return try Watchdog.run(call, options) { () throws(GitError) in
            let commit = try CommitWriter(into: end.repository, as: identity).commit(
                after: end.commit, file: name, holding: bytes, at: seconds, message: message)
            if remote.localPath != nil {
                try set(commit, after: end, call)
            } else {
                let lock = try mirror.takeLock(options)
                defer { lock.release() }
                try push(commit, after: end, options, call)
            }
            return commit
        }
    }

    private func set(
        _ commit: ObjectID, after end: End, _ call: GitCall
    ) throws(GitError) {
        do throws(GitError) {
            try end.repository.setReference(reference, to: commit, expecting: end.commit)
        } catch {
            guard case .referenceMoved(let actual) = error.code else { throw error }
            try Mirror.checkLease(actual, end.commit, call)
            throw error
        }
    }

    private func push(
        _ commit: ObjectID, after end: End, _ options: RemoteOptions, _ call: GitCall
    ) throws(GitError) {
        // libgit2 pushes references only, so the commit gets a passing one.
        let outgoing = "refs/complybot/outgoing/\(commit)"
        let held = try end.repository.reference(outgoing)
        if held == nil {
            try end.repository.setReference(outgoing, to: commit, expecting: nil)
        }
        defer { try? end.repository.deleteReference(outgoing, expecting: commit) }
        try end.repository.withHandle { handle throws(GitError) in
            func found() throws(GitError) -> RemoteConnection.Advertisement {
                try RemoteConnection(to: remote, for: handle, options, call).connect()
            }
            let before = try found()
            try Mirror.checkLease(before.branches[branch], end.commit, call)
            do throws(GitError) {
                try RemoteConnection(to: remote, for: handle, options, call).upload(
                    outgoing, to: reference, expecting: end.commit, commit: commit)
            } catch {
                // The answer may have been lost on the way.
                guard let now = try? found() else { throw error }
                if now.branches[branch] == commit { return }
                try Mirror.checkLease(now.branches[branch], end.commit, call)
                throw error
            }
        }
    }
}
