package import Snapshots

/// The files of a repository on the disk, to be written.
package struct WorkingTree: Sendable {
    private let repository: Repository

    /// The working tree of a repository that has one.
    package init(of repository: Repository) throws(GitError) { self.repository = repository }

    /// Writes changes, each file whole or not at all; nothing when any target is not what the snapshot saw.
    package func apply(
        _ changes: [RepositoryPath: OverlaySnapshot.Change], expecting snapshot: WorkingTreeSnapshot
    ) throws(GitError) {
        throw GitError(.failed, "write", because: "")
    }
}
