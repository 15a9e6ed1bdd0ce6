internal import Basics
package import Git
internal import Synchronization

/// A forge made of folders: bare repositories, and beside each its pull requests as files.
///
/// `orders.git` has `orders.pulls/1.json` (the record), `1.md` (the description) and `1.diff`. People act by editing the
/// record: they set `"state"`, add a comment, a label, a name to `"approved_by"`. `orders.pulls/repository.json` may say
/// what the folder cannot, as that the repository is archived. Several processes may use one folder: every call that may
/// write holds a lock on it.
package final class DirectoryForge: Forge {
    private let us: ForgeAccount
    private let now: (@Sendable () -> Int)?
    private let writes = Mutex(0)

    /// A forge for repositories that are folders of this machine.
    ///
    /// `now` gives seconds since 1970 for the records of new pull requests; without it they bear no time.
    package init(
        as account: ForgeAccount = ForgeAccount(login: "complybot"),
        now: (@Sendable () -> Int)? = nil
    ) {
        us = account
        self.now = now
    }

    /// How many pull requests were made or changed since the forge was made.
    package var writeCount: Int { writes.withLock { $0 } }

    // MARK: Reading

    package func account() async throws -> ForgeAccount { us }

    package func repository(at remote: RemoteURL) async throws -> ForgeRepository {
        let name = remote.description
        func unreachable(_ status: ForgeRepository.Status) -> ForgeRepository {
            ForgeRepository(
                status: status, id: nil, name: name, defaultBranch: nil, permission: .none)
        }
        let opened: Repository
        do {
            opened = try PullRequestFolder.repository(of: remote)
        } catch let error as GitError {
            if [.notFound, .notARepository].contains(error.code) { return unreachable(.gone) }
            return unreachable(.noAccess(error.detail))
        }
        let facts = try PullRequestFolder(of: remote).facts()
        return ForgeRepository(
            status: facts.status, id: facts.id, name: name,
            defaultBranch: try opened.headBranch(), permission: .write)
    }

    package func pullRequests(
        fromBranch head: String, in remote: RemoteURL
    ) async throws -> [PullRequest] {
        try PullRequestFolder(of: remote).all().map(\.pull).filter { $0.head == head }
    }

    package func openPullRequests(
        of author: ForgeAccount, in remote: RemoteURL
    ) async throws -> OpenPullRequests {
        let ours = try PullRequestFolder(of: remote).all().map(\.pull).filter {
            $0.author.isSame(as: author)
        }
        return OpenPullRequests(
            count: ours.count { $0.state == .open },
            newestCreatedAt: ours.compactMap(\.createdAt).max())
    }

    package func activity(
        on number: Int, in remote: RemoteURL
    ) async throws -> PullRequestActivity {
        try PullRequestFolder(of: remote).record(number).activity
    }

    /// Whoever may write into the folder may do anything with it, so that counts for all that it says nothing of.
    package func permission(
        of account: ForgeAccount, in remote: RemoteURL
    ) async throws -> RepositoryPermission {
        try PullRequestFolder(of: remote).facts().permissions[account.login] ?? .write
    }

    // MARK: Writing

    package func create(
        _ draft: PullRequestDraft, in remote: RemoteURL
    ) async throws -> WriteOutcome {
        try PullRequestFolder(of: remote).locked { folder in
            try check(draft, in: remote)
            let same = try folder.all().first {
                $0.pull.state == .open && $0.pull.head == draft.head && $0.pull.base == draft.base
            }
            if let same {
                throw ForgeError(
                    .alreadyExists, "open the pull request", on: draft.head,
                    because: "\(same.pull.url) is open already")
            }
            let pull = PullRequest(
                number: try folder.takeNumber(), state: .open, title: draft.title, body: draft.body,
                author: us, head: draft.head, headID: draft.headID, base: draft.base,
                isDraft: draft.isDraft, createdAt: now?(), url: "")
            return .created(try save(.init(pull: pull), diff: draft.diff, in: folder))
        }
    }

    package func update(
        _ number: Int, to change: PullRequestChange, in remote: RemoteURL
    ) async throws -> WriteOutcome {
        try changing(number, while: "update the pull request", in: remote) { record, folder in
            record.pull.title = change.title ?? record.pull.title
            record.pull.body = change.body?(record.pull.body) ?? record.pull.body
            record.pull.base = change.base ?? record.pull.base
            record.pull.isDraft = change.isDraft ?? record.pull.isDraft
            record.pull.headID = change.head?.id ?? record.pull.headID
            return change.head?.diff
        }
    }

    package func decorate(
        _ number: Int, with decorations: Decorations, in remote: RemoteURL
    ) async throws -> WriteOutcome {
        try changing(number, while: "decorate the pull request", in: remote) { record, _ in
            let labels = Set(record.pull.labels).union(decorations.labels)
            record.pull.labels = labels.subtracting(decorations.removedLabels).sorted()
            record.pull.reviewers =
                Set(record.pull.reviewers).union(decorations.reviewers).sorted()
            record.pull.assignees =
                Set(record.pull.assignees).union(decorations.assignees).sorted()
            return nil
        }
    }

    package func enableAutomaticMerge(
        of number: Int, in remote: RemoteURL
    ) async throws -> WriteOutcome {
        try changing(number, while: "let the pull request merge itself", in: remote) { record, _ in
            record.activity.isMergedAutomatically = true
            return nil
        }
    }

    package func close(
        _ number: Int, reason: CloseReason, in remote: RemoteURL
    ) async throws -> WriteOutcome {
        try PullRequestFolder(of: remote).locked { folder in
            var record = try folder.record(number)
            guard record.pull.state == .open else { return .unchanged(record.pull) }
            record.pull.state = .closed
            record.pull.closeReason = reason
            record.activity.closedBy = us
            return .updated(try save(record, diff: nil, in: folder))
        }
    }

    package func comment(
        _ comment: CommentDraft, on number: Int, in remote: RemoteURL
    ) async throws -> WriteOutcome {
        try PullRequestFolder(of: remote).locked { folder in
            var record = try folder.record(number)
            let before = record
            let places = record.activity.comments.indices.filter { index in
                let old = record.activity.comments[index]
                return old.marker == comment.marker && old.author.isSame(as: us)
            }
            let id =
                places.first.map { record.activity.comments[$0].id } ?? record.nextCommentID
            let written = Comment(id: id, author: us, marker: comment.marker, body: comment.body)
            if let first = places.first {
                record.activity.comments[first] = written
                for place in places.dropFirst().reversed() {
                    record.activity.comments.remove(at: place)
                }
            } else {
                record.activity.comments.append(written)
            }
            if record == before { return .unchanged(record.pull) }
            return .updated(try save(record, diff: nil, in: folder))
        }
    }

    /// Changes an open pull request; the change gives the new diff, nil to leave it.
    private func changing(
        _ number: Int, while attempted: String, in remote: RemoteURL,
        _ change: (inout PullRequestRecord, PullRequestFolder) throws -> [UInt8]?
    ) throws -> WriteOutcome {
        try PullRequestFolder(of: remote).locked { folder in
            let old = try folder.record(number)
            guard old.pull.state == .open else {
                throw ForgeError(
                    .notOpen, attempted, on: old.pull.url,
                    because: "it is \(old.pull.state.rawValue)")
            }
            var record = old
            let diff = try change(&record, folder)
            if record == old, try diff == nil || folder.diff(of: number) == diff {
                return .unchanged(old.pull)
            }
            return .updated(try save(record, diff: diff, in: folder))
        }
    }

    private func save(
        _ record: PullRequestRecord, diff: [UInt8]?, in folder: PullRequestFolder
    ) throws -> PullRequest {
        let saved = try folder.save(record, diff: diff)
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
