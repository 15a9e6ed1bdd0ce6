/// A delivery as it is read: what happened, where, and who did it.
///
/// Members that nobody needs are not looked at, for GitHub adds some at any time; those that may be null are optional.
package struct WebhookPayload: Hashable, Sendable {
    /// What happened.
    package let event: WebhookEvent
    /// The event's name, as the header gave it.
    package let name: String
    /// What kind of it, such as `opened`; nil for events without kinds.
    package let action: String?
    /// The repository it happened in; nil for events of an installation or an organisation.
    package let repository: WebhookRepository?
    /// Who did it; nil for an account that is deleted.
    package let sender: WebhookAccount?
    /// The App's installation; nil for a hook of a repository or an organisation.
    package let installation: Int?

    /// Reads the body of an event.
    ///
    /// - Throws: ``WebhookError``, with `.malformedPayload` for an event that lacks what makes it one. An event or an action
    ///   that is not known is not an error.
    package init(event name: String, body: [UInt8]) throws(WebhookError) {
        let root = try PayloadNode(parsing: body)
        guard root.isObject else {
            throw WebhookError(.malformedBody, on: "byte 0", because: "it is no object")
        }
        self.name = name
        action = root["action"]?.string
        repository = root["repository"].flatMap(WebhookRepository.init)
        sender = root["sender"].flatMap(WebhookAccount.init)
        installation = root["installation"]?["id"]?.int
        event = try WebhookEvent(name: name, action: action, root: root)
    }
}

/// A repository as payloads write it.
package struct WebhookRepository: Hashable, Sendable {
    /// GitHub's number of it, which a rename or a transfer keeps.
    package let id: Int
    /// Owner and name as they are now.
    package let name: GitHubRepositoryName
    /// The branch that pull requests go to; nil where the payload does not tell.
    package let defaultBranch: String?
    /// Whether it is read-only by its owners' wish; nil where the payload does not tell.
    package let isArchived: Bool?
    /// Whether only some may see it; nil where the payload does not tell.
    package let isPrivate: Bool?

    /// A repository; nil when it has no number or its name is no name.
    init?(_ node: PayloadNode) {
        guard let id = node["id"]?.int, id > 0,
            let name = node["full_name"]?.string.flatMap(GitHubRepositoryName.init(parsing:))
        else { return nil }
        self.id = id
        self.name = name
        defaultBranch = node["default_branch"]?.string
        isArchived = node["archived"]?.bool
        isPrivate = node["private"]?.bool
    }
}

/// An account as payloads write it.
package struct WebhookAccount: Hashable, Sendable {
    /// The account's number; the only thing that it is recognised by.
    package let id: Int
    /// The login, for people; empty where the payload does not tell.
    package let login: String

    /// An account; nil when it has no number.
    init?(_ node: PayloadNode) {
        guard let id = node["id"]?.int else { return nil }
        self.id = id
        login = node["login"]?.string ?? ""
    }
}
