/// A user, an organisation or an App's bot, as the stand-in keeps it.
final class Account {
    enum Kind: String {
        case user = "User"
        case organization = "Organization"
        case bot = "Bot"
    }

    let id: Int
    var login: String
    let kind: Kind
    var name: String?
    /// The members of an organisation by login in lower case, with `admin` or `member`.
    var members: [String: String] = [:]
    /// The teams of an organisation by slug.
    var teams: [String: Team] = [:]
    /// What members may do in the organisation's repositories: `none`, `read`, `write` or `admin`.
    var basePermission = "read"

    init(id: Int, login: String, kind: Kind) {
        self.id = id
        self.login = login
        self.kind = kind
    }

    /// The global id, as GraphQL has it.
    var nodeID: String {
        switch kind {
        case .user: "U_\(id)"
        case .organization: "O_\(id)"
        case .bot: "BOT_\(id)"
        }
    }
}

/// A team of an organisation.
final class Team {
    let id: Int
    let slug: String
    let organization: Account
    /// Logins in lower case.
    var members: Set<String> = []
    /// What it may do in repositories, by their number.
    var permissions: [Int: String] = [:]

    init(id: Int, slug: String, organization: Account) {
        self.id = id
        self.slug = slug
        self.organization = organization
    }
}

/// A GitHub App.
final class App {
    let id: Int
    let slug: String
    let owner: Account
    /// The account that acts for it, `SLUG[bot]`.
    let bot: Account
    /// The public key in PEM form; nil until somebody gives one.
    var publicKey: String?
    var permissions: [String: String]

    init(id: Int, slug: String, owner: Account, bot: Account, permissions: [String: String]) {
        self.id = id
        self.slug = slug
        self.owner = owner
        self.bot = bot
        self.permissions = permissions
    }
}

/// An App's installation in an account.
final class Installation {
    let id: Int
    let app: App
    let account: Account
    /// The numbers of its repositories; nil for all of the account.
    var selected: Set<Int>?
    var permissions: [String: String]
    var suspendedAt: Int?
    var isDeleted = false

    init(id: Int, app: App, account: Account, selected: Set<Int>?, permissions: [String: String]) {
        self.id = id
        self.app = app
        self.account = account
        self.selected = selected
        self.permissions = permissions
    }

    /// Whether the App is installed for a repository.
    func covers(_ repository: Repository) -> Bool {
        !isDeleted && account === repository.owner && selected?.contains(repository.id) ?? true
    }
}

/// A token that the stand-in gave out.
final class Token {
    enum Holder {
        /// A person's own token, with all that the person may do.
        case person(Account)
        /// An installation's.
        case installation(Installation)
        /// The one of a workflow in a repository.
        case actions(Repository)
    }

    let holder: Holder
    /// Seconds since 1970; nil for never.
    let expiresAt: Int?
    /// The numbers of the repositories it is narrowed to; nil for all of its holder's.
    let repositories: Set<Int>?
    /// What it may do; nil for all that its holder may.
    let permissions: [String: String]?
    var isRevoked = false

    init(
        _ holder: Holder, expiresAt: Int? = nil, repositories: Set<Int>? = nil,
        permissions: [String: String]? = nil
    ) {
        self.holder = holder
        self.expiresAt = expiresAt
        self.repositories = repositories
        self.permissions = permissions
    }
}
