/// What a request is sent with.
struct GitHubGrant: Sendable {
    /// The token; a short-lived one or a signed claim of an App.
    let token: GitHubToken
    /// The budget that the request is taken from.
    let account: String
    /// Whether another token can be had when this one is refused.
    let isRenewable: Bool
}

/// Finds the token for a request.
protocol GitHubAuthorizer: Sendable {
    /// The token; `rejected` is one that GitHub has just refused and that must not come again.
    func grant(
        for request: GitHubRequest, rejecting rejected: GitHubToken?
    ) async throws(GitHubError) -> GitHubGrant

    /// A token that lasts for the whole of a transfer by git.
    func gitToken(
        for repository: GitHubRepositoryName, permissions: [GitHubRequest.Permission]
    ) async throws(GitHubError) -> GitHubToken
}

/// One token for everything.
struct FixedTokenAuthorizer: GitHubAuthorizer {
    let token: GitHubToken
    let account: String

    func grant(
        for request: GitHubRequest, rejecting rejected: GitHubToken?
    ) async throws(GitHubError) -> GitHubGrant {
        GitHubGrant(token: token, account: account, isRenewable: false)
    }

    func gitToken(
        for repository: GitHubRepositoryName, permissions: [GitHubRequest.Permission]
    ) async throws(GitHubError) -> GitHubToken { token }
}
