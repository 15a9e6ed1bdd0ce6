internal import CGit2
package import Snapshots

/// The files of a commit or tree, straight from the object database; nothing is checked out.
///
/// May be read from several threads at once: each read borrows a handle of its own from the repository's pool.
/// Symbolic links are blobs that hold their target's text, submodules are recorded and never fetched.
package struct GitTreeSnapshot: Snapshot {
    package let revision: ObjectID?
    package let tree: ObjectID?
    package let entries: [SnapshotEntry]
    package let problems: [SnapshotProblem]
    private let repository: Repository

    /// The files of a commit.
    ///
    /// - Throws: `GitError` with `.tooLarge` when a budget is spent, `.corruptObject` when a tree is missing.
    package init(
        commit: ObjectID, in repository: Repository, budget: TreeBudget = TreeBudget()
    ) throws(GitError) {
        let tree = try repository.commit(commit).tree
        try self.init(tree: tree, revision: commit, in: repository, budget: budget)
    }

    /// The files of a tree.
    package init(
        tree: ObjectID, in repository: Repository, budget: TreeBudget = TreeBudget()
    ) throws(GitError) {
        try self.init(tree: tree, revision: nil, in: repository, budget: budget)
    }

    private init(
        tree: ObjectID, revision: ObjectID?, in repository: Repository, budget: TreeBudget
    ) throws(GitError) {
        var walk = TreeWalk(budget: budget)
        try repository.withHandle { handle throws(GitError) in try walk.run(from: tree, in: handle)
        }
        self.repository = repository
        self.revision = revision
        self.tree = tree
        entries = walk.entries.sorted { $0.path < $1.path }
        problems = walk.problems.sorted()
    }

    package func bytes(of path: RepositoryPath, limit: Int) throws(SnapshotError) -> [UInt8] {
        guard let entry = entry(at: path), let blob = entry.blob else { throw .missing(path) }
        guard entry.mode != .submodule else {
            throw .unreadable(path, reason: "a submodule has no content here")
        }
        return try repository.blob(blob, at: path, limit: limit)
    }

    package func contentID(of entry: SnapshotEntry) -> [UInt8]? {
        entry.blob.map { Array("blob ".utf8) + $0.bytes }
    }
}

extension Repository {
    /// The content of a blob, if it has at most `limit` bytes.
    ///
    /// The size in its header is checked before anything is inflated. The path is for the error only.
    package func blob(
        _ id: ObjectID, at path: RepositoryPath, limit: Int
    ) throws(SnapshotError) -> [UInt8] {
        do {
            let content = try withHandle { handle throws(GitError) in
                try handle.object(id, ofType: GIT_OBJECT_BLOB, limit: limit)
            }
            switch content {
            case .bytes(let bytes): return bytes
            case .tooLarge(let size): throw SnapshotError.tooLarge(path, size: size, limit: limit)
            }
        } catch let error as SnapshotError {
            throw error
        } catch {
            throw .unreadable(path, reason: "\((error as? GitError)?.detail ?? "\(error)")")
        }
    }
}
