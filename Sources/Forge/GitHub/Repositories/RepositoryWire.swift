internal import Basics
package import Git
internal import Snapshots

/// A repository as REST writes it.
struct RESTRepository: GitHubNumbered {
    let id: Int
    let nodeId: String
    let fullName: String
    let defaultBranch: String?
    let archived: Bool?
    let disabled: Bool?
    let fork: Bool?
    let `private`: Bool?
    let size: Int?

    /// The repository without a head; nil when its name is no name.
    var listed: ListedRepository? {
        guard let name = GitHubRepositoryName(parsing: fullName) else { return nil }
        return ListedRepository(
            id: id, name: name, defaultBranch: defaultBranch, head: nil,
            isArchived: archived ?? false, isDisabled: disabled ?? false, isFork: fork ?? false,
            isPrivate: `private` ?? false, size: size ?? 0)
    }
}

/// A repository as GraphQL writes it, by the fields of ``fields``.
struct GraphQLRepository: Decodable, Sendable {
    let databaseId: Int?
    let nameWithOwner: String
    let isArchived: Bool
    let isDisabled: Bool
    let isFork: Bool
    let isPrivate: Bool
    let diskUsage: Int?
    let defaultBranchRef: Branch?
    let first: Object?
    let second: Object?
    let third: Object?
    let watched: Reference?
    let pullRequests: PullRequests?

    struct Branch: Decodable, Sendable {
        let name: String
        let target: Object?
    }

    struct Object: Decodable, Sendable { let oid: String }

    struct Reference: Decodable, Sendable { let target: Object? }

    struct PullRequests: Decodable, Sendable { let nodes: [Proposal?] }

    struct Proposal: Decodable, Sendable {
        let number: Int
        let state: String
        let isDraft: Bool
        let baseRefName: String
        let labels: Labels?
        let comments: Count
        let reviews: Count?

        struct Labels: Decodable, Sendable { let nodes: [Label?] }
        struct Label: Decodable, Sendable { let name: String }
        struct Count: Decodable, Sendable { let totalCount: Int }

        /// The pull request as an observation has it; nil for a state that is not known.
        var observed: RepositoryObservation.Proposal? {
            PullRequest.State(rawValue: state.lowercased()).map { state in
                .init(
                    number: number, state: state, base: baseRefName, isDraft: isDraft,
                    labels: labels?.nodes.compactMap { $0?.name } ?? [],
                    comments: comments.totalCount, reviews: reviews?.totalCount ?? 0)
            }
        }
    }

    /// What is asked of each repository; the configuration may have one of three names.
    ///
    /// Of a query with the variables `$ref` and `$branch`, the watched branch with and without `refs/heads/`. Deciding
    /// for pull requests of forks with the same branch name costs a look at the repository, no more.
    static let fields = """
        databaseId nameWithOwner isArchived isDisabled isFork isPrivate diskUsage \
        defaultBranchRef { name target { oid } } \
        first: object(expression: "HEAD:.github/complybot.yml") { oid } \
        second: object(expression: "HEAD:.github/complybot.yaml") { oid } \
        third: object(expression: "HEAD:.complybot.yml") { oid } \
        watched: ref(qualifiedName: $ref) { target { oid } } \
        pullRequests(headRefName: $branch, first: 1, \
        orderBy: {field: CREATED_AT, direction: DESC}) { nodes { number state isDraft baseRefName \
        labels(first: 50) { nodes { name } } comments(first: 1) { totalCount } \
        reviews(first: 1) { totalCount } } }
        """

    /// The repository; nil when it has no number or no name.
    var listed: ListedRepository? {
        guard let id = databaseId, let name = GitHubRepositoryName(parsing: nameWithOwner) else {
            return nil
        }
        let file = first ?? second ?? third
        return ListedRepository(
            id: id, name: name, defaultBranch: defaultBranchRef?.name,
            head: defaultBranchRef?.target.flatMap { ObjectID(hex: $0.oid) },
            configuration: file.flatMap { ObjectID(hex: $0.oid) }, isArchived: isArchived,
            isDisabled: isDisabled, isFork: isFork, isPrivate: isPrivate, size: diskUsage ?? 0,
            watchedHead: watched?.target.flatMap { ObjectID(hex: $0.oid) },
            proposal: pullRequests?.nodes.first??.observed)
    }
}

extension GitHubRepositoryName {
    /// The name in `owner/name`; nil for anything else.
    package init?(parsing text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy(Self.isPart) else { return nil }
        self.init(owner: parts[0], name: parts[1])
    }

    /// The name in an address whose path is `/OWNER/NAME` or `/OWNER/NAME.git`; nil for any other path.
    package init?(of remote: RemoteURL) {
        let path = remote.path.hasSuffix(".git") ? remote.path.dropLast(4) : remote.path[...]
        self.init(parsing: String(path.dropFirst()))
    }

    /// Letters, digits, `-`, `_` and `.`, and not a step within a path.
    private static func isPart(_ part: String) -> Bool {
        !part.isEmpty && part.utf8.count <= 100 && part != "." && part != ".."
            && part.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                default: "-_.".utf8.contains(byte)
                }
            }
    }
}
