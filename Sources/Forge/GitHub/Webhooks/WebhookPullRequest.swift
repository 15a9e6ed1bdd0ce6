/// A pull request to which something happened.
package struct WebhookPullRequest: Hashable, Sendable {
    package let number: Int
    /// What happened, such as `opened` or, of a review, `submitted`.
    package let action: String
    /// Who opened it; nil for an account that is deleted.
    package let author: WebhookAccount?
    package let isMerged: Bool
    /// Whether it goes to another branch than before this event.
    package let hasNewBase: Bool

    init(_ root: PayloadNode, event: String, action: String) throws(WebhookError) {
        number = try root.number("pull_request", "number", of: event)
        self.action = action
        let pull = root["pull_request"]
        author = pull?["user"].flatMap(WebhookAccount.init)
        isMerged = pull?["merged"]?.bool ?? (pull?["merged_at"] != nil)
        hasNewBase = root["changes"]?["base"] != nil
    }
}

/// A comment under an issue or a pull request.
package struct WebhookComment: Hashable, Sendable {
    /// The issue's or pull request's number.
    package let number: Int
    /// What happened, such as `created`.
    package let action: String
    /// Whether it stands under a pull request.
    package let isOnPullRequest: Bool
    /// Who opened the issue or pull request; nil for an account that is deleted.
    package let issueAuthor: WebhookAccount?
    /// The comment's text; empty for none.
    package let body: String

    init(_ root: PayloadNode, action: String) throws(WebhookError) {
        let event = "issue_comment"
        number = try root.number("issue", "number", of: event)
        self.action = action
        isOnPullRequest = root["issue"]?["pull_request"] != nil
        issueAuthor = root["issue"]?["user"].flatMap(WebhookAccount.init)
        body = root["comment"]?["body"]?.string ?? ""
    }
}

/// A check, or all of one commit, that somebody asks for again.
package struct WebhookRerequest: Hashable, Sendable {
    /// A pull request whose head the commit is.
    package struct Pull: Hashable, Sendable {
        package let number: Int
        /// The branch it comes from; nil where the payload does not tell.
        package let head: String?
    }

    /// The App that made the check; nil where the payload does not tell.
    package let app: Int?
    /// The branch whose head was checked; nil for one of a fork.
    package let branch: String?
    /// The pull requests of this repository with that head; none for those of forks.
    package let pulls: [Pull]

    init(_ root: PayloadNode, event: String) throws(WebhookError) {
        guard let check = root[event], check.isObject else {
            throw WebhookError(
                .malformedPayload, on: event, because: "it is missing, and no check is without it")
        }
        app = check["app"]?["id"]?.int
        branch = (check["check_suite"] ?? check)["head_branch"]?.string
        let repository = root["repository"]?["id"]?.int
        pulls =
            check["pull_requests"]?.items.compactMap { pull in
                guard let number = pull["number"]?.int, number > 0,
                    pull["base"]?["repo"]?["id"]?.int == repository
                else { return nil }
                return Pull(number: number, head: pull["head"]?["ref"]?.string)
            } ?? []
    }
}
