internal import Basics

/// Which hook deliveries come from.
package enum WebhookSource: Hashable, Sendable, CustomStringConvertible {
    /// The one of the App that the credential is of.
    case app
    case repository(GitHubRepositoryName, hook: Int)
    case organization(String, hook: Int)

    package var description: String {
        switch self {
        case .app: "the App's webhook"
        case .repository(let name, let hook): "\(name), hook \(hook)"
        case .organization(let name, let hook): "\(name), hook \(hook)"
        }
    }

    fileprivate var path: [String] {
        switch self {
        case .app: ["app", "hook", "deliveries"]
        case .repository(let name, let hook):
            GitHubRequest.path(name) + ["hooks", String(hook), "deliveries"]
        case .organization(let name, let hook):
            ["orgs", name, "hooks", String(hook), "deliveries"]
        }
    }

    /// The narrowest permission that lists, and asks again.
    fileprivate func permissions(writes: Bool) -> [GitHubRequest.Permission] {
        switch self {
        case .app: []
        case .repository: [.init("repository_hooks", writes: writes)]
        case .organization: [.init("organization_hooks", writes: writes)]
        }
    }
}

/// One attempt of GitHub's to deliver something that did not succeed.
package struct FailedDelivery: Hashable, Sendable {
    /// GitHub's number of the attempt.
    package let id: Int
    /// The id that the receiver sees, the same in every attempt; in lower case.
    package let guid: String
    /// The event, such as `push`.
    package let event: String
    /// When it was attempted, in seconds since 1970.
    package let attemptedAt: Int
    /// What the receiver answered; 0 or 502 and the like for no answer.
    package let status: Int
}

/// What GitHub remembers of its deliveries to one hook: three days of them.
package struct HookDeliveries: Sendable {
    /// The hook.
    package let source: WebhookSource
    private let api: any GitHubAPI
    private static let maximumPages = 50

    /// The deliveries of a hook, asked through an API.
    package init(of source: WebhookSource, api: any GitHubAPI) {
        self.source = source
        self.api = api
    }

    /// The attempts since a moment that failed, the newest first.
    ///
    /// Costs a request for each hundred; at most 5,000 are read, and whatever is older waits for the next time.
    package func failed(since seconds: Int) async throws(GitHubError) -> [FailedDelivery] {
        var request: GitHubRequest? = self.request(
            .get, query: [("status", "failure"), ("per_page", "100")])
        var failed: [FailedDelivery] = []
        for _ in 0..<Self.maximumPages {
            guard let current = request else { break }
            let answer = try await api.send(current)
            let attempts = try answer.decoded(
                as: [Attempt].self, while: "list the deliveries of \(source)"
            ).compactMap(\.delivery)
            let recent = attempts.filter { $0.attemptedAt >= seconds }
            // A server that does not know the filter lists all.
            failed += recent.filter { !(200..<400).contains($0.status) }
            guard recent.count == attempts.count else { break }
            request = try api.next(after: answer, of: current)
        }
        return failed
    }

    /// Has GitHub attempt a delivery again, with the same id.
    package func redeliver(_ delivery: FailedDelivery) async throws(GitHubError) {
        // What comes twice is kept once, so asking twice is as good as asking once.
        _ = try await api.send(request(.post, [String(delivery.id), "attempts"], effect: .set))
    }

    private func request(
        _ method: GitHubRequest.Method, _ rest: [String] = [],
        query: [(name: String, value: String)] = [], effect: GitHubRequest.Effect = .read
    ) -> GitHubRequest {
        var name: GitHubRepositoryName?
        if case .repository(let repository, _) = source { name = repository }
        return GitHubRequest(
            method, source.path + rest, query: query, effect: effect, repository: name,
            permissions: source.permissions(writes: effect != .read))
    }

    /// As GitHub writes it.
    private struct Attempt: Decodable, Sendable {
        let id: Int
        let guid: String
        let event: String
        let deliveredAt: String
        let statusCode: Int

        /// Nil for one whose time cannot be read.
        var delivery: FailedDelivery? {
            GitHubTimestamp.seconds(deliveredAt).map {
                FailedDelivery(
                    id: id, guid: guid.lowercased(), event: event, attemptedAt: $0,
                    status: statusCode)
            }
        }
    }
}
