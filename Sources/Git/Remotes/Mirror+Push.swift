internal import Basics
package import Snapshots

extension Mirror {
    /// Puts a commit of the mirror on a branch of the remote, only if that branch is where the caller thinks.
    ///
    /// Never touches the default branch. When the answer is lost on the way, the branch is read again, so that a
    /// success is a success. `expected` is the id that the remote branch holds now, nil when it must not exist.
    ///
    /// - Throws: `GitError` with `.leaseFailed` when it holds something else; nothing is written then.
    package func push(
        _ commit: ObjectID, toBranch branch: String, expecting expected: ObjectID?,
        _ options: RemoteOptions = RemoteOptions()
    ) throws(GitError) -> PushResult {
        let call = GitCall("push the branch \(branch)", on: remote.description)
        guard Self.isOurs(branch) else {
            throw call.failure(.invalidName, "it is no branch of ours, complybot/NAME")
        }
        return try Watchdog.run(call, options) { () throws(GitError) in
            if let target = remote.localPath {
                return try LocalPush(call: call, branch: branch, expected: expected)
                    .run(commit, from: repository(), to: Repository.open(at: target))
            }
            let lock = try takeLock(options)
            defer { lock.release() }
            return try pushOverNetwork(commit, branch, expected, options, call)
        }
    }

    /// Deletes a branch of the remote, only if it is where the caller thinks; one that is gone already is no error.
    ///
    /// - Throws: `GitError` with `.leaseFailed` when it holds something else; nothing is written then.
    package func deleteRemoteBranch(
        _ branch: String, expecting expected: ObjectID, _ options: RemoteOptions = RemoteOptions()
    ) throws(GitError) {
        let call = GitCall("delete the branch \(branch)", on: remote.description)
        guard Self.isOurs(branch) else {
            throw call.failure(.invalidName, "it is no branch of ours, complybot/NAME")
        }
        let reference = "refs/heads/\(branch)"
        try Watchdog.run(call, options) { () throws(GitError) in
            if let target = remote.localPath {
                let repository = try Repository.open(at: target)
                guard let actual = try repository.reference(reference) else { return }
                try Self.checkLease(actual, expected, call)
                return try repository.deleteReference(reference, expecting: expected)
            }
            try Repository.open(at: path).withHandle { handle throws(GitError) in
                let found = try advertisement(for: handle, options, call)
                guard let actual = found.branches[branch] else { return }
                try Self.checkLease(actual, expected, call)
                let nothing = ObjectID(bytes: [UInt8](repeating: 0, count: expected.bytes.count))
                try RemoteConnection(to: remote, for: handle, options, call)
                    .upload(nil, to: reference, expecting: expected, commit: nothing)
            }
        }
    }

    /// The commit that a branch of the remote holds right now, read from the remote; nil when there is none.
    package func remoteBranch(
        _ branch: String, _ options: RemoteOptions = RemoteOptions()
    ) throws(GitError) -> ObjectID? {
        let call = GitCall("read the branch \(branch)", on: remote.description)
        return try Watchdog.run(call, options) { () throws(GitError) in
            if let source = remote.localPath {
                return try openSource(source).reference("refs/heads/\(branch)")
            }
            return try Repository.open(at: path).withHandle { handle throws(GitError) in
                try advertisement(for: handle, options, call).branches[branch]
            }
        }
    }

    /// Whether a branch name is one that we push: no character that any shell or URL gives a meaning.
    package static func isOurs(_ branch: String) -> Bool {
        let prefix = "complybot/"
        let name = branch.utf8.dropFirst(prefix.utf8.count)
        return branch.hasPrefix(prefix) && (1...130).contains(name.count)
            && name.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || $0 == UInt8(ascii: "-")
            }
    }

    private func pushOverNetwork(
        _ commit: ObjectID, _ branch: String, _ expected: ObjectID?, _ options: RemoteOptions,
        _ call: GitCall
    ) throws(GitError) -> PushResult {
        let repository = try Repository.open(at: path)
        // libgit2 pushes references only, so the commit gets a passing one.
        let outgoing = "refs/complybot/outgoing/\(commit)"
        let held = try repository.reference(outgoing)
        if held == nil { try repository.setReference(outgoing, to: commit, expecting: nil) }
        defer { try? repository.deleteReference(outgoing, expecting: commit) }
        return try repository.withHandle { handle throws(GitError) in
            // Asked as if to fetch, for only then does the remote name its default branch.
            let found = try advertisement(for: handle, options, call)
            guard found.defaultBranch != branch else {
                throw call.failure(.pushRefused, "it is the remote's default branch")
            }
            if found.branches[branch] == commit { return .alreadyThere }
            try Self.checkLease(found.branches[branch], expected, call)
            if found.branches["complybot"] != nil { throw Self.branchConflict(call) }
            do throws(GitError) {
                try RemoteConnection(to: remote, for: handle, options, call).upload(
                    outgoing, to: "refs/heads/\(branch)", expecting: expected, commit: commit)
                return .pushed
            } catch {
                guard let now = try? advertisement(for: handle, options, call) else { throw error }
                if now.branches[branch] == commit { return .pushed }
                try Self.checkLease(now.branches[branch], expected, call)
                throw error
            }
        }
    }

    private func advertisement(
        for handle: RepositoryHandle, _ options: RemoteOptions, _ call: GitCall
    ) throws(GitError) -> RemoteConnection.Advertisement {
        try RemoteConnection(to: remote, for: handle, options, call).connect()
    }

    static func checkLease(
        _ actual: ObjectID?, _ expected: ObjectID?, _ call: GitCall
    ) throws(GitError) {
        guard actual != expected else { return }
        throw call.failure(
            .leaseFailed(actual: actual),
            "the branch is at \(actual?.description ?? "nothing"), not at \(expected?.description ?? "nothing")",
            remedy: "look at who pushed there")
    }

    static func branchConflict(_ call: GitCall) -> GitError {
        call.failure(
            .pushRefused,
            "branch-conflict: a branch complybot exists, so there can be none below it",
            remedy: "rename that branch")
    }
}
