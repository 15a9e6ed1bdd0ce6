internal import Basics
internal import Snapshots

// Where checks are not permitted.
extension CheckWriter {
    /// The most characters of a status's description.
    private static let maximumDescription = 140

    /// Says by a commit status what the run says in short.
    func status(_ run: CheckRun) async throws(GitHubError) -> Outcome {
        let wanted = WireStatus(
            state: Self.state(of: run.conclusion), context: run.name,
            description: run.title.cut(to: Self.maximumDescription))
        let request = GitHubRequest(
            .get, GitHubRequest.path(repository, "commits", run.head.description, "status"),
            repository: repository, permissions: [.init("statuses")])
        let known = try await GitHubListing(api: api).items(
            of: request, page: WireStatuses.self, while: "list the statuses of a commit"
        ) { $0.statuses }
        if known.contains(wanted) { return .commitStatus(writes: 0) }
        // The newest of a context counts, so setting it twice is as good as once.
        _ = try await api.send(
            GitHubRequest(
                .post, GitHubRequest.path(repository, "statuses", run.head.description),
                body: .members([
                    "state": .string(wanted.state), "context": .string(wanted.context),
                    "description": .optional(wanted.description),
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

private struct WireStatus: Decodable, Equatable {
    let state: String
    let context: String
    let description: String?
}

private struct WireStatuses: Decodable { let statuses: [WireStatus] }
