internal import Foundation

/// Everything that the stand-in knows; used by one thread at a time.
final class World {
    /// Where the bare repositories lie.
    let folder: String
    /// The address without a path, such as `http://127.0.0.1:4711`.
    var server = ""
    var api: String { "\(server)/api/v3" }
    /// The limits in force.
    var limits = Limits()
    /// Seconds that tests have moved the clock.
    var clockOffset = 0
    var accounts: [String: Account] = [:]
    var apps: [Int: App] = [:]
    var installations: [Int: Installation] = [:]
    var tokens: [String: Token] = [:]
    var repositories: [Int: Repository] = [:]
    /// Numbers of repositories by `owner/name` in lower case, names of the past included.
    var names: [String: Int] = [:]
    var deliveries: [Delivery] = []
    /// The numbers of deliveries that nobody has begun to send.
    var unsentDeliveries: [Int] = []
    var webhooks: [Webhook] = []
    var usage: [String: Usage] = [:]
    var jwts = JWTVerifier()
    /// Numbers of lists that leave a new pull request out.
    var listsWithoutNewPulls = 0
    private var lastID = 1000
    private var lastToken = 0

    init(folder: String) { self.folder = folder }

    /// Seconds since 1970, by the stand-in's clock.
    var now: Int { Int(Date().timeIntervalSince1970) + clockOffset }

    /// A number that nothing else has.
    func nextID() -> Int {
        lastID += 1
        return lastID
    }

    /// A token that nobody has yet, shaped like GitHub's.
    func nextToken(_ prefix: String) -> String {
        lastToken += 1
        let random = (0..<3).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }
        let body = (random.joined() + String(repeating: "0", count: 36)).prefix(36)
        return "\(prefix)_\(body)"
    }

    func account(_ login: String) -> Account? { accounts[login.lowercased()] }

    /// The account with a login, made when it is new.
    func account(_ login: String, _ kind: Account.Kind) -> Account {
        if let known = account(login) { return known }
        let account = Account(id: nextID(), login: login, kind: kind)
        accounts[login.lowercased()] = account
        return account
    }

    /// A repository by its present name.
    func repository(_ owner: String, _ name: String) -> Repository? {
        guard let repository = repository(everNamed: owner, name),
            repository.fullName.lowercased() == "\(owner)/\(name)".lowercased()
        else { return nil }
        return repository
    }

    /// A repository by a name that it has or had.
    func repository(everNamed owner: String, _ name: String) -> Repository? {
        guard let id = names["\(owner)/\(name)".lowercased()], let found = repositories[id],
            !found.isDeleted
        else { return nil }
        return found
    }

    /// The repositories that are there, in order of their numbers.
    var present: [Repository] {
        repositories.values.filter { !$0.isDeleted }.sorted { $0.id < $1.id }
    }

    /// Adds an empty repository.
    func addRepository(
        _ owner: Account, _ name: String, isPrivate: Bool, defaultBranch: String
    ) throws -> Repository {
        let id = nextID()
        let path = "\(folder)/\(id).git"
        try GitStore.initialize(path, defaultBranch: defaultBranch)
        let repository = Repository(
            id: id, owner: owner, name: name, isPrivate: isPrivate, defaultBranch: defaultBranch,
            at: now, git: try GitStore(path: path))
        repositories[id] = repository
        names[repository.fullName.lowercased()] = id
        for (name, color) in Self.firstLabels {
            repository.labels[name] = Label(
                id: nextID(), name: name, color: color, description: nil)
        }
        return repository
    }

    /// The labels that GitHub gives a new repository.
    private static let firstLabels = [
        ("bug", "d73a4a"), ("documentation", "0075ca"), ("duplicate", "cfd3d7"),
        ("enhancement", "a2eeef"), ("good first issue", "7057ff"), ("help wanted", "008672"),
        ("invalid", "e4e669"), ("question", "d876e3"), ("wontfix", "ffffff"),
    ]

    /// The time of a moment as the API writes it.
    static func date(_ seconds: Int) -> String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }
}
