internal import Basics

/// A question or a change in GraphQL, as the one request that it is.
struct GraphQLQuery {
    let text: String
    let variables: [JSONValue.Member]
    let effect: GitHubRequest.Effect
    let repository: GitHubRepositoryName?
    /// Whose installation is asked, where no repository tells.
    let organization: String?
    let permissions: [GitHubRequest.Permission]

    init(
        _ text: String, _ variables: KeyValuePairs<String, JSONValue>,
        effect: GitHubRequest.Effect = .read, repository: GitHubRepositoryName? = nil,
        organization: String? = nil, permissions: [GitHubRequest.Permission]
    ) {
        self.text = text
        self.variables = variables.map { JSONValue.Member($0.key, $0.value) }
        self.effect = effect
        self.repository = repository
        self.organization = organization
        self.permissions = permissions
    }

    /// What came back: the data, and what GitHub says it could not give.
    struct Outcome<Content> {
        let content: Content
        /// Types of the errors beside the data, such as `FORBIDDEN`, sorted, each once.
        let partialErrors: [String]
        /// What GitHub says of the first of them.
        let words: String?
    }

    /// Sends it.
    ///
    /// GraphQL answers 200 whatever happened; an answer without data is thrown as what its errors say.
    func send<Content: Decodable>(
        to api: any GitHubAPI, as type: Content.Type, while attempted: String
    ) async throws(GitHubError) -> Outcome<Content> {
        let body = JSONValue.members([
            "query": .string(text), "variables": .object(variables),
        ])
        var request = GitHubRequest(
            .post, ["graphql"], body: body, effect: effect, repository: repository,
            permissions: permissions)
        request.organization = organization
        let answer = try await api.send(request)
        let failures = try answer.wire(Failures.self, while: attempted).errors ?? []
        do {
            let content = try answer.wire(Data<Content>.self, while: attempted).data
            return Outcome(
                content: content, partialErrors: Set(failures.map { $0.type ?? "" }).sorted(),
                words: failures.first?.words)
        } catch {
            guard let first = failures.first else { throw error }
            throw Self.error(first, while: attempted, on: repository?.description)
        }
    }

    private struct Data<Content: Decodable>: Decodable { let data: Content }

    private struct Failures: Decodable {
        let errors: [Failure]?
    }

    private struct Failure: Decodable {
        let type: String?
        let message: String?

        /// GitHub's words, bounded and escaped.
        var words: String { String((message ?? "no reason given").prefix(300)).escapedForTerminal }
    }

    private static func error(
        _ failure: Failure, while attempted: String, on subject: String?
    ) -> GitHubError {
        let code: GitHubError.Code =
            switch failure.type {
            case "NOT_FOUND": .notFound
            case "FORBIDDEN", "INSUFFICIENT_SCOPES": .forbidden
            case "RATE_LIMITED": .limited(seconds: 60)
            case "UNPROCESSABLE": .invalid
            // An unknown field: an older server.
            case nil, "undefinedField", "argumentNotAccepted": .invalid
            default: .unavailable
            }
        return GitHubError(code, attempted, on: subject, because: failure.words)
    }
}

extension GitHubError {
    /// Whether it says that GraphQL is not to be had, rather than that something is wrong.
    var isGraphQLUnavailable: Bool {
        switch code {
        case .forbidden, .notFound, .invalid, .malformedAnswer: true
        default: false
        }
    }
}
