import Basics
import Git
import Remediation
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

    /// Where the repository comes from or, when nobody knows, where it stands; as an absolute URI.
    var repositoryURI: String {
        let folder = repository.workingDirectory ?? repository.gitDirectory
        guard let origin = repository.origin else { return Self.fileURI(folder) }
        return origin.localPath.map(Self.fileURI) ?? origin.description
    }

    private static func fileURI(_ path: String) -> String {
        "file://" + ArtifactURI.reference(to: RepositoryPath(path))
    }

    /// What differs between these files and the commit at which they and a revision parted.
    func changes(since revision: String) throws -> ChangeScope {
        let other = try repository.resolve(revision)
        let own = try snapshot.revision ?? repository.resolve("HEAD")
        guard let base = try repository.mergeBase(of: other, and: own) else {
            throw Diagnostic(
                .usage, "find what changed", on: revision,
                because: "it shares no commit with what is looked at",
                remedy: "name a branch or commit of the same history")
        }
        let before = try GitTreeSnapshot(commit: base, in: repository)
        return ChangeScope(
            revision: revision, mergeBase: base, paths: ChangedPaths.between(before, snapshot))
    }
}
