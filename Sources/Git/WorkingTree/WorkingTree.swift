internal import Basics
internal import Glibc
package import Snapshots

/// The files of a repository on the disk, to be written.
package struct WorkingTree: Sendable {
    /// How the names of our temporary files begin; a later run removes what a killed one left.
    static let temporaryPrefix = Array(".complybot-write-".utf8)

    private let repository: Repository
    private let root: String
    /// Called before each step that touches the disk; tests end the world here.
    var beforeStep: @Sendable (WorkingTreeWrite.Step) throws(GitError) -> Void = {
        _ throws(GitError) in
    }

    /// The working tree of a repository that has one.
    package init(of repository: Repository) throws(GitError) {
        guard let root = repository.workingDirectory else {
            throw GitError(
                .notARepository, "write the working tree", on: repository.gitDirectory,
                because: "the repository is bare", remedy: "clone it and name the clone")
        }
        self.repository = repository
        self.root = root
    }

    /// Writes changes, each file whole or not at all; nothing when any target is not what the snapshot saw.
    ///
    /// All new contents are on the disk beside their targets before the first one is put in its place; a kill in
    /// the middle leaves each file old or new. Permissions are kept, links are never written through. The index
    /// is left alone.
    ///
    /// - Throws: `GitError` with `.staleFile`, `.unsafePath` or `.pathConflict`; nothing is written then.
    package func apply(
        _ changes: [RepositoryPath: OverlaySnapshot.Change], expecting snapshot: WorkingTreeSnapshot
    ) throws(GitError) {
        guard !changes.isEmpty else { return }
        let lock: FileLock
        do throws(FileError) {
            lock = try FileLock.take("\(repository.gitDirectory)/complybot.lock")
        } catch {
            throw GitError(error)
        }
        defer { lock.release() }
        var write = WorkingTreeWrite(
            root: try ConfinedFolder(root), snapshot: snapshot, beforeStep: beforeStep)
        try write.run(changes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
}
