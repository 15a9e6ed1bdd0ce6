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

    /// Whether only some of an account's repositories were given to the credential, which has to be asked for those alone.
    func isSelective(in account: String) async throws(GitHubError) -> Bool
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

    /// What such a token may see is not told anywhere; GitHub's lists leave out the rest.
    func isSelective(in account: String) -> Bool { false }
}
