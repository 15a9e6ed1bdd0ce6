internal import Basics
package import Git
internal import Synchronization

/// Pull requests of GitHub, as any forge has them.
///
/// A thin layer: each call reads what is there, sends what differs, and says what became of it. Waiting, limits and
/// repetition are the API's business, deciding is the caller's.
package final class GitHubForge: Forge {
    let api: any GitHubAPI
    private let host: String
    private let port: UInt16?
    /// Who could not be asked to review or be assigned, so that they are not tried at every run of this process.
    let unreachable = Mutex<Set<String>>([])

    /// A forge behind an API, for repositories of one server such as `github.com`.
    package init(api: any GitHubAPI, host: String, port: UInt16? = nil) {
        self.api = api
        self.host = host.lowercased()
        self.port = port
    }

    /// The name of a repository from its address.
    ///
    /// - Throws: ``ForgeError`` with `.unsupportedRepository` for another server or an address that names none.
    package func name(of remote: RemoteURL) throws -> GitHubRepositoryName {
        let attempted = "find the repository on GitHub"
        guard let remoteHost = remote.host, remoteHost == host, isOurPort(remote) else {
            throw ForgeError(
                .unsupportedRepository, attempted, on: remote.description,
                because: "it is not on \(host)",
                remedy: "set GITHUB_SERVER_URL to the server that has it")
        }
        guard let name = GitHubRepositoryName(of: remote) else {
            throw ForgeError(
                .unsupportedRepository, attempted, on: remote.description,
                because: "the address is not that of a repository",
                remedy: "addresses end with OWNER/NAME")
        }
        return name
    }

    /// SSH has ports of its own.
    private func isOurPort(_ remote: RemoteURL) -> Bool {
        if case .ssh = remote.transport { return true }
        return remote.port == port
    }

    /// The address under which the same server has another repository.
    func address(of name: GitHubRepositoryName, like remote: RemoteURL) throws -> RemoteURL {
        let root = remote.description.dropLast(remote.path.count)
        let suffix = remote.path.hasSuffix(".git") ? ".git" : ""
        return try RemoteURL(parsing: "\(root)/\(name)\(suffix)")
    }

    /// Runs requests, and says their failures in the words of forges.
    func asking<Value>(
        missing: ForgeError.Code = .noPullRequest,
        _ body: () async throws(GitHubError) -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch {
            if error.code == .cancelled { throw CancellationError() }
            throw ForgeError(error, missing: missing)
        }
    }

    /// A request about a pull request or an issue of a repository.
    func request(
        _ method: GitHubRequest.Method = .get, _ name: GitHubRepositoryName, _ parts: [String],
        query: [(name: String, value: String)] = [], body: JSONValue? = nil,
        effect: GitHubRequest.Effect = .read, permission: String = "pull_requests"
    ) -> GitHubRequest {
        GitHubRequest(
            method, GitHubRequest.path(name) + parts, query: query, body: body, effect: effect,
            repository: name, permissions: [.init(permission, writes: effect != .read)])
    }

    /// One pull request with all that GitHub says of it.
    func wire(
        _ number: Int, _ name: GitHubRepositoryName
    ) async throws(GitHubError) -> WirePullRequest {
        try await api.send(request(.get, name, ["pulls", String(number)]))
            .decoded(as: WirePullRequest.self, while: "read the pull request #\(number)")
    }

    /// The pull request in our own words.
    func pullRequest(_ wire: WirePullRequest) throws -> PullRequest {
        guard let pull = wire.pullRequest else {
            throw ForgeError(
                .malformedAnswer, "read the pull request", on: wire.htmlUrl,
                because: "its head is no commit")
        }
        return pull
    }
}
