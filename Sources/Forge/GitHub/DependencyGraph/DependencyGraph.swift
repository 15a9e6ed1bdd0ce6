internal import Basics

/// The dependency graph of one repository at GitHub.
package struct DependencyGraph: Sendable {
    private let api: any GitHubAPI
    private let repository: GitHubRepositoryName

    /// The graph of a repository.
    package init(api: any GitHubAPI, repository: GitHubRepositoryName) {
        self.api = api
        self.repository = repository
    }

    /// Tells GitHub of a commit's dependencies; one content write.
    ///
    /// It takes the place of what was told before, so a repetition does no harm.
    package func submit(
        _ snapshot: DependencySnapshot
    ) async throws(GitHubError) -> DependencyReceipt {
        let request = GitHubRequest(
            .post, GitHubRequest.path(repository, "dependency-graph", "snapshots"),
            body: snapshot.json, effect: .set, repository: repository,
            permissions: [.init("contents", writes: true)])
        do throws(GitHubError) {
            let receipt = try await api.send(request)
                .decoded(as: WireReceipt.self, while: "submit the dependencies")
            guard receipt.result == "INVALID" else { return .taken }
            return .unusable(String((receipt.message ?? "").prefix(300)).escapedForTerminal)
        } catch {
            switch error.code {
            case .forbidden, .notFound: return .notPermitted(error.detail)
            case .invalid, .refused: return .unusable(error.detail)
            default: throw error
            }
        }
    }
}

private struct WireReceipt: Decodable {
    let result: String
    let message: String?
}
