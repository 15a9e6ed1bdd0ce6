internal import Basics

/// An App's webhook: where deliveries go, and the secret that signs them.
final class Webhook {
    let id: Int
    let app: App
    /// Where deliveries are posted.
    let url: String
    let secret: [UInt8]
    /// The repositories as the last delivery left them, by number.
    var pictures: [Int: RepositoryPicture] = [:]
    /// The installations likewise.
    var installations: [Int: InstallationPicture] = [:]

    init(id: Int, app: App, url: String, secret: [UInt8]) {
        self.id = id
        self.app = app
        self.url = url
        self.secret = secret
    }

    func signature(of body: [UInt8]) -> String {
        "sha256=" + Hexadecimal.encode(MessageAuthentication.code(of: body, key: secret))
    }
}

/// One delivery of an App's webhook.
struct Delivery {
    let id: Int
    let guid: String
    let app: Int
    let event: String
    let action: String?
    let deliveredAt: Int
    /// What the receiver answered, 502 when it could not be reached; nil while it is under way.
    var statusCode: Int?
    let installation: Int?
    let repository: Int?
    var isRedelivery = false
    /// What was sent; nil for one that a test only noted.
    var payload: [UInt8]?
}

/// What events of a repository are told by: two pictures that differ make events.
struct RepositoryPicture {
    let fullName: String
    let isArchived: Bool
    let isPrivate: Bool
    let isDeleted: Bool
    let defaultBranch: String
    let references: [String: String]
    let moves: Int
    let pulls: [Int: PullPicture]
    let comments: Set<Int>

    init(_ repository: Repository) {
        fullName = repository.fullName
        isArchived = repository.isArchived
        isPrivate = repository.isPrivate
        isDeleted = repository.isDeleted
        defaultBranch = repository.defaultBranch
        references = repository.git.references
        moves = repository.git.history.count
        pulls = Dictionary(
            uniqueKeysWithValues: repository.pulls.map { ($0.number, PullPicture($0)) })
        comments = Set(repository.comments.keys)
    }
}

/// What events of a pull request are told by.
struct PullPicture {
    let isOpen: Bool
    let head: String
    let title: String
    let body: String?
    let base: String
    let isDraft: Bool
    let labels: [String]
    let reviews: Int

    init(_ pull: PullRequest) {
        isOpen = pull.issue.isOpen
        head = pull.headOID
        title = pull.issue.title
        body = pull.issue.body
        base = pull.baseBranch
        isDraft = pull.isDraft
        labels = pull.issue.labels
        reviews = pull.reviews.count
    }
}

/// What events of an installation are told by.
struct InstallationPicture {
    let isDeleted: Bool
    let isSuspended: Bool
    let repositories: Set<Int>

    init(_ installation: Installation, in world: World) {
        isDeleted = installation.isDeleted
        isSuspended = installation.suspendedAt != nil
        repositories = Set(
            world.present.filter { installation.reaches($0) }.map(\.id))
    }
}

extension Installation {
    /// Whether a repository was given to the App, suspended or not.
    func reaches(_ repository: Repository) -> Bool {
        repository.owner === account && selected?.contains(repository.id) ?? true
    }
}
