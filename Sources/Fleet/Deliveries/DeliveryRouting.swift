package import Forge
internal import HTTPClient
internal import Remediation

/// What follows from a delivery: a pure function of its payload and of who we are.
///
/// A delivery is a hint and never an order: what is asked for is that a unit be brought to where it ought to be, and the job
/// reads for itself how things stand. So an old event after a newer one, or one of a head that is gone, does no harm.
package struct DeliveryRouting: Sendable {
    /// The address of the server, such as `https://github.com`, and its host.
    let origin: String
    let host: String
    /// Who we are; what this account does asks for nothing.
    let account: GitHubAccount
    /// Whether our credential is an App's, which can only work where it is installed.
    let isApp: Bool

    /// The routing for one server and one credential.
    ///
    /// An account without a number is recognised in nothing.
    package init(endpoint: GitHubEndpoint, account: GitHubAccount, isApp: Bool) {
        origin = endpoint.server.origin
        host = endpoint.server.host
        self.account = account
        self.isApp = isApp
    }

    /// What follows from one delivery.
    package func route(_ payload: WebhookPayload) -> RoutedDelivery {
        let routed = routeAnywhere(payload)
        guard isApp, payload.installation == nil, !routed.requests.isEmpty else { return routed }
        return RoutedDelivery(.noInstallation)
    }

    private func routeAnywhere(_ payload: WebhookPayload) -> RoutedDelivery {
        switch payload.event {
        case .ping: return RoutedDelivery(.ping)
        case .ignored: return RoutedDelivery(.unknownEvent)
        case .installation(let action, let repositories):
            return installation(action, repositories)
        case .installationRepositories(let added, let removed):
            return opened(added, cause: "installation")
                + RoutedDelivery(changes: removed.map { closed($0, because: "no-access") })
        default: break
        }
        guard let repository = payload.repository else { return RoutedDelivery(.noRepository) }
        switch payload.event {
        // Who asks for a whole suite again is the App itself, whoever pressed the button.
        case .rerequest(let rerequest): return self.rerequest(rerequest, repository)
        case .repository(let action): return self.repository(action, repository)
        case .mergeGroup(let head): return mergeGroup(head, repository)
        default: break
        }
        if isOurs(payload.sender) { return RoutedDelivery(.ownAction) }
        switch payload.event {
        case .push(let push): return self.push(push, repository)
        case .pullRequest(let pull): return pullRequest(pull, repository)
        case .review(let pull): return review(pull, repository)
        case .comment(let comment): return self.comment(comment, repository)
        default: return RoutedDelivery(.unknownEvent)
        }
    }

    // MARK: Events

    private func push(_ push: WebhookPush, _ repository: WebhookRepository) -> RoutedDelivery {
        guard let branch = push.branch, !push.isDeletion,
            isDefault(branch, of: repository)
        else { return RoutedDelivery(.notDefaultBranch) }
        return remediate(repository, .event, cause: "push")
    }

    private func pullRequest(
        _ pull: WebhookPullRequest, _ repository: WebhookRepository
    ) -> RoutedDelivery {
        let cause = "pull-request"
        guard isOurs(pull.author) else {
            return Self.bringsNewHead(pull)
                ? check("pull/\(pull.number)", repository, .event, cause: cause)
                : RoutedDelivery(.nothingNew)
        }
        return Self.concerns.contains(pull.action)
            ? remediate(repository, .event, cause: cause) : RoutedDelivery(.nothingNew)
    }

    /// What people do to a pull request of ours that changes what is to be done about it.
    private static let concerns: Set<String> = [
        "closed", "reopened", "edited", "labeled", "unlabeled", "synchronize", "dequeued",
        "converted_to_draft", "ready_for_review",
    ]

    private static func bringsNewHead(_ pull: WebhookPullRequest) -> Bool {
        switch pull.action {
        case "opened", "reopened", "synchronize", "ready_for_review": true
        case "edited": pull.hasNewBase
        default: false
        }
    }

    private func review(
        _ pull: WebhookPullRequest, _ repository: WebhookRepository
    ) -> RoutedDelivery {
        isOurs(pull.author)
            ? remediate(repository, .event, cause: "review") : RoutedDelivery(.nothingNew)
    }

    private func comment(
        _ comment: WebhookComment, _ repository: WebhookRepository
    ) -> RoutedDelivery {
        guard comment.isOnPullRequest, ["created", "edited"].contains(comment.action) else {
            return RoutedDelivery(.nothingNew)
        }
        if CommandComment.Command(in: comment.body) != nil {
            return remediate(repository, .command, cause: "command")
        }
        // A remark on a pull request of ours shows that people still care for it.
        return isOurs(comment.issueAuthor)
            ? remediate(repository, .event, cause: "comment") : RoutedDelivery(.nothingNew)
    }

    private func mergeGroup(_ head: String, _ repository: WebhookRepository) -> RoutedDelivery {
        check(head, repository, .event, cause: "merge-group")
    }

    private func rerequest(
        _ rerequest: WebhookRerequest, _ repository: WebhookRepository
    ) -> RoutedDelivery {
        if let app = rerequest.app, let own = account.appID, app != own {
            return RoutedDelivery(.anotherApp)
        }
        let cause = "check-rerequested"
        guard rerequest.pulls.isEmpty else {
            return rerequest.pulls.reduce(RoutedDelivery()) { routed, pull in
                routed
                    + (pull.head.map(isOurs(branch:)) == true
                        ? remediate(repository, .command, cause: cause)
                        : check("pull/\(pull.number)", repository, .command, cause: cause))
            }
        }
        guard let branch = rerequest.branch else { return RoutedDelivery(.nothingNew) }
        return isDefault(branch, of: repository) || isOurs(branch: branch)
            ? remediate(repository, .command, cause: cause)
            : check("refs/heads/\(branch)", repository, .command, cause: cause)
    }

    private func repository(
        _ action: WebhookEvent.RepositoryAction, _ repository: WebhookRepository
    ) -> RoutedDelivery {
        let cause = "repository"
        switch action {
        case .renamed, .transferred:
            let change = RepositoryChange(
                repository: key(repository), kind: .moved(to: location(repository)))
            return RoutedDelivery(changes: [change])
        case .archived:
            return RoutedDelivery(changes: [closed(repository, because: "archived")])
        case .deleted: return RoutedDelivery(changes: [closed(repository, because: "gone")])
        case .unarchived: return opened([repository], cause: cause, .event)
        // Who may see a repository is a fact that presets go by.
        case .created, .edited, .privatized, .publicized:
            return remediate(repository, .event, cause: cause)
        }
    }

    private func installation(
        _ action: WebhookEvent.InstallationAction, _ repositories: [WebhookRepository]
    ) -> RoutedDelivery {
        switch action {
        case .created, .unsuspend, .permissionsAccepted:
            opened(repositories, cause: "installation")
        case .deleted:
            RoutedDelivery(changes: repositories.map { closed($0, because: "no-access") })
        case .suspend:
            RoutedDelivery(
                changes: repositories.map { closed($0, because: "suspended-installation") })
        }
    }
}
