internal import Basics
internal import Snapshots

// Where checks are not permitted.
extension CheckWriter {
    /// The most characters of a status's description.
    private static let maximumDescription = 140

    /// Says by a commit status what the run says in short.
    func status(_ run: CheckRun) async throws(GitHubError) -> Outcome {
        let state = Self.state(of: run.conclusion)
        let words = run.title.cut(to: Self.maximumDescription)
        let request = GitHubRequest(
            .get, GitHubRequest.path(repository, "commits", run.head.description, "status"),
            repository: repository, permissions: [.init("statuses")])
        let known = try await api.list(request.inFullPages, of: WireStatus.self, in: "statuses")
        let isThere = known.contains {
            $0.context == run.name && $0.state == state && $0.description == words
        }
        if isThere { return .commitStatus(writes: 0) }
        // The newest of a context counts, so setting it twice is as good as once.
        _ = try await api.send(
            GitHubRequest(
                .post, GitHubRequest.path(repository, "statuses", run.head.description),
                body: .members([
                    "state": .string(state), "context": .string(run.name),
                    "description": .string(words),
                ]),
                effect: .set, repository: repository,
                permissions: [.init("statuses", writes: true)]))
        return .commitStatus(writes: 1)
    }

    /// A status cannot be neutral, and what waits for a person is pending.
    private static func state(of conclusion: CheckRun.Conclusion) -> String {
        switch conclusion {
        case .success, .neutral: "success"
        case .failure: "failure"
        case .actionRequired: "pending"
        }
    }
}

private struct WireStatus: GitHubNumbered {
    let id: Int
    let state: String
    let context: String
    let description: String?
}
