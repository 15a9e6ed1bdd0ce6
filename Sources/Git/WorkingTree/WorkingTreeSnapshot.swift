package import Snapshots

/// The files of a working tree as they are on the disk: tracked ones, and untracked ones that are not ignored.
package final class WorkingTreeSnapshot: Snapshot {
    package var revision: ObjectID? { nil }
    package var tree: ObjectID? { nil }
    package let entries: [SnapshotEntry]
    package let problems: [SnapshotProblem]

    /// Looks at the working tree of a repository.
    package init(of repository: Repository, budget: TreeBudget = TreeBudget()) throws(GitError) {
        entries = []
        problems = []
    }

    package func bytes(of path: RepositoryPath, limit: Int) throws(SnapshotError) -> [UInt8] {
        throw .missing(path)
    }
}
