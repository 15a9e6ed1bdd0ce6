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
            Self.autoMergeMutation,
            [.init("id", .string(old.nodeId)), .init("method", .string(method))],
            "let the pull request merge itself", name,
            remedy: "allow auto-merge in the repository's settings, or leave automerge off")
        return .updated(try pullRequest(old))
    }

    /// Turns an open pull request into a draft, or a draft into one that asks for review.
    func setDraft(_ isDraft: Bool, _ id: String, _ name: GitHubRepositoryName) async throws {
        try await mutate(
            isDraft ? Self.draftMutation : Self.readyMutation, [.init("id", .string(id))],
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
        ).decoded(as: Settings.self, while: "read how the repository merges")
        if settings.allowSquashMerge ?? true { return "SQUASH" }
        return settings.allowMergeCommit ?? true ? "MERGE" : "REBASE"
    }

    private struct Ignored: Decodable, Sendable {}

    private func mutate(
        _ text: String, _ variables: [JSONValue.Member], _ attempted: String,
        _ name: GitHubRepositoryName, remedy: String
    ) async throws {
        var request = GitHubRequest.graphQL(
            text, variables: variables,
            permissions: [.init("contents", writes: true), .init("pull_requests", writes: true)])
        request.effect = .set
        request.repository = name
        do throws(GitHubError) {
            let answer = try await api.graphQL(request, as: Ignored.self)
            if let problem = answer.problems.first {
                throw GitHubError(.refused, attempted, because: problem.message)
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
