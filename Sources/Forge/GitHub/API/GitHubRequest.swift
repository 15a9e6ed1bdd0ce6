package import Basics

/// One request to GitHub's REST or GraphQL API, without host and credential.
package struct GitHubRequest: Sendable, Hashable {
    /// The methods in use.
    package enum Method: String, Sendable, Hashable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// What it does at GitHub, which decides the budget it is taken from and whether it is repeated.
    package enum Effect: Sendable, Hashable {
        /// Changes nothing; repeated after any failure that may pass.
        case read
        /// Sets a state, so that twice is as good as once; repeated like a read, one content write of the budget.
        case set
        /// Creates something each time; never repeated after an answer was lost: the caller reads back.
        case create
    }

    /// A permission of an App that the request needs, with its level.
    package struct Permission: Sendable, Hashable {
        /// GitHub's name of it, such as `pull_requests`.
        package var name: String
        /// Whether `write` is needed, not only `read`.
        package var writes: Bool

        /// A permission from its parts.
        package init(_ name: String, writes: Bool = false) {
            self.name = name
            self.writes = writes
        }
    }

    /// The method.
    package var method: Method
    /// The parts of the path below the API's root, each still to be percent-encoded; a slash inside a part is encoded.
    package var path: [String]
    /// The query's items in order.
    package var query: [(name: String, value: String)] {
        get { queryItems.map { ($0.key, $0.value) } }
        set { queryItems = newValue.map { Item(key: $0.name, value: $0.value) } }
    }
    private var queryItems: [Item]
    /// The body; nil for none.
    package var body: JSONValue?
    /// The media type wanted.
    package var accept: String
    /// What it does.
    package var effect: Effect
    /// The repository that the credential is narrowed to; nil for requests of an organisation or the App itself.
    package var repository: GitHubRepositoryName?
    /// The organisation or user whose installation of an App is asked, where path and repository do not tell.
    package var organization: String?
    /// How long limits may make the request wait before it fails as `.limited`; nil for the client's own patience.
    package var patience: Duration?
    /// The permissions that the credential is narrowed to, sorted by name.
    package var permissions: [Permission]
    /// The most bytes of answer to take.
    package var maximumBytes: Int
    /// An address that GitHub gave for the next page, of the API's own origin; goes before path and query.
    package var continuation: String?

    private struct Item: Sendable, Hashable {
        var key: String
        var value: String
    }

    /// A request; `permissions` are what an App's token must have for it.
    package init(
        _ method: Method = .get, _ path: [String], query: [(name: String, value: String)] = [],
        body: JSONValue? = nil, accept: String = "application/vnd.github+json",
        effect: Effect = .read, repository: GitHubRepositoryName? = nil,
        permissions: [Permission] = [Permission("metadata")], maximumBytes: Int = 8 << 20
    ) {
        self.method = method
        self.path = path
        self.queryItems = query.map { Item(key: $0.name, value: $0.value) }
        self.body = body
        self.accept = accept
        self.effect = effect
        self.repository = repository
        self.permissions = permissions.sorted {
            ($0.name, $0.writes ? 1 : 0) < ($1.name, $1.writes ? 1 : 0)
        }
        self.maximumBytes = maximumBytes
        self.continuation = nil
        self.organization = nil
        self.patience = nil
    }
}

/// A repository's owner and name on GitHub, compared without regard to case.
package struct GitHubRepositoryName: Sendable, Hashable, CustomStringConvertible {
    /// The organisation or user.
    package let owner: String
    /// The repository's own name.
    package let name: String

    /// A name from its parts.
    package init(owner: String, name: String) {
        self.owner = owner
        self.name = name
    }

    package var description: String { "\(owner)/\(name)" }

    package static func == (left: Self, right: Self) -> Bool {
        left.owner.lowercased() == right.owner.lowercased()
            && left.name.lowercased() == right.name.lowercased()
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(owner.lowercased())
        hasher.combine(name.lowercased())
    }
}
