internal import CGit2
internal import Snapshots

/// A push into a repository on the same machine: copy the objects it lacks, then move its reference.
struct LocalPush {
    let call: GitCall
    let branch: String
    let expected: ObjectID?

    func run(
        _ commit: ObjectID, from source: Repository, to target: Repository
    ) throws(GitError) -> PushResult {
        let name = "refs/heads/\(branch)"
        guard try target.headBranch() != branch else {
            throw call.failure(.pushRefused, "it is the remote's default branch")
        }
        let actual = try target.reference(name)
        if actual == commit { return .alreadyThere }
        try Mirror.checkLease(actual, expected, call)
        if try target.reference("refs/heads/complybot") != nil { throw Mirror.branchConflict(call) }
        try source.withHandle { from throws(GitError) in
            try target.withHandle { to throws(GitError) in try copy(commit, from, to) }
        }
        do throws(GitError) {
            try target.setReference(name, to: commit, expecting: expected)
        } catch {
            guard case .referenceMoved(let actual) = error.code else { throw error }
            if actual == commit { return .alreadyThere }
            try Mirror.checkLease(actual, expected, call)
            throw error
        }
        return .pushed
    }

    /// Copies an object and all below it that the target lacks, children first, so that what is there is whole.
    private func copy(
        _ commit: ObjectID, _ source: RepositoryHandle, _ target: RepositoryHandle
    ) throws(GitError) {
        var waiting: [(object: Item, isExpanded: Bool)] = [(Item(id: commit, kind: .commit), false)]
        while let (item, isExpanded) = waiting.popLast() {
            if target.holds(item.id) { continue }
            let content = try source.object(
                item.id, ofType: item.kind.native, limit: Library.maximumObjectSize)
            guard case .bytes(let bytes) = content else {
                throw call.failure(.tooLarge, "too-large: the object \(item.id)")
            }
            if isExpanded || item.kind == .blob {
                _ = try target.write(bytes, as: item.kind.native)
                continue
            }
            waiting.append((item, true))
            for child in item.children(bytes) { waiting.append((child, false)) }
        }
    }

    private struct Item {
        enum Kind {
            case commit, tree, blob

            var native: git_object_t {
                switch self {
                case .commit: GIT_OBJECT_COMMIT
                case .tree: GIT_OBJECT_TREE
                case .blob: GIT_OBJECT_BLOB
                }
            }
        }

        let id: ObjectID
        let kind: Kind

        func children(_ bytes: [UInt8]) -> [Item] {
            if kind == .commit {
                guard let commit = CommitObject.parse(bytes, id: id) else { return [] }
                return [Item(id: commit.tree, kind: .tree)]
                    + commit.parents.map { Item(id: $0, kind: .commit) }
            }
            return (TreeObject.parse(bytes) ?? []).compactMap { item in
                if item.isFolder { return Item(id: item.id, kind: .tree) }
                return item.mode == FileMode.submodule.rawValue
                    ? nil : Item(id: item.id, kind: .blob)
            }
        }
    }
}
