internal import Basics
package import Git

// What only GraphQL can do.
extension GitHubForge {
    private static let autoMergeMutation = """
        mutation($id: ID!, $method: PullRequestMergeMethod!) { \
        enablePullRequestAutoMerge(input: {pullRequestId: $id, mergeMethod: $method}) { \
        pullRequest { id } } }
        """
    private static let draftMutation = """
        mutation($id: ID!) { convertPullRequestToDraft(input: {pullRequestId: $id}) { \
        pullRequest { id } } }
        """
    private static let readyMutation = """
        mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { \
        pullRequest { id } } }
        """

    package func enableAutomaticMerge(
        of number: Int, in remote: RemoteURL
    ) async throws -> WriteOutcome {
        let name = try name(of: remote)
        let old = try await open(number, "let the pull request merge itself", name)
        if old.autoMerge != nil { return .unchanged(try pullRequest(old)) }
        let method = try await asking { () throws(GitHubError) in try await mergeMethod(name) }
        try await mutate(
            Self.autoMergeMutation, ["id": .string(old.nodeId), "method": .string(method)],
            "let the pull request merge itself", name,
            remedy: "allow auto-merge in the repository's settings, or leave automerge off")
        return .updated(try pullRequest(old))
    }

    /// Turns an open pull request into a draft, or a draft into one that asks for review.
    func setDraft(_ isDraft: Bool, _ id: String, _ name: GitHubRepositoryName) async throws {
        try await mutate(
            isDraft ? Self.draftMutation : Self.readyMutation, ["id": .string(id)],
            "change the pull request's draft state", name,
            remedy: "the repository's plan may not have drafts")
    }

    private struct Settings: Decodable {
        let allowSquashMerge: Bool?
        let allowMergeCommit: Bool?
    }

    /// The pull request has one commit, so squashing keeps history the plainest; then whatever is allowed.
    private func mergeMethod(_ name: GitHubRepositoryName) async throws(GitHubError) -> String {
        let settings = try await api.send(
            GitHubRequest(.get, GitHubRequest.path(name), repository: name)
        ).wire(Settings.self, while: "read how the repository merges")
        if settings.allowSquashMerge ?? true { return "SQUASH" }
        return settings.allowMergeCommit ?? true ? "MERGE" : "REBASE"
    }

    private struct Ignored: Decodable {}

    private func mutate(
        _ text: String, _ variables: KeyValuePairs<String, JSONValue>, _ attempted: String,
        _ name: GitHubRepositoryName, remedy: String
    ) async throws {
        let query = GraphQLQuery(
            text, variables, effect: .set, repository: name,
            permissions: [.init("pull_requests", writes: true), .init("contents", writes: true)])
        do throws(GitHubError) {
            let outcome = try await query.send(to: api, as: Ignored.self, while: attempted)
            guard outcome.partialErrors.isEmpty else {
                throw GitHubError(
                    .refused, attempted, because: outcome.words ?? "GitHub does not allow it")
            }
        } catch {
            guard [.forbidden, .invalid, .refused, .notFound].contains(error.code) else {
                throw ForgeError(error)
            }
            throw ForgeError(
                .refused, attempted, on: name.description, because: error.detail, remedy: remedy)
        }
    }
}
