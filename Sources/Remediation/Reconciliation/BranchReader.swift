internal import Git
internal import Snapshots

/// Tells whose commits are on a branch of ours.
struct BranchReader {
    let repository: Repository
    let identity: Identity
    /// Addresses and names whose commits are no edit.
    let ignoredAuthors: Set<String>

    /// How many commits are looked at; a branch with more is not ours alone.
    private static let limit = 100

    /// The branch, against a commit of the base.
    func branch(at head: ObjectID, base: ObjectID) -> UnitSituation.Branch {
        guard let commits = commits(from: head, to: base) else {
            return .init(head: head, plan: nil, strangers: ["somebody"])
        }
        let own = commits.first(where: isOurs)
        var strangers: Set<String> = []
        for commit in commits where !isOurs(commit) && !isIgnored(commit) {
            if let own, isUpdate(commit, of: own, base: base) { continue }
            strangers.insert(commit.author.name.isEmpty ? "somebody" : commit.author.name)
        }
        return .init(
            head: head, plan: own.flatMap { CommitMessage.plan(in: $0.message) },
            base: own?.parents.first, strangers: strangers.sorted())
    }

    /// What the trailers of a pull request's head say.
    enum Recorded: Hashable {
        case plan(String)
        /// No commit of ours is there.
        case foreign
        /// The commits are not here.
        case unknown
    }

    /// The plan of the newest commit of ours at or below a commit, as long as only a few lie above it.
    func recorded(at head: ObjectID) -> Recorded {
        var next = [head]
        for _ in 0..<20 {
            guard let id = next.popLast() else { break }
            guard let commit = try? repository.commit(id) else {
                return id == head ? .unknown : .foreign
            }
            if isOurs(commit), let plan = CommitMessage.plan(in: commit.message) {
                return .plan(plan)
            }
            next += commit.parents.reversed()
        }
        return .foreign
    }

    /// The commits above the base, the newest first, down to ours; nil when one is not here or there are too many.
    private func commits(from head: ObjectID, to base: ObjectID) -> [CommitMetadata]? {
        var commits: [CommitMetadata] = []
        var seen: Set<ObjectID> = []
        var next = [head]
        while let id = next.popLast() {
            guard seen.insert(id).inserted, !isPart(id, of: base) else { continue }
            guard commits.count < Self.limit, let commit = try? repository.commit(id) else {
                return nil
            }
            commits.append(commit)
            // What is below our commit was the base when we made it, even if the base was rewritten since.
            if !isOurs(commit) { next += commit.parents.reversed() }
        }
        return commits
    }

    private func isPart(_ id: ObjectID, of base: ObjectID) -> Bool {
        id == base || (try? repository.mergeBase(of: id, and: base)) == id
    }

    /// Whether only the bot makes such a commit: its identity, its trailers, one parent, and that parent's date.
    private func isOurs(_ commit: CommitMetadata) -> Bool {
        let names = [commit.author, commit.committer]
        guard names.allSatisfy({ $0.name == identity.name && $0.email == identity.email }),
            commit.parents.count == 1, let parent = commit.parents.first,
            CommitMessage.plan(in: commit.message) != nil,
            CommitMessage.base(in: commit.message) == parent.description,
            let base = try? repository.commit(parent)
        else { return false }
        return commit.committer.seconds == CommitWriter.seconds(on: base)
    }

    private func isIgnored(_ commit: CommitMetadata) -> Bool {
        ignoredAuthors.contains(commit.author.email) || ignoredAuthors.contains(commit.author.name)
    }

    /// Whether a merge only brings the base into our branch: its tree is our changes on that part of the base.
    private func isUpdate(_ merge: CommitMetadata, of own: CommitMetadata, base: ObjectID) -> Bool {
        guard merge.parents.count == 2, let before = own.parents.first,
            let part = merge.parents.first(where: { isPart($0, of: base) }),
            let changes = try? changes(from: before, to: own.id, onto: part)
        else { return false }
        let writer = CommitWriter(into: repository, as: identity)
        guard let tree = try? repository.commit(part).tree else { return false }
        return (try? writer.tree(on: tree, changes: changes)) == merge.tree
    }

    /// What our commit changed; nil when one of these files is another one on the base by now.
    private func changes(
        from before: ObjectID, to own: ObjectID, onto part: ObjectID
    ) throws -> [RepositoryPath: OverlaySnapshot.Change]? {
        let old = try GitTreeSnapshot(commit: before, in: repository)
        let new = try GitTreeSnapshot(commit: own, in: repository)
        let base = try GitTreeSnapshot(commit: part, in: repository)
        var changes: [RepositoryPath: OverlaySnapshot.Change] = [:]
        for path in ChangedPaths.between(old, new) {
            guard old.entry(at: path)?.blob == base.entry(at: path)?.blob else { return nil }
            guard let entry = new.entry(at: path) else {
                changes[path] = .delete
                continue
            }
            let bytes = try new.bytes(of: path, limit: UnifiedDiff.maximumFileSize)
            changes[path] = .write(bytes, mode: entry.mode)
        }
        return changes
    }
}
