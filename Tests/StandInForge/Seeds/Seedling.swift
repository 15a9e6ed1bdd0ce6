internal import Foundation
internal import Git
internal import Snapshots

/// The start of many repositories: one commit that all share, on which each gets one of its own without a process.
struct Seedling: Sendable {
    /// The objects of the shared commit.
    private let objects: String
    private let start: ObjectID

    /// Takes a branch of a repository as the start of others.
    init(_ git: GitStore, branch: String) throws {
        objects = "\(git.path)/objects"
        guard let id = git.branch(branch).flatMap({ ObjectID(hex: $0) }) else {
            throw StandInForge.Mistake(description: "no branch \(branch) to start from")
        }
        start = id
    }

    /// Fills a repository that is still empty.
    func grow(_ git: GitStore, branch: String, files: [String: String], message: String) throws {
        try FileManager.default.removeItem(atPath: "\(git.path)/objects")
        try FileManager.default.copyItem(atPath: objects, toPath: "\(git.path)/objects")
        let repository = try Git.Repository.open(at: git.path)
        let writer = CommitWriter(
            into: repository, as: Identity(name: "Ada Author", email: "ada@example.com"))
        var changes: [RepositoryPath: OverlaySnapshot.Change] = [:]
        for (path, text) in files {
            changes[RepositoryPath(path)] = .write(Array(text.utf8), mode: .regular)
        }
        let commit = try writer.commit(on: start, changes: changes, message: message).commit
        try repository.setReference("refs/heads/\(branch)", to: commit, expecting: nil)
    }
}
