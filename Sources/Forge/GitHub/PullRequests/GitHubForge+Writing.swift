internal import Basics
package import Git

extension GitHubForge {
    /// GitHub takes no longer descriptions and comments, in characters; bytes are never fewer.
    static let maximumBody = 65_536

    package func create(
        _ draft: PullRequestDraft, in remote: RemoteURL
    ) async throws -> WriteOutcome {
        let name = try name(of: remote)
        let made = try await asking(missing: .noRepository) { () throws(GitHubError) in
            do throws(GitHubError) {
                return try await post(draft, asDraft: draft.isDraft, name)
            } catch  where draft.isDraft && error.isRefusalOfDrafts {
                // Not every plan has drafts; nothing was made.
                return try await post(draft, asDraft: false, name)
            }
        }
        return .created(try pullRequest(made))
    }

    private func post(
        _ draft: PullRequestDraft, asDraft: Bool, _ name: GitHubRepositoryName
    ) async throws(GitHubError) -> WirePullRequest {
        let body = JSONValue.members([
            "title": .string(draft.title), "head": .string(draft.head),
            "base": .string(draft.base), "body": .string(Self.fitting(draft.body)),
            "draft": .bool(asDraft),
        ])
        return try await api.send(
            request(.post, name, ["pulls"], body: body, effect: .create)
        ).decoded(as: WirePullRequest.self, while: "open the pull request")
    }

    package func update(
        _ number: Int, to change: PullRequestChange, in remote: RemoteURL
    ) async throws -> WriteOutcome {
        let name = try name(of: remote)
        let old = try await open(number, "update the pull request", name)
        var members: [JSONValue.Member] = []
        if let title = change.title, title != old.title {
            members.append(.init("title", .string(title)))
        }
        let written = old.body ?? ""
        if let body = change.body.map({ Self.fitting($0(written)) }), !Self.isSame(body, written) {
            members.append(.init("body", .string(body)))
        }
        if let base = change.base, base != old.base.ref {
            members.append(.init("base", .string(base)))
        }
        var now = old
        if !members.isEmpty {
            now = try await patch(number, .object(members), name)
        }
        let wantsOther = change.isDraft.map { $0 != (old.draft ?? false) } ?? false
        if wantsOther {
            try await setDraft(change.isDraft == true, old.nodeId, name)
            now = try await asking { () throws(GitHubError) in try await wire(number, name) }
        }
        let pull = try pullRequest(now)
        return members.isEmpty && !wantsOther ? .unchanged(pull) : .updated(pull)
    }

    package func close(
        _ number: Int, reason: CloseReason, in remote: RemoteURL
    ) async throws -> WriteOutcome {
        let name = try name(of: remote)
        let old = try await asking { () throws(GitHubError) in try await wire(number, name) }
        guard old.isOpen else { return .unchanged(try pullRequest(old)) }
        let closed = try await patch(number, .members(["state": "closed"]), name)
        return .updated(try pullRequest(closed))
    }

    package func comment(
        _ comment: CommentDraft, on number: Int, in remote: RemoteURL
    ) async throws -> WriteOutcome {
        let name = try name(of: remote)
        let us = try await account()
        let found = try await asking { () throws(GitHubError) in try await wire(number, name) }
        let pull = try pullRequest(found)
        let ours = try await comments(on: number, name).filter {
            $0.comment(by: us).marker == comment.marker
        }
        let didWrite = try await asking { () throws(GitHubError) in
            try await bring(ours, to: Self.fitting(comment.markedBody), on: number, name)
        }
        return didWrite ? .updated(pull) : .unchanged(pull)
    }

    /// Keeps the oldest of our comments, and sees that it says this.
    func bring(
        _ ours: [WireComment], to text: String, on number: Int, _ name: GitHubRepositoryName
    ) async throws(GitHubError) -> Bool {
        guard let first = ours.first else {
            _ = try await api.send(
                request(
                    .post, name, ["issues", String(number), "comments"],
                    body: .members(["body": .string(text)]), effect: .create))
            return true
        }
        var didWrite = false
        if !Self.isSame(first.body ?? "", text) {
            _ = try await api.send(
                request(
                    .patch, name, ["issues", "comments", String(first.id)],
                    body: .members(["body": .string(text)]), effect: .set))
            didWrite = true
        }
        for double in ours.dropFirst() {
            do {
                _ = try await api.send(
                    request(
                        .delete, name, ["issues", "comments", String(double.id)], effect: .set))
                didWrite = true
            } catch  where error.code == .notFound {}
        }
        return didWrite
    }

    /// An open pull request; throws for one that is not.
    func open(
        _ number: Int, _ attempted: String, _ name: GitHubRepositoryName
    ) async throws -> WirePullRequest {
        let pull = try await asking { () throws(GitHubError) in try await wire(number, name) }
        guard pull.isOpen else {
            throw ForgeError(
                .notOpen, attempted, on: pull.htmlUrl,
                because: "it is \(pull.mergedAt == nil ? "closed" : "merged")")
        }
        return pull
    }

    private func patch(
        _ number: Int, _ body: JSONValue, _ name: GitHubRepositoryName
    ) async throws -> WirePullRequest {
        try await asking { () throws(GitHubError) in
            try await api.send(
                request(.patch, name, ["pulls", String(number)], body: body, effect: .set)
            ).decoded(as: WirePullRequest.self, while: "update the pull request")
        }
    }

    /// Whether two texts are the same for GitHub, which may change line ends.
    static func isSame(_ left: String, _ right: String) -> Bool {
        left.replacing("\r\n", with: "\n").utf8.elementsEqual(
            right.replacing("\r\n", with: "\n").utf8)
    }

    /// A text cut to what GitHub takes, with a line that says so; a state comment behind the cut is kept.
    static func fitting(_ text: String) -> String {
        guard text.utf8.count > maximumBody else { return text }
        let notice = "\n\n*Cut: this text was longer than GitHub takes.*"
        var tail = ""
        if let state = text.ranges(of: "<!-- complybot:state ").last {
            tail = "\n\n" + text[state.lowerBound...]
            if tail.utf8.count > maximumBody / 2 { tail = "" }
        }
        return text.cut(to: maximumBody - notice.utf8.count - tail.utf8.count) + notice + tail
    }
}

extension GitHubError {
    /// Whether it says that the repository has no drafts.
    fileprivate var isRefusalOfDrafts: Bool {
        (code == .invalid || code == .refused) && detail.lowercased().contains("draft")
    }
}
