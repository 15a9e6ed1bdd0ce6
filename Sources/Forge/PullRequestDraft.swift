package import Snapshots

/// What a pull request is to be when it is opened.
package struct PullRequestDraft: Hashable, Sendable {
    package var title: String
    /// The description, as Markdown.
    package var body: String
    /// The branch that it brings, already pushed.
    package var head: String
    /// The commit that was pushed.
    package var headID: ObjectID
    /// The branch that it goes to.
    package var base: String
    /// Whether it is opened as a draft, where the forge has them.
    package var isDraft: Bool
    /// The changes as a unified diff, for forges that cannot show one themselves.
    package var diff: [UInt8]

    /// A draft from its parts.
    package init(
        title: String, body: String, head: String, headID: ObjectID, base: String,
        isDraft: Bool = false, diff: [UInt8] = []
    ) {
        self.title = title
        self.body = body
        self.head = head
        self.headID = headID
        self.base = base
        self.isDraft = isDraft
        self.diff = diff
    }
}

/// What is to change on an open pull request; nil leaves a part as it is.
package struct PullRequestChange: Sendable {
    package var title: String?
    /// What becomes of the body that is there at the moment of writing, so that nobody's words of the last minutes are lost.
    package var body: (@Sendable (String) -> String)?
    package var base: String?
    package var isDraft: Bool?
    /// The commit that was pushed and its changes, for forges that do not see a push themselves.
    package var head: Head?

    /// A commit with its changes.
    package struct Head: Hashable, Sendable {
        package var id: ObjectID
        /// The changes as a unified diff.
        package var diff: [UInt8]

        /// A head from its parts.
        package init(id: ObjectID, diff: [UInt8]) {
            self.id = id
            self.diff = diff
        }
    }

    /// A change from its parts.
    package init(
        title: String? = nil, body: (@Sendable (String) -> String)? = nil, base: String? = nil,
        isDraft: Bool? = nil, head: Head? = nil
    ) {
        self.title = title
        self.body = body
        self.base = base
        self.isDraft = isDraft
        self.head = head
    }
}

/// Labels and people of a pull request, which only ever come to what is there.
package struct Decorations: Hashable, Sendable {
    /// Sorted, each once.
    package var labels: [String]
    /// Labels that go, where they are there; sorted, each once.
    package var removedLabels: [String]
    /// Logins, and teams as `contoso/orders`, without `@`; sorted, each once.
    package var reviewers: [String]
    /// Logins without `@`; sorted, each once.
    package var assignees: [String]

    /// Decorations from their parts; each list is sorted, each entry kept once.
    package init(
        labels: [String] = [], removedLabels: [String] = [], reviewers: [String] = [],
        assignees: [String] = []
    ) {
        self.labels = Set(labels).sorted()
        self.removedLabels = Set(removedLabels).subtracting(labels).sorted()
        self.reviewers = Set(reviewers).sorted()
        self.assignees = Set(assignees).sorted()
    }
}

/// What a call that may write did.
package enum WriteOutcome: Hashable, Sendable {
    /// It was made new.
    case created(PullRequest)
    /// It was there and is changed now.
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
