internal import Basics
internal import CGit2
internal import Glibc
package import Snapshots

extension Mirror {
    /// Brings the mirror up to date, under its lock; blocks until done or until the deadline.
    ///
    /// A remote that is a local folder is not copied: the mirror reads its objects in place. The references
    /// change only after all objects are there.
    package func fetch(_ options: RemoteOptions = RemoteOptions()) throws(GitError) -> FetchResult {
        let call = GitCall("fetch the repository", on: remote.description)
        return try Watchdog.run(call, options) { () throws(GitError) in
            let lock = try takeLock(options)
            defer { lock.release() }
            if let source = remote.localPath { return try fetchLocal(source, call) }
            let repository = try Repository.initializeBare(at: path)
            return try repository.withHandle { handle throws(GitError) in
                let connection = try RemoteConnection(to: remote, for: handle, options, call)
                let found = try connection.connect()
                if found.branches.values.contains(where: { !handle.holds($0) }) {
                    try connection.download()
                }
                for id in found.branches.values where !handle.isCommit(id) {
                    throw call.failure(
                        .corruptObject, "missing-object: the remote did not send \(id)")
                }
                return try adopt(found, into: repository)
            }
        }
    }

    /// Brings the commit that a reference of the remote holds, such as `refs/pull/7/head`; nil when there is no such reference.
    ///
    /// The mirror keeps the objects, and no reference to them. It must have been fetched once.
    package func fetch(
        reference: String, _ options: RemoteOptions = RemoteOptions()
    ) throws(GitError) -> ObjectID? {
        let call = GitCall("fetch \(reference)", on: remote.description)
        return try Watchdog.run(call, options) { () throws(GitError) in
            let lock = try takeLock(options)
            defer { lock.release() }
            if let source = remote.localPath { return try openSource(source).reference(reference) }
            return try Repository.open(at: path).withHandle { handle throws(GitError) in
                let connection = try RemoteConnection(to: remote, for: handle, options, call)
                guard let id = try connection.connect(asking: reference).asked else { return nil }
                if !handle.holds(id) { try connection.download(reference) }
                guard handle.isCommit(id) else {
                    throw call.failure(
                        .corruptObject, "missing-object: the remote did not send \(id)")
                }
                return id
            }
        }
    }

    /// The mirror as a repository; it must have been fetched once.
    ///
    /// - Throws: `GitError` with `.sourceGone` when the local folder behind it is gone.
    package func repository() throws(GitError) -> Repository {
        let repository = try Repository.open(at: path)
        if let source = remote.localPath { _ = try openSource(source) }
        return repository
    }

    /// Takes the mirror's lock and clears what a killed process left.
    func takeLock(_ options: RemoteOptions) throws(GitError) -> FileLock {
        do throws(FileError) {
            try PrivateFolder.make(path)
            let lock = try FileLock.take("\(path)/complybot.lock") {
                options.onWait("waiting for another process that fetches \(remote)")
            }
            MirrorFolder.clear(path)
            return lock
        } catch {
            throw GitError(error)
        }
    }

    private func fetchLocal(_ source: String, _ call: GitCall) throws(GitError) -> FetchResult {
        let origin = try openSource(source)
        let repository = try Repository.initializeBare(at: path)
        let objects = try origin.withHandle { handle throws(GitError) in
            String(cString: git_repository_commondir(handle.repository)) + "objects"
        }
        guard !objects.utf8.contains(0x0a) else {
            throw call.failure(.fileSystem, "the folder's path has a line break")
        }
        do throws(FileError) {
            try MirrorFolder.setAlternate(objects, of: path)
        } catch {
            throw GitError(error)
        }
        var found = RemoteConnection.Advertisement()
        for (name, id) in try origin.references(withPrefix: "refs/heads/") {
            found.branches[String(name.dropFirst("refs/heads/".count))] = id
        }
        found.defaultBranch = try origin.headBranch()
        // Opened anew: a handle from before does not know the other folder's objects.
        return try adopt(found, into: Repository.open(at: repository.gitDirectory))
    }

    func openSource(_ source: String) throws(GitError) -> Repository {
        do throws(GitError) {
            return try Repository.open(at: source)
        } catch {
            guard RepositoryLocation.isGitDirectory(path) else { throw error }
            throw GitError(
                .sourceGone, "fetch the repository", on: source,
                because: "the folder that the mirror reads from is gone", remedy: "bring it back")
        }
    }

    /// Makes the mirror's branches those of the remote.
    private func adopt(
        _ found: RemoteConnection.Advertisement, into repository: Repository
    ) throws(GitError) -> FetchResult {
        var ignored: [String] = []
        var hasMoved = false
        var present: [String: ObjectID] = [:]
        for (name, id) in try repository.references(withPrefix: "refs/heads/") {
            present[String(name.dropFirst("refs/heads/".count))] = id
        }
        for (branch, id) in present.sorted(by: { $0.key < $1.key })
        where found.branches[branch] == nil {
            try repository.deleteReference("refs/heads/\(branch)", expecting: id)
            hasMoved = true
        }
        for (branch, id) in found.branches.sorted(by: { $0.key < $1.key })
        where present[branch] != id {
            do throws(GitError) {
                try repository.setReference(
                    "refs/heads/\(branch)", to: id, expecting: present[branch])
                hasMoved = true
            } catch { ignored.append("refs/heads/\(branch): \(error.detail)") }
        }
        let isOurs =
            found.defaultBranch.map { $0 == "complybot" || $0.hasPrefix("complybot/") } ?? true
        let defaultBranch = isOurs ? nil : found.defaultBranch
        if let defaultBranch, try repository.headBranch() != defaultBranch {
            try repository.setHead(toBranch: defaultBranch)
        }
        return FetchResult(
            defaultBranch: defaultBranch, head: defaultBranch.flatMap { found.branches[$0] },
            hasMoved: hasMoved,
            ignoredReferences: ignored)
    }
}
