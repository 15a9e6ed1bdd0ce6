/// Who makes a request, after the credential was checked.
enum Credential {
    case anonymous
    case person(Account)
    case installation(Installation, Token, secret: String)
    case actions(Repository, Token)
    case app(App)

    /// The credential's kind for the records; never its value.
    var kind: String {
        switch self {
        case .anonymous: "anonymous"
        case .person(let account): "person:\(account.login)"
        case .installation(let installation, _, _): "installation:\(installation.id)"
        case .actions: "actions"
        case .app(let app): "app:\(app.slug)"
        }
    }

    /// The login that effects are made in the name of.
    func actor(in world: World) -> Account {
        switch self {
        case .anonymous: world.account("ghost", .user)
        case .person(let account): account
        case .installation(let installation, _, _): installation.app.bot
        case .actions: world.account("github-actions[bot]", .bot)
        case .app(let app): app.bot
        }
    }

    /// The App that acts, where one does.
    var app: App? {
        switch self {
        case .installation(let installation, _, _): installation.app
        case .app(let app): app
        case .anonymous, .person, .actions: nil
        }
    }
}

extension World {
    /// Finds out who a request is from.
    ///
    /// - Throws: `Refusal`, in GitHub's words.
    func credential(_ authorization: String?) throws -> Credential {
        guard let authorization else { return .anonymous }
        guard let secret = Self.secret(in: authorization) else { throw Refusal.badCredentials }
        if secret.count(where: { $0 == "." }) == 2 {
            return .app(try jwts.app(for: secret, in: self))
        }
        guard let token = tokens[secret], !token.isRevoked else { throw Refusal.badCredentials }
        if let end = token.expiresAt, end <= now { throw Refusal.badCredentials }
        switch token.holder {
        case .person(let account): return .person(account)
        case .actions(let repository): return .actions(repository, token)
        case .installation(let installation):
            if installation.isDeleted { throw Refusal.badCredentials }
            if installation.suspendedAt != nil {
                throw Refusal(403, "This installation has been suspended")
            }
            return .installation(installation, token, secret: secret)
        }
    }

    /// The secret in an `Authorization` header: `Bearer`, `token`, or the password of `Basic`.
    static func secret(in authorization: String) -> String? {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        switch parts[0].lowercased() {
        case "bearer", "token": return String(parts[1])
        case "basic":
            guard let pair = Self.decodedBase64(String(parts[1])) else { return nil }
            let fields = pair.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard fields.count == 2 else { return nil }
            return fields[1].isEmpty || fields[1] == "x-oauth-basic"
                ? String(fields[0]) : String(fields[1])
        default: return nil
        }
    }
}
