internal import Foundation
internal import Git
internal import Snapshots

/// A real bare repository, its references kept in mind so that a list of hundreds needs no process.
final class GitStore {
    /// The folder of the bare repository.
    let path: String
    /// Where each reference is now.
    private(set) var references: [String: String] = [:]
    /// Every place a reference ever had.
    private(set) var history: [ReferenceMove] = []
    private let repository: Git.Repository
    private var snapshots: [String: GitTreeSnapshot] = [:]
    private var merges: [String: String?] = [:]
    /// What is true of two commits for ever, by both ids.
    private var distances: [String: (ahead: Int, behind: Int)] = [:]
    var sizes: [String: (commits: Int, files: Int, additions: Int, deletions: Int)] = [:]

    /// Opens a bare repository that is there.
    init(path: String) throws {
        self.path = path
        repository = try Git.Repository.open(at: path)
        refresh(by: "seed", at: 0)
    }

    /// Writes an empty bare repository, without a process.
    static func initialize(_ path: String, defaultBranch: String) throws {
        let files = FileManager.default
        for folder in ["objects/info", "objects/pack", "refs/heads", "refs/tags", "hooks", "info"] {
            try files.createDirectory(
                atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
        }
        try "ref: refs/heads/\(defaultBranch)\n".write(
            toFile: "\(path)/HEAD", atomically: false, encoding: .utf8)
        try configuration.write(toFile: "\(path)/config", atomically: false, encoding: .utf8)
    }

    /// What GitHub's repositories allow their clients.
    static let configuration = """
        [core]
        \trepositoryformatversion = 0
        \tfilemode = true
        \tbare = true
        \thooksPath = ../hooks
        [http]
        \treceivepack = true
        [uploadpack]
        \tallowFilter = true
        \tallowAnySHA1InWant = true
        [receive]
        \thideRefs = refs/pull
        \tautogc = false
        [gc]
        \tauto = 0

        """

    /// Reads the references again and notes what moved.
    ///
    /// Returns the names that moved.
    @discardableResult
    func refresh(by actor: String, at time: Int) -> [String] {
        let found = (try? repository.references()) ?? []
        let now = Dictionary(found.map { ($0.name, $0.id.description) }) { $1 }
        var moved: [String] = []
        for name in Set(now.keys).union(references.keys).sorted()
        where now[name] != references[name] {
            history.append(ReferenceMove(name: name, oid: now[name], actor: actor, time: time))
            moved.append(name)
        }
        references = now
        return moved
    }

    /// The commit of a branch; nil when there is no such branch.
    func branch(_ name: String) -> String? { references["refs/heads/\(name)"] }
    /// The branches in order of their names.
    var branches: [(name: String, oid: String)] {
        references.filter { $0.key.hasPrefix("refs/heads/") }.sorted { $0.key < $1.key }
            .map { (String($0.key.dropFirst("refs/heads/".count)), $0.value) }
    }

    /// Where a branch is in the repository itself, whatever is kept in mind.
    func present(_ branch: String) throws -> String {
        guard let id = try repository.reference("refs/heads/\(branch)") else {
            throw Tool.Failure(description: "no branch \(branch) in \(path)")
        }
        return id.description
    }

    /// The commit that a name of the API stands for: a branch, a tag, a reference or a full or short id.
    func resolve(_ name: String) -> String? {
        let short = name.hasPrefix("refs/") ? String(name.dropFirst(5)) : name
        for candidate in ["refs/heads/\(name)", "refs/tags/\(name)", "refs/\(short)"] {
            if let oid = references[candidate] { return oid }
        }
        guard (4...40).contains(name.utf8.count), name.utf8.allSatisfy(\.isHexDigit) else {
            return nil
        }
        if name.utf8.count == 40 { return commit(name).map { $0.id.description } }
        return try? git(["rev-parse", "--verify", "--quiet", "\(name)^{commit}"])
    }

    /// A commit; nil when there is none.
    func commit(_ oid: String) -> CommitMetadata? {
        ObjectID(hex: oid).flatMap { try? repository.commit($0) }
    }

    /// The files of a commit; kept for the next question.
    func files(of commit: String) -> GitTreeSnapshot? {
        if let kept = snapshots[commit] { return kept }
        guard let id = ObjectID(hex: commit),
            let snapshot = try? GitTreeSnapshot(commit: id, in: repository)
        else { return nil }
        if snapshots.count > 8 { snapshots.removeAll() }
        snapshots[commit] = snapshot
        return snapshot
    }

    /// A file of a commit; nil when there is none.
    func file(_ path: String, of commit: String) -> (oid: String, bytes: [UInt8])? {
        guard let snapshot = files(of: commit),
            let entry = snapshot.entries.first(where: { $0.path.description == path }),
            let blob = entry.blob, let bytes = try? snapshot.bytes(of: entry.path, limit: 100 << 20)
        else { return nil }
        return (blob.description, bytes)
    }

    /// The id of the tree that merges two commits; nil when they conflict.
    func merge(_ base: String, _ head: String) -> String? {
        let key = "\(base) \(head)"
        if let known = merges[key] { return known }
        let output = try? Tool.run(
            "git", ["merge-tree", "--write-tree", "--no-messages", base, head], in: path)
        let tree = output?.status == 0 ? output?.text : nil
        merges.updateValue(tree, forKey: key)
        return tree
    }

    /// How many commits `head` has that `base` lacks, and the other way round.
    func distance(_ base: String, _ head: String) -> (ahead: Int, behind: Int) {
        if base == head { return (0, 0) }
        if let known = distances["\(base) \(head)"] { return known }
        let text = try? git(["rev-list", "--left-right", "--count", "\(base)...\(head)"])
        let counts = (text ?? "").split(separator: "\t").compactMap { Int($0) }
        guard counts.count == 2 else { return (0, 0) }
        distances["\(base) \(head)"] = (counts[1], counts[0])
        return (counts[1], counts[0])
    }

    /// Runs git in the repository.
    @discardableResult
    func git(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
    ) throws -> String {
        try Tool.text("git", arguments, in: path, input: input, environment: environment)
    }
}

/// One move of a reference.
package struct ReferenceMove: Sendable, Hashable {
    /// The full name.
    package let name: String
    /// Where it went; nil when it was deleted.
    package let oid: String?
    /// The login that moved it, `seed` for what was there at the start.
    package let actor: String
    /// Seconds since 1970 by the stand-in's clock.
    package let time: Int
}

extension UInt8 {
    /// Whether it is a digit of a hexadecimal number.
    var isHexDigit: Bool {
        (0x30...0x39).contains(self) || (0x61...0x66).contains(self) || (0x41...0x46).contains(self)
    }
}
