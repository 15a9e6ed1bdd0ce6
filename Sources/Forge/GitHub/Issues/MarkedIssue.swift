internal import Basics

/// Keeps one issue of ours in a repository, found by a marker in its first line.
package struct MarkedIssue: Sendable {
    /// The issue as it is now.
    package struct Outcome: Sendable, Hashable {
        package let number: Int
        /// The text that it had before this run; nil when it was made new.
        package let previousBody: String?
        package let didWrite: Bool
    }

    private let api: any GitHubAPI
    private let repository: GitHubRepositoryName
    private let marker: String

    /// An issue that its marker tells from all others; the marker is of `a`-`z`, `0`-`9` and `-`.
    package init(api: any GitHubAPI, repository: GitHubRepositoryName, marker: String) {
        self.api = api
        self.repository = repository
        self.marker = marker
    }

    /// The first line of the issue's text.
    private var opening: String { "<!-- complybot:issue \(marker) -->" }

    /// The text of our open issue without its marker; nil when there is none.
    ///
    /// Whoever may write in the repository may edit it, so nothing in it is more than a wish.
    package func body() async throws(GitHubError) -> String? {
        try await open().first.map(text)
    }

    /// Brings our issue to a text, and opens it when there is none; others with the marker are closed as doubles.
    package func bring(
        title: String, body: String
    ) async throws(GitHubError) -> Outcome {
        let text = GitHubForge.fitting("\(opening)\n\(body)")
        let known = try await open()
        guard let first = known.first else {
            return try await create(title: title, text: text)
        }
        var didWrite = false
        if first.title != title || !GitHubForge.isSame(first.body ?? "", text) {
            try await patch(
                first.number, .members(["title": .string(title), "body": .string(text)]))
            didWrite = true
        }
        for double in known.dropFirst() {
            try await patch(double.number, .members(["state": "closed"]))
            didWrite = true
        }
        return Outcome(
            number: first.number, previousBody: self.text(of: first), didWrite: didWrite)
    }

    /// Writes comments below our open issue, but none whose marker one of ours bears already.
    package func comment(_ drafts: [CommentDraft]) async throws(GitHubError) {
        guard !drafts.isEmpty, let first = try await open().first else { return }
        let us = try await api.account()
        let account = ForgeAccount(login: us.login, id: us.id)
        let place = [String(first.number), "comments"]
        let known = try await api.list(request(.get, place).inFullPages, of: WireComment.self)
            .compactMap { $0.comment(by: account).marker }
        for draft in drafts where !known.contains(draft.marker) {
            let text = GitHubForge.fitting(draft.markedBody)
            _ = try await api.send(
                request(.post, place, body: .members(["body": .string(text)]), effect: .create))
        }
    }

    private func create(title: String, text: String) async throws(GitHubError) -> Outcome {
        let made = try await api.send(
            request(
                .post, body: .members(["title": .string(title), "body": .string(text)]),
                effect: .create)
        ).decoded(as: WireIssue.self, while: "open the issue")
        return Outcome(number: made.number, previousBody: nil, didWrite: true)
    }

    private func patch(_ number: Int, _ body: JSONValue) async throws(GitHubError) {
        _ = try await api.send(request(.patch, [String(number)], body: body, effect: .set))
    }

    /// Our open issues with the marker, the oldest first.
    private func open() async throws(GitHubError) -> [WireIssue] {
        let us = try await api.account()
        let account = ForgeAccount(login: us.login, id: us.id)
        let found = try await api.list(
            request(query: [("state", "open")]).inFullPages, of: WireIssue.self)
        return found.filter { issue in
            issue.pullRequest == nil && issue.body?.hasPrefix(opening) == true
                && WireUser.account(issue.user).isSame(as: account)
        }.sorted { $0.number < $1.number }
    }

    private func text(of issue: WireIssue) -> String {
        String((issue.body ?? "").dropFirst(opening.count).drop { $0.isNewline })
    }

    private func request(
        _ method: GitHubRequest.Method = .get, _ parts: [String] = [],
        query: [(name: String, value: String)] = [], body: JSONValue? = nil,
        effect: GitHubRequest.Effect = .read
    ) -> GitHubRequest {
        GitHubRequest(
            method, GitHubRequest.path(repository, "issues") + parts, query: query, body: body,
            effect: effect, repository: repository,
            permissions: [.init("issues", writes: effect != .read)])
    }

    private struct WireIssue: GitHubNumbered {
        let id: Int
        let number: Int
        let title: String
        let body: String?
        let user: WireUser?
        let pullRequest: Ignored?

        struct Ignored: Decodable, Sendable {}
    }
}
