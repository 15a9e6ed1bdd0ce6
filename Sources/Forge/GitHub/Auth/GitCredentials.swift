package import Git
internal import HTTPClient
internal import Synchronization

/// What a transfer by git is about to do at the remote, which decides what its credential must allow.
package enum GitTransfer: Sendable, Hashable {
    /// Reads.
    case fetch
    /// Pushes or deletes a branch; GitHub wants more of a token that changes workflow files.
    case push(changesWorkflows: Bool)

    /// The permissions of an App's token for it.
    package var permissions: [GitHubRequest.Permission] {
        switch self {
        case .fetch: [.init("contents")]
        case .push(false): [.init("contents", writes: true)]
        case .push(true): [.init("contents", writes: true), .init("workflows", writes: true)]
        }
    }
}

/// GitHub's tokens for libgit2, whose callback cannot wait: a token is fetched before the transfer and lies ready here.
///
/// A fixed token needs no preparation. Tokens are given to the server's own origin only.
package final class GitCredentials: Sendable {
    private let server: HTTPURL
    private let authorizer: any GitHubAuthorizer
    private let fixed: GitHubToken?
    private let ready = Mutex<[GitHubRepositoryName: GitHubToken]>([:])

    init(server: HTTPURL, authorizer: any GitHubAuthorizer, fixed: GitHubToken?) {
        self.server = server
        self.authorizer = authorizer
        self.fixed = fixed
    }

    /// Fetches the token for a repository unless one lies ready that lasts; call it before each transfer.
    ///
    /// An App's token is narrowed to what the transfer needs.
    package func prepare(
        for repository: GitHubRepositoryName, to transfer: GitTransfer = .fetch
    ) async throws(GitHubError) {
        guard fixed == nil else { return }
        let token = try await authorizer.gitToken(
            for: repository, permissions: transfer.permissions)
        ready.withLock { $0[repository] = token }
    }

    /// As `prepare(for:to:)`, for an address; one elsewhere needs nothing.
    package func prepare(
        for remote: RemoteURL, to transfer: GitTransfer = .fetch
    ) async throws(GitHubError) {
        guard isOurs(remote), let repository = GitHubRepositoryName(of: remote) else { return }
        try await prepare(for: repository, to: transfer)
    }

    /// Gives a prepared repository's token to libgit2, as user `x-access-token`.
    package var provider: CredentialProvider {
        { [self] remote, _ in
            guard isOurs(remote) else { return nil }
            let token =
                fixed
                ?? GitHubRepositoryName(of: remote).flatMap { name in ready.withLock { $0[name] } }
            return token.map { .password(user: "x-access-token", password: $0.value) }
        }
    }

    /// Whether an address is of exactly the server's scheme, host and port.
    package func isOurs(_ remote: RemoteURL) -> Bool {
        guard case .http(let scheme) = remote.transport, scheme == server.scheme.rawValue,
            remote.host == server.host
        else { return false }
        return Int(remote.port ?? (scheme == "https" ? 443 : 80)) == server.port
    }
}
