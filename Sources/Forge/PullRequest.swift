package import Snapshots

/// A pull request as a forge lists it.
package struct PullRequest: Hashable, Sendable {
    /// Whether it waits, was turned down or went in.
    package enum State: String, Hashable, Sendable, CaseIterable, Codable {
        case open, closed, merged
    }

    /// Its number within the repository, from 1.
    package let number: Int
    package var state: State
    package var title: String
    package var body: String
    /// Who opened it.
    package var author: ForgeAccount
    /// The branch that it brings.
    package var head: String
    /// The commit that the forge says the branch has, or had when the pull request was closed.
    package var headID: ObjectID
    /// Whether its branch is one of another repository, or of one that is gone.
    package var isFromFork: Bool
    /// The branch that it goes to.
    package var base: String
    package var isDraft: Bool
    /// Sorted, each once.
    package var labels: [String]
    /// Whoever is asked to review or has reviewed, as `ada` or `contoso/orders`; sorted, each once.
    package var reviewers: [String]
    /// Sorted, each once.
    package var assignees: [String]
    /// When it was opened, in seconds since 1970; nil when the forge does not tell.
    package var createdAt: Int?
    /// Why we closed it; nil while open, when a person closed it, and where the forge has no place for it.
    package var closeReason: CloseReason?
    /// Where a person reads it: a web address or a file.
    package var url: String

    /// A pull request from its parts.
    package init(
        number: Int, state: State, title: String, body: String, author: ForgeAccount, head: String,
        headID: ObjectID, isFromFork: Bool = false, base: String, isDraft: Bool = false,
        labels: [String] = [], reviewers: [String] = [], assignees: [String] = [],
        createdAt: Int? = nil, closeReason: CloseReason? = nil, url: String
    ) {
        self.number = number
        self.state = state
        self.title = title
        self.body = body
        self.author = author
        self.head = head
        self.headID = headID
        self.isFromFork = isFromFork
        self.base = base
        self.isDraft = isDraft
        self.labels = Set(labels).sorted()
        self.reviewers = Set(reviewers).sorted()
        self.assignees = Set(assignees).sorted()
        self.createdAt = createdAt
        self.closeReason = closeReason
        self.url = url
    }
}

/// How many pull requests are open, and when the newest was opened.
package struct OpenPullRequests: Hashable, Sendable {
    package var count: Int
    /// When the newest of them, or of those closed since, was opened, in seconds since 1970; nil for none.
    package var newestCreatedAt: Int?

    /// A count from its parts.
    package init(count: Int, newestCreatedAt: Int?) {
        self.count = count
        self.newestCreatedAt = newestCreatedAt
    }
}

/// Why the bot closes a pull request of its own.
package enum CloseReason: String, Hashable, Sendable, CaseIterable {
    case resolved, waived, superseded
    case policyRemoved = "policy-removed"
    case repositoryExcluded = "repo-excluded"
    /// Somebody asked for it by `/complybot close`.
    case requested
}
