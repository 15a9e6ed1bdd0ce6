internal import Basics
package import Git
internal import Snapshots

extension GitHubForge {
    package func activity(
        on number: Int, in remote: RemoteURL
    ) async throws -> PullRequestActivity {
        let name = try name(of: remote)
        let us = try await account()
        let pull = try await asking { () throws(GitHubError) in try await wire(number, name) }
        let comments = try await comments(on: number, name)
        let reviews = try await asking { () throws(GitHubError) in
            try await self.reviews(of: number, name)
        }
        var activity = PullRequestActivity(
            mergeability: Self.mergeability(of: pull),
            isMergedAutomatically: pull.autoMerge != nil,
            approvers: Self.approvers(reviews, at: pull.head.sha),
            reviews: reviews.count,
            lastHumanActivity: Self.lastHumanActivity(comments, reviews),
            comments: comments.map { $0.comment(by: us) })
        if pull.isOpen {
            activity.requiresUpToDate = try await asking { () throws(GitHubError) in
                try await requiresUpToDate(pull, name)
            }
            activity.isInMergeQueue = try await asking { () throws(GitHubError) in
                try await isInMergeQueue(number, name)
            }
        } else if pull.mergedAt == nil {
            let issue = try await asking { () throws(GitHubError) in
                try await api.send(
                    request(.get, name, ["issues", String(number)], permission: "issues")
                ).decoded(as: ClosedIssue.self, while: "read who closed the pull request")
            }
            activity.closedBy = issue.closedBy?.account
            if issue.closedBy?.isPerson == true, let closed = issue.closedAt {
                let time = GitHubTimestamp.seconds(closed)
                activity.lastHumanActivity = [activity.lastHumanActivity, time]
                    .compactMap { $0 }.max()
            }
        }
        return activity
    }

    private struct ClosedIssue: Decodable {
        let closedBy: WireUser?
        let closedAt: String?
    }

    /// The comments, the oldest first.
    func comments(on number: Int, _ name: GitHubRepositoryName) async throws -> [WireComment] {
        let found = try await asking { () throws(GitHubError) in
            try await api.list(
                request(.get, name, ["issues", String(number), "comments"]).inFullPages,
                of: WireComment.self)
        }
        return found.sorted { $0.id < $1.id }
    }

    /// The reviews in the order in which they were given.
    func reviews(
        of number: Int, _ name: GitHubRepositoryName
    ) async throws(GitHubError) -> [WireReview] {
        try await api.list(
            request(.get, name, ["pulls", String(number), "reviews"]).inFullPages,
            of: WireReview.self)
    }

    private static func mergeability(
        of pull: WirePullRequest
    ) -> PullRequestActivity.Mergeability {
        if pull.mergeable == false { return .conflicting }
        return switch pull.mergeableState {
        case "dirty": .conflicting
        case "behind": .behind
        case "clean", "blocked", "unstable", "has_hooks", "draft": .clean
        default: .unknown
        }
    }

    /// Those whose last word is an approval of this very head.
    private static func approvers(_ reviews: [WireReview], at head: String) -> [ForgeAccount] {
        var last: [Int: WireReview] = [:]
        for review in reviews
        where ["APPROVED", "CHANGES_REQUESTED", "DISMISSED"].contains(review.state) {
            if let user = review.user { last[user.id] = review }
        }
        return last.values.filter { $0.state == "APPROVED" && $0.commitId == head }
            .compactMap { $0.user?.account }.sorted {
                ($0.login, $0.id ?? 0) < ($1.login, $1.id ?? 0)
            }
    }

    private static func lastHumanActivity(
        _ comments: [WireComment], _ reviews: [WireReview]
    ) -> Int? {
        let remarks = comments.filter { $0.user?.isPerson == true }.compactMap(\.updatedAt)
        let verdicts = reviews.filter { $0.user?.isPerson == true }.compactMap(\.submittedAt)
        return (remarks + verdicts).compactMap(GitHubTimestamp.seconds).max()
    }

    private func requiresUpToDate(
        _ pull: WirePullRequest, _ name: GitHubRepositoryName
    ) async throws(GitHubError) -> Bool {
        // GitHub speaks of "behind" only where it matters.
        if pull.mergeableState == "behind" { return true }
        return try await BranchRequirementsReader(api: api)
            .requirements(of: pull.base.ref, in: name).mustBeUpToDate
    }

    private struct QueueAnswer: Decodable, Sendable {
        let repository: Repository?
        struct Repository: Decodable, Sendable { let pullRequest: PullRequest? }
        struct PullRequest: Decodable, Sendable { let isInMergeQueue: Bool? }
    }

    /// REST does not tell; where GraphQL is refused there is taken to be no queue.
    private func isInMergeQueue(
        _ number: Int, _ name: GitHubRepositoryName
    ) async throws(GitHubError) -> Bool {
        var asking = GitHubRequest.graphQL(
            """
            query($owner: String!, $name: String!, $number: Int!) { \
            repository(owner: $owner, name: $name) { \
            pullRequest(number: $number) { isInMergeQueue } } }
            """,
            variables: [
                .init("owner", .string(name.owner)), .init("name", .string(name.name)),
                .init("number", .int(number)),
            ], permissions: [.init("pull_requests")])
        asking.repository = name
        do throws(GitHubError) {
            let answer = try await api.graphQL(asking, as: QueueAnswer.self)
            return answer.data.repository?.pullRequest?.isInMergeQueue ?? false
        } catch  where error.isGraphQLRefusal {
            return false
        }
    }
}
