internal import Basics
internal import FoundationEssentials

/// An App's tokens: one for each installation, repository and set of permissions, kept until shortly before its end.
actor AppAuthorizer: GitHubAuthorizer {
    /// What a token is narrowed to.
    private struct Key: Hashable {
        var installation: Int
        var repository: GitHubRepositoryName?
        var permissions: [GitHubRequest.Permission]
    }

    private struct Held {
        var token: GitHubToken
        /// Milliseconds since 1970, of this machine.
        var end: Int
    }

    private struct TokenAnswer: Decodable {
        var token: String
        var expiresAt: String
    }

    /// How long a token must still last: for a request, and for a transfer by git, which may take ten minutes.
    private static let marginOfRequests = 5 * 60_000
    private static let marginOfGit = 15 * 60_000

    private let id: String
    private let key: RSAPrivateKey
    private let caller: GitHubCaller
    private let clock: GitHubClock
    private var held: [Key: Held] = [:]
    private var underWay: [Key: Task<Result<Held, GitHubError>, Never>] = [:]
    private var installations: [String: AppInstallation] = [:]
    private var everyInstallation: [AppInstallation]?

    init(id: String, key: RSAPrivateKey, caller: GitHubCaller, clock: GitHubClock) {
        self.id = id
        self.key = key
        self.caller = caller
        self.clock = clock
    }

    func grant(
        for request: GitHubRequest, rejecting rejected: GitHubToken?
    ) async throws(GitHubError) -> GitHubGrant {
        guard !request.isOfApp else { return try claim(for: request) }
        let installation = try await installation(for: request)
        let key = Key(
            installation: installation, repository: request.repository,
            permissions: request.permissions)
        let held = try await token(key, lasting: Self.marginOfRequests, rejecting: rejected)
        return GitHubGrant(
            token: held.token, account: "installation:\(installation)", isRenewable: true)
    }

    func gitToken(
        for repository: GitHubRepositoryName, permissions: [GitHubRequest.Permission]
    ) async throws(GitHubError) -> GitHubToken {
        let request = GitHubRequest(
            .get, ["repos", repository.owner, repository.name], repository: repository,
            permissions: permissions)
        let key = Key(
            installation: try await installation(for: request), repository: repository,
            permissions: request.permissions)
        return try await token(key, lasting: Self.marginOfGit, rejecting: nil).token
    }

    func isSelective(in account: String) async throws(GitHubError) -> Bool {
        try await installation(inAccount: account).repositorySelection == "selected"
    }

    /// The App's own claim, for requests about the App itself.
    private func claim(for request: GitHubRequest) throws(GitHubError) -> GitHubGrant {
        let claim = AppClaim(issuer: id, now: caller.serverClock.now / 1000)
        let token: GitHubToken?
        do throws(RSAPrivateKey.Refusal) {
            token = try claim.signed(with: key)
        } catch {
            throw GitHubError(.unauthorized, request.attempted, because: error.reason)
        }
        guard let token else {
            throw GitHubError(
                .unauthorized, request.attempted, because: "the App's claim cannot be written")
        }
        // A claim that was refused for its time is made anew by the time of the refusal.
        return GitHubGrant(token: token, account: "app:\(id)", isRenewable: true)
    }

    // MARK: Tokens

    private func token(
        _ key: Key, lasting margin: Int, rejecting rejected: GitHubToken?
    ) async throws(GitHubError) -> Held {
        if let held = held[key], held.token == rejected { self.held[key] = nil }
        if let held = held[key], held.end - margin > clock.now() { return held }
        let task =
            underWay[key]
            ?? Task {
                let result = await self.request(key)
                self.underWay[key] = nil
                return result
            }
        underWay[key] = task
        return try await task.value.get()
    }

    private func request(_ key: Key) async -> Result<Held, GitHubError> {
        do throws(GitHubError) {
            let held = try await make(key)
            forgetEnded()
            self.held[key] = held
            return .success(held)
        } catch {
            // Next time the installation is looked up again: the App may have been taken off and put back.
            if [.notFound, .suspended].contains(error.code) {
                installations = installations.filter { $0.value.id != key.installation }
                everyInstallation = nil
            }
            return .failure(error)
        }
    }

    private func make(_ key: Key) async throws(GitHubError) -> Held {
        var members: [JSONValue.Member] = []
        if let repository = key.repository {
            members.append(.init("repositories", .array([.string(repository.name)])))
        }
        let levels = key.permissions.map { JSONValue.Member($0.name, $0.writes ? "write" : "read") }
        if !levels.isEmpty { members.append(.init("permissions", .object(levels))) }
        var request = GitHubRequest(
            .post, ["app", "installations", "\(key.installation)", "access_tokens"],
            body: .object(members), effect: .read)
        request.repository = key.repository
        let attempted = "get a token of the App's installation"
        let answer: GitHubReply
        do throws(GitHubError) {
            answer = try await ask(request)
        } catch {
            throw Self.explained(error, key.repository, key.permissions, while: attempted)
        }
        let body = try GitHubAnswer(status: answer.status, body: answer.body)
            .decoded(as: TokenAnswer.self, while: attempted)
        guard let token = GitHubToken(body.token),
            let end = GitHubTimestamp.seconds(body.expiresAt)
        else {
            throw GitHubError(
                .malformedAnswer, attempted, because: "its token or its end cannot be read")
        }
        return Held(token: token, end: caller.serverClock.local(ofServerSeconds: end))
    }

    private func forgetEnded() {
        let now = clock.now()
        held = held.filter { $0.value.end > now }
    }

    private static func explained(
        _ error: GitHubError, _ repository: GitHubRepositoryName?,
        _ permissions: [GitHubRequest.Permission], while attempted: String
    ) -> GitHubError {
        let subject = repository?.description
        switch error.code {
        case .notFound:
            return GitHubError(
                .suspended, attempted, on: subject, because: "the App is not installed there",
                remedy: "install the App for it")
        case .invalid where error.detail.contains("ermission"):
            let wanted = permissions.map { "\($0.name): \($0.writes ? "write" : "read")" }
            return GitHubError(
                .forbidden, attempted, on: subject, because: error.detail,
                remedy: "grant the App these permissions: \(wanted.joined(separator: ", "))")
        case .invalid:
            return GitHubError(
                .notFound, attempted, on: subject, because: error.detail,
                remedy: "let the App's installation see the repository")
        default: return error
        }
    }

    // MARK: Installations

    private func installation(for request: GitHubRequest) async throws(GitHubError) -> Int {
        if let repository = request.repository {
            return try await installation(
                of: repository.owner, on: repository.description,
                asking: [["repos", repository.owner, repository.name, "installation"]]
            ).id
        }
        if let account = request.account { return try await installation(inAccount: account).id }
        let all = try await allInstallations().filter { $0.suspendedAt == nil }
        guard let first = all.min(by: { $0.id < $1.id }) else {
            throw GitHubError(
                .suspended, request.attempted, because: "the App is installed nowhere",
                remedy: "install the App for an organisation")
        }
        guard all.count == 1 || request.path.first != "installation" else {
            throw GitHubError(
                .invalid, request.attempted, because: "the App has \(all.count) installations",
                remedy: "name the organisation")
        }
        return first.id
    }

    private func installation(
        inAccount account: String
    ) async throws(GitHubError) -> AppInstallation {
        try await installation(
            of: account, on: account,
            asking: [["orgs", account, "installation"], ["users", account, "installation"]])
    }

    private func installation(
        of owner: String, on subject: String, asking paths: [[String]]
    ) async throws(GitHubError) -> AppInstallation {
        if let known = installations[owner.lowercased()] { return known }
        for path in paths {
            do throws(GitHubError) {
                let answer = try await ask(GitHubRequest(.get, path))
                let found = try GitHubAnswer(status: answer.status, body: answer.body)
                    .decoded(as: AppInstallation.self, while: "find the App's installation")
                installations[owner.lowercased()] = found
                return found
            } catch {
                guard error.code == .notFound else { throw error }
            }
        }
        throw GitHubError(
            .notFound, "find the App's installation", on: subject,
            because: "it is not there, or the App is not installed for it",
            remedy: "install the App for it")
    }

    /// The App's installations, the first hundred.
    func allInstallations() async throws(GitHubError) -> [AppInstallation] {
        if let everyInstallation { return everyInstallation }
        let answer = try await ask(
            GitHubRequest(.get, ["app", "installations"], query: [("per_page", "100")]))
        let all = try GitHubAnswer(status: answer.status, body: answer.body)
            .decoded(as: [AppInstallation].self, while: "list the App's installations")
        everyInstallation = all
        return all
    }

    /// Asks as the App itself; a claim that was refused is made anew once, by the time that the refusal tells.
    private func ask(_ request: GitHubRequest) async throws(GitHubError) -> GitHubReply {
        do throws(GitHubError) {
            return try await caller.call(request, with: claim(for: request))
        } catch {
            guard error.code == .unauthorized else { throw error }
            return try await caller.call(request, with: claim(for: request))
        }
    }
}

/// An App's installation, as far as it matters here.
struct AppInstallation: Decodable, Sendable {
    var id: Int
    var suspendedAt: String?
    /// `all` or `selected`.
    var repositorySelection: String?
}

extension GitHubRequest {
    /// Whether it is about the App itself, which proves itself by its own claim.
    var isOfApp: Bool {
        path.first == "app"
            || path.last == "installation" && ["repos", "orgs", "users"].contains(path.first)
    }

    /// The organisation or user whose installation is meant; nil when nothing tells.
    var account: String? {
        if let organization { return organization }
        guard let first = path.first, ["orgs", "repos"].contains(first), path.count > 1 else {
            return nil
        }
        return path[1]
    }
}
