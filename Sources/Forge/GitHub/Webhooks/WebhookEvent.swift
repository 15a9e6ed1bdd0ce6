/// What a delivery tells of, as far as the bot has use for it.
package enum WebhookEvent: Hashable, Sendable {
    /// The hook was set up.
    case ping
    case push(WebhookPush)
    case pullRequest(WebhookPullRequest)
    /// A review of a pull request was sent or dismissed.
    case review(WebhookPullRequest)
    /// A merge queue wants the head of a group checked.
    case mergeGroup(head: String)
    case comment(WebhookComment)
    /// Somebody asks for a check again.
    case rerequest(WebhookRerequest)
    /// The App was installed, suspended, brought back or taken away, with the repositories that the payload names.
    case installation(InstallationAction, [WebhookRepository])
    /// The App may see more repositories, or fewer.
    case installationRepositories(added: [WebhookRepository], removed: [WebhookRepository])
    case repository(RepositoryAction)
    /// An event, or an action of one, that nothing follows from; as `EVENT` or `EVENT.ACTION`.
    case ignored(String)

    /// What became of an installation.
    package enum InstallationAction: String, Hashable, Sendable, CaseIterable {
        case created, deleted, suspend, unsuspend
        case permissionsAccepted = "new_permissions_accepted"
    }

    /// What became of a repository.
    package enum RepositoryAction: String, Hashable, Sendable, CaseIterable {
        case created, renamed, transferred, archived, unarchived, deleted, privatized, publicized
        /// It has another default branch.
        case edited
    }

    init(name: String, action: String?, root: PayloadNode) throws(WebhookError) {
        self = try Self.known(name, action ?? "", root) ?? .ignored(Self.title(name, action))
    }

    /// The event; nil for one that nothing follows from.
    private static func known(
        _ name: String, _ action: String, _ root: PayloadNode
    ) throws(WebhookError) -> WebhookEvent? {
        switch name {
        case "ping": .ping
        case "push": .push(try WebhookPush(root))
        case "pull_request":
            .pullRequest(try WebhookPullRequest(root, event: name, action: action))
        case "pull_request_review":
            .review(try WebhookPullRequest(root, event: name, action: action))
        case "merge_group":
            action == "checks_requested"
                ? .mergeGroup(head: try root.text("merge_group", "head_ref", of: name)) : nil
        case "issue_comment": .comment(try WebhookComment(root, action: action))
        case "check_run", "check_suite":
            action == "rerequested" ? .rerequest(try WebhookRerequest(root, event: name)) : nil
        case "installation":
            InstallationAction(rawValue: action).map {
                .installation($0, root.repositories("repositories"))
            }
        case "installation_repositories":
            .installationRepositories(
                added: root.repositories("repositories_added"),
                removed: root.repositories("repositories_removed"))
        case "repository": repository(action, root)
        default: nil
        }
    }

    /// What became of a repository; of what can be edited, only its default branch counts.
    private static func repository(_ action: String, _ root: PayloadNode) -> WebhookEvent? {
        guard let action = RepositoryAction(rawValue: action),
            action != .edited || root["changes"]?["default_branch"] != nil
        else { return nil }
        return .repository(action)
    }

    private static func title(_ name: String, _ action: String?) -> String {
        guard let action, action.utf8.count <= 64,
            action.utf8.allSatisfy({ (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") })
        else { return name }
        return "\(name).\(action)"
    }
}

extension PayloadNode {
    /// The text at a place that an event cannot do without.
    func text(_ path: String..., of event: String) throws(WebhookError) -> String {
        var node: PayloadNode? = self
        for key in path { node = node?[key] }
        guard let text = node?.string else { throw Self.missing(path, of: event) }
        return text
    }

    /// The number at a place that an event cannot do without.
    func number(_ path: String..., of event: String) throws(WebhookError) -> Int {
        var node: PayloadNode? = self
        for key in path { node = node?[key] }
        guard let number = node?.int, number > 0 else { throw Self.missing(path, of: event) }
        return number
    }

    private static func missing(_ path: [String], of event: String) -> WebhookError {
        WebhookError(
            .malformedPayload, on: path.joined(separator: "."),
            because: "it is missing or of the wrong kind, and no \(event) event is without it")
    }

    /// The repositories of a list; what names none is left out.
    func repositories(_ key: String) -> [WebhookRepository] {
        self[key]?.items.compactMap(WebhookRepository.init) ?? []
    }
}
