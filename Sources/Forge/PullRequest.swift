package import Snapshots

/// A pull request as the forge has it.
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
    package var author: String
    /// The branch that it brings.
    package var head: String
    /// The commit that the branch had when it was last written.
    package var headID: ObjectID
    /// The branch that it goes to.
    package var base: String
    /// Sorted, each once.
    package var labels: [String]
    /// Sorted, each once.
    package var reviewers: [String]
    package var comments: [Comment]
    /// Why we closed it; nil while open, and when a person closed it.
    package var closeReason: CloseReason?
    /// Where a person reads it: a web address or a file.
    package var url: String
}

/// Why the bot closes a pull request of its own.
package enum CloseReason: String, Hashable, Sendable, CaseIterable {
    case resolved, waived, superseded
    case policyRemoved = "policy-removed"
    case repositoryExcluded = "repo-excluded"
}

/// A remark on a pull request.
package struct Comment: Hashable, Sendable {
    /// Who wrote it.
    package let author: String
    /// What it is about, unique for each pull request; a second comment with the same marker is not made.
    package let marker: String
    /// The text, as Markdown.
    package let body: String

    /// A comment from its parts.
    package init(author: String, marker: String, body: String) {
        self.author = author
        self.marker = marker
        self.body = body
    }
}

/// What a pull request is to be.
package struct PullRequestDraft: Hashable, Sendable {
    package var title: String
    /// The description, as Markdown.
    package var body: String
    /// The account that opens it.
    package var author: String
    /// The branch that it brings, already pushed.
    package var head: String
    /// The commit that was pushed.
    package var headID: ObjectID
    /// The branch that it goes to.
    package var base: String
    package var labels: [String]
    package var reviewers: [String]
    /// The changes as a unified diff, for forges that cannot show one themselves.
    package var diff: [UInt8]

    /// A draft from its parts; labels and reviewers are sorted, each kept once.
    package init(
        title: String, body: String, author: String, head: String, headID: ObjectID, base: String,
        labels: [String] = [], reviewers: [String] = [], diff: [UInt8] = []
    ) {
        self.title = title
        self.body = body
        self.author = author
        self.head = head
        self.headID = headID
        self.base = base
        self.labels = Set(labels).sorted()
        self.reviewers = Set(reviewers).sorted()
        self.diff = diff
    }
}

/// What a call that may write did.
package enum WriteOutcome: Hashable, Sendable {
    /// It was made new.
    case created(PullRequest)
    /// It was there and is changed now; also when one that was open already was adopted.
    case updated(PullRequest)
    /// It was there and equal; nothing was written.
    case unchanged(PullRequest)

    /// The pull request as it is now.
    package var pullRequest: PullRequest {
        switch self {
        case .created(let pull), .updated(let pull), .unchanged(let pull): pull
        }
    }

    /// Whether anything was written.
    package var didWrite: Bool { if case .unchanged = self { false } else { true } }
}
