package import Git
internal import Snapshots
internal import Synchronization

/// A forge made of folders: bare repositories, and beside each its pull requests as files.
///
/// `orders.git` has `orders.pulls/1.json` (the record), `1.md` (the description) and `1.diff`. People close a
/// pull request by setting `"state"` in its record. Several processes may use one folder: every call that may
/// write holds a lock on it.
package final class DirectoryForge: Forge {
    private let writes = Mutex(0)

    /// A forge for repositories that are folders of this machine.
    package init() {}

    /// How many pull requests were made or changed since the forge was made.
    package var writeCount: Int { writes.withLock { $0 } }

    package func defaultBranch(of repository: RemoteURL) async throws -> String {
        let opened = try PullRequestFolder.repository(of: repository)
        guard let branch = try opened.headBranch() else {
            throw ForgeError(
                .noRepository, "find the default branch", on: repository.description,
                because: "its HEAD names no branch", remedy: "set it with git symbolic-ref")
        }
        return branch
    }

    package func pullRequests(
        fromBranch head: String, in repository: RemoteURL
    ) async throws -> [PullRequest] {
        try PullRequestFolder(of: repository).all().filter { $0.head == head }
    }

    package func create(
        _ draft: PullRequestDraft, in repository: RemoteURL
    ) async throws -> WriteOutcome {
        try PullRequestFolder(of: repository).locked { folder in
            try check(draft, in: repository)
            let same = try folder.all().first {
                $0.state == .open && $0.head == draft.head && $0.base == draft.base
            }
            if let same { return try write(draft, over: same, in: folder) }
            let pull = PullRequest(
                number: try folder.takeNumber(), state: .open, title: draft.title, body: draft.body,
                author: draft.author, head: draft.head, headID: draft.headID, base: draft.base,
                labels: draft.labels, reviewers: draft.reviewers, comments: [], closeReason: nil,
                url: "")
            return .created(try save(pull, diff: draft.diff, in: folder))
        }
    }

    package func update(
        _ number: Int, to draft: PullRequestDraft, in repository: RemoteURL
    ) async throws -> WriteOutcome {
        try PullRequestFolder(of: repository).locked { folder in
            let old = try folder.pullRequest(number)
            guard old.state == .open else {
                throw ForgeError(
                    .notOpen, "update the pull request", on: old.url,
                    because: "it is \(old.state.rawValue)")
            }
            return try write(draft, over: old, in: folder)
        }
    }

    package func close(
        _ number: Int, reason: CloseReason, in repository: RemoteURL
    ) async throws -> WriteOutcome {
        try PullRequestFolder(of: repository).locked { folder in
            var pull = try folder.pullRequest(number)
            guard pull.state == .open else { return .unchanged(pull) }
            pull.state = .closed
            pull.closeReason = reason
            return .updated(try save(pull, diff: nil, in: folder))
        }
    }

    package func comment(
        _ comment: Comment, on number: Int, in repository: RemoteURL
    ) async throws -> WriteOutcome {
        try PullRequestFolder(of: repository).locked { folder in
            var pull = try folder.pullRequest(number)
            if pull.comments.contains(where: { $0.marker == comment.marker }) {
                return .unchanged(pull)
            }
            pull.comments.append(comment)
            return .updated(try save(pull, diff: nil, in: folder))
        }
    }

    /// Labels and reviewers only ever come to those that are there, for people set some too.
    private func write(
        _ draft: PullRequestDraft, over old: PullRequest, in folder: PullRequestFolder
    ) throws -> WriteOutcome {
        var pull = old
        pull.title = draft.title
        pull.body = draft.body
        pull.headID = draft.headID
        pull.base = draft.base
        pull.labels = Set(old.labels).union(draft.labels).sorted()
        pull.reviewers = Set(old.reviewers).union(draft.reviewers).sorted()
        if pull == old, try folder.diff(of: old.number) == draft.diff { return .unchanged(old) }
        return .updated(try save(pull, diff: draft.diff, in: folder))
    }

    private func save(
        _ pull: PullRequest, diff: [UInt8]?, in folder: PullRequestFolder
    ) throws -> PullRequest {
        let saved = try folder.save(pull, diff: diff)
        writes.withLock { $0 += 1 }
        return saved
    }

    private func check(_ draft: PullRequestDraft, in url: RemoteURL) throws {
        let repository = try PullRequestFolder.repository(of: url)
        let attempted = "open the pull request"
        if draft.head == draft.base {
            throw ForgeError(
                .invalidRequest, attempted, on: draft.head, because: "head and base are one branch")
        }
        for branch in [draft.head, draft.base]
        where try repository.reference("refs/heads/\(branch)") == nil {
            throw ForgeError(
                .invalidRequest, attempted, on: branch, because: "the repository has no such branch"
            )
        }
    }
}
