internal import Basics

/// Lists the repositories of an owner or of an installation.
package struct GitHubRepositories: Sendable {
    private let api: any GitHubAPI
    private let branch: String

    /// Which repositories.
    package enum Scope: Sendable, Hashable {
        /// Those of an organisation or user, as far as the credential sees them.
        case owner(String)
        /// Those that the App's installation was given.
        case installation
    }

    /// Lists may be long: a thousand pages are a hundred thousand repositories.
    private static let maximumPages = 1_000
    private static let permissions: [GitHubRequest.Permission] = [
        .init("metadata"), .init("contents"), .init("pull_requests"),
    ]

    /// A list that asks here, also for the head of a branch and the pull request from it.
    package init(api: any GitHubAPI, watching branch: String) {
        self.api = api
        self.branch = branch
    }

    /// All repositories of a scope.
    ///
    /// One request for a hundred repositories of an owner, heads and configurations included, two for those of an
    /// installation. Where GraphQL is refused, REST alone tells everything but these.
    package func all(_ scope: Scope) async throws(GitHubError) -> RepositoryListing {
        switch scope {
        case .owner(let owner):
            do {
                return try await graphQL(owner)
            } catch  where error.isGraphQLUnavailable {
                return try await rest(owner, because: error)
            }
        case .installation:
            return try await installation()
        }
    }
}

// By GraphQL.
extension GitHubRepositories {
    private static let ownerQuery = """
        query($owner: String!, $after: String, $ref: String!, $branch: String!) { \
        repositoryOwner(login: $owner) { \
        repositories(first: 100, after: $after, ownerAffiliations: [OWNER], \
        orderBy: {field: CREATED_AT, direction: ASC}) { \
        pageInfo { hasNextPage endCursor } nodes { \(GraphQLRepository.fields) } } } }
        """

    private static let nodesQuery = """
        query($ids: [ID!]!, $ref: String!, $branch: String!) { nodes(ids: $ids) { \
        ... on Repository { \(GraphQLRepository.fields) } } }
        """

    private struct OwnerPage: Decodable {
        let repositoryOwner: Owner?
        struct Owner: Decodable { let repositories: Connection }
        struct Connection: Decodable {
            let pageInfo: PageInfo
            let nodes: [GraphQLRepository?]
        }
        struct PageInfo: Decodable {
            let hasNextPage: Bool
            let endCursor: String?
        }
    }

    private struct NodesPage: Decodable { let nodes: [Node?] }

    /// A node that was given up is an empty object.
    private struct Node: Decodable {
        let repository: GraphQLRepository?
        init(from decoder: any Decoder) throws {
            repository = try? GraphQLRepository(from: decoder)
        }
    }

    private func graphQL(_ owner: String) async throws(GitHubError) -> RepositoryListing {
        let attempted = "list the repositories of \(owner)"
        var found: [ListedRepository] = []
        var hidden = 0
        var cursor: String?
        for _ in 0..<Self.maximumPages {
            let query = GraphQLQuery(
                Self.ownerQuery,
                [
                    "owner": .string(owner), "after": .optional(cursor),
                    "ref": .string("refs/heads/\(branch)"), "branch": .string(branch),
                ], organization: owner, permissions: Self.permissions)
            let page = try await query.send(to: api, as: OwnerPage.self, while: attempted).content
            guard let repositories = page.repositoryOwner?.repositories else {
                throw GitHubError(
                    .notFound, attempted, because: "GitHub knows no organisation or user \(owner)",
                    remedy: "check its name, and what the credential may see")
            }
            let listed = repositories.nodes.compactMap { $0?.listed }
            hidden += repositories.nodes.count - listed.count
            found += listed
            guard repositories.pageInfo.hasNextPage else {
                return RepositoryListing(
                    repositories: found, hasHeads: true, notices: Self.notices(hidden))
            }
            guard let next = repositories.pageInfo.endCursor, next != cursor else { break }
            cursor = next
        }
        throw GitHubError(.malformedAnswer, attempted, because: "the pages do not end")
    }

    private static func notices(_ hidden: Int) -> [String] {
        hidden == 0 ? [] : ["GitHub did not show \(hidden) of the repositories"]
    }
}

// By REST.
extension GitHubRepositories {
    private struct InstallationPage: Decodable { let repositories: [RESTRepository] }

    private var listing: GitHubListing { GitHubListing(api: api, maximumPages: Self.maximumPages) }

    private func rest(
        _ owner: String, because refusal: GitHubError
    ) async throws(GitHubError) -> RepositoryListing {
        let attempted = "list the repositories of \(owner)"
        let found = try await listing.items(
            of: GitHubRequest(
                .get, ["orgs", owner, "repos"],
                query: [("type", "all"), ("sort", "created"), ("direction", "asc")]),
            as: RESTRepository.self, while: attempted)
        return RepositoryListing(
            repositories: found.compactMap(\.listed), hasHeads: false,
            notices: ["heads are not in the list, for GraphQL is refused: \(refusal.detail)"])
    }

    private func installation() async throws(GitHubError) -> RepositoryListing {
        let attempted = "list the repositories of the installation"
        let found = try await listing.items(
            of: GitHubRequest(.get, ["installation", "repositories"]),
            page: InstallationPage.self, while: attempted
        ) { $0.repositories }
        do {
            return try await withHeads(found, while: attempted)
        } catch  where error.isGraphQLUnavailable {
            return RepositoryListing(
                repositories: found.compactMap(\.listed), hasHeads: false,
                notices: ["heads are not in the list, for GraphQL is refused: \(error.detail)"])
        }
    }

    /// The same repositories, with what only GraphQL tells: one request for a hundred.
    private func withHeads(
        _ found: [RESTRepository], while attempted: String
    ) async throws(GitHubError) -> RepositoryListing {
        var byID: [Int: ListedRepository] = [:]
        for start in stride(from: 0, to: found.count, by: GitHubListing.pageSize) {
            let part = found[start..<min(start + GitHubListing.pageSize, found.count)]
            let query = GraphQLQuery(
                Self.nodesQuery,
                [
                    "ids": .array(part.map { .string($0.nodeId) }),
                    "ref": .string("refs/heads/\(branch)"), "branch": .string(branch),
                ], permissions: Self.permissions)
            let page = try await query.send(to: api, as: NodesPage.self, while: attempted).content
            for repository in page.nodes.compactMap({ $0?.repository?.listed }) {
                byID[repository.id] = repository
            }
        }
        let merged = found.compactMap { byID[$0.id] ?? $0.listed }
        return RepositoryListing(
            repositories: merged, hasHeads: true,
            notices: Self.notices(Set(found.map(\.id)).subtracting(byID.keys).count))
    }
}
