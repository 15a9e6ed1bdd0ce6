package import Snapshots

/// What a forge shows of a repository that decides what is to be done there, short enough to be listed by the hundred.
///
/// Two equal observations with the same rules lead to the same end state, so the second needs no look at the repository.
package struct RepositoryObservation: Hashable, Sendable, Codable {
    /// The newest pull request from the bot's branch.
    package struct Proposal: Hashable, Sendable, Codable {
        package var number: Int
        package var state: PullRequest.State
        /// The branch that it goes to.
        package var base: String
        package var isDraft: Bool
        /// Sorted, each once.
        package var labels: [String]
        /// How many comments it has; a new one may be a command.
        package var comments: Int
        /// How many reviews it has; a new one may be an approval.
        package var reviews: Int

        /// A pull request from its parts.
        package init(
            number: Int, state: PullRequest.State, base: String, isDraft: Bool,
            labels: [String], comments: Int, reviews: Int = 0
        ) {
            self.number = number
            self.state = state
            self.base = base
            self.isDraft = isDraft
            self.labels = Set(labels).sorted()
            self.comments = comments
            self.reviews = reviews
        }
    }

    /// The default branch, by name.
    package var defaultBranch: String
    /// Its head, 40 hex digits.
    package var head: String
    /// The head of the bot's branch; nil when there is none.
    package var botHead: String?
    /// The newest pull request from that branch, in whatever state; nil when there was none.
    package var pullRequest: Proposal?

    /// An observation from its parts.
    package init(
        defaultBranch: String, head: ObjectID, botHead: ObjectID?, pullRequest: Proposal?
    ) {
        self.defaultBranch = defaultBranch
        self.head = head.description
        self.botHead = botHead?.description
        self.pullRequest = pullRequest
    }
}
