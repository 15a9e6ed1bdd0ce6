import Basics
import Git
import Snapshots

/// A repository of this machine that `check` or `fix` looks at.
struct LocalTarget {
    let path: String
    let repository: Repository
    /// The working tree; nil when a commit is looked at.
    let workingTree: WorkingTreeSnapshot?
    let snapshot: any Snapshot

    /// Opens the repository that a path belongs to: its working tree or, with a revision or when it is bare, a commit.
    init(path: String, revision: String?) throws {
        self.path = path
        repository = try Repository.discover(from: path)
        if let revision {
            workingTree = nil
            snapshot = try GitTreeSnapshot(commit: try repository.resolve(revision), in: repository)
        } else if repository.isBare {
            workingTree = nil
            snapshot = try GitTreeSnapshot(commit: try repository.resolve("HEAD"), in: repository)
        } else {
            let tree = try WorkingTreeSnapshot(of: repository)
            workingTree = tree
            snapshot = tree
        }
    }

    /// The repository's name: its folder's, without `.git`.
    var name: String {
        let folder = repository.workingDirectory ?? repository.gitDirectory
        var name = folder.split(separator: "/").last.map(String.init) ?? "repository"
        if name.hasSuffix(".git"), name.count > 4 { name.removeLast(4) }
        return name
    }
}
