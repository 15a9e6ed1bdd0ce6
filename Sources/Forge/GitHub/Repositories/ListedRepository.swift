package import Snapshots

/// A repository as a listing shows it: enough to know whether anything has to be done.
package struct ListedRepository: Sendable, Hashable {
    /// GitHub's number of it, which a rename or a transfer keeps.
    package var id: Int
    /// Owner and name as they are now.
    package var name: GitHubRepositoryName
    /// The branch that pull requests go to; nil for a repository without commits.
    package var defaultBranch: String?
    /// The commit of the default branch; nil without one, or where the listing does not tell.
    package var head: ObjectID?
    /// The blob of the repository's configuration at that commit; nil without one, or where the listing does not tell.
    package var configuration: ObjectID?
    /// The head of the bot's branch; nil without one, or where the listing does not tell.
    package var botHead: ObjectID?
    /// The newest pull request from the bot's branch; nil without one, or where the listing does not tell.
    package var proposal: RepositoryObservation.Proposal?
    package var isArchived: Bool
    package var isDisabled: Bool
    package var isFork: Bool
    package var isPrivate: Bool
    /// In KiB, as GitHub reckons it, which is not by the hour.
    package var size: Int

    /// A repository from its parts.
    package init(
        id: Int, name: GitHubRepositoryName, defaultBranch: String?, head: ObjectID?,
        configuration: ObjectID? = nil, botHead: ObjectID? = nil,
        proposal: RepositoryObservation.Proposal? = nil, isArchived: Bool = false,
        isDisabled: Bool = false,
        isFork: Bool = false, isPrivate: Bool = false, size: Int = 0
    ) {
        self.id = id
        self.name = name
        self.defaultBranch = defaultBranch
        self.head = head
        self.configuration = configuration
        self.botHead = botHead
        self.proposal = proposal
        self.isArchived = isArchived
        self.isDisabled = isDisabled
        self.isFork = isFork
        self.isPrivate = isPrivate
        self.size = size
    }
}

extension ListedRepository {
    /// What decides whether the repository has to be looked at; nil where the listing does not tell enough.
    package var observation: RepositoryObservation? {
        guard let defaultBranch, let head else { return nil }
        return RepositoryObservation(
            defaultBranch: defaultBranch, head: head, botHead: botHead, pullRequest: proposal)
    }
}

/// All repositories of a listing.
package struct RepositoryListing: Sendable, Hashable {
    /// Sorted by name, each once by its number.
    package var repositories: [ListedRepository]
    /// Whether heads and configurations are in it; REST alone does not give them.
    package var hasHeads: Bool
    /// What GitHub would not show, in words; empty when all was shown.
    package var notices: [String]

    /// A listing from its parts, the repositories in any order and any number of times.
    package init(repositories: [ListedRepository], hasHeads: Bool, notices: [String] = []) {
        var seen: Set<Int> = []
        self.repositories = repositories.filter { seen.insert($0.id).inserted }
            .sorted { left, right in
                let names = (left.name.description.utf8, right.name.description.utf8)
                if names.0.elementsEqual(names.1) { return left.id < right.id }
                return names.0.lexicographicallyPrecedes(names.1)
            }
        self.hasHeads = hasHeads
        self.notices = notices
    }
}
