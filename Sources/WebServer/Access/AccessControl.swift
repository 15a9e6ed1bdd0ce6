internal import Basics

/// Who may see the dashboard and the API, and who may change something.
///
/// A bearer token or a session proves the sender, unless the server listens on loopback only and no token is for people.
/// Sessions, and loopback, need more for a write: a field that no page of another origin can send. Workers always need a
/// token.
package final class AccessControl: Sendable {
    /// The field that a write without a bearer token needs.
    static let guardField = "x-complybot-csrf"
    static let cookie = "complybot_session"

    private let tokens: [AccessToken]
    private let hosts: Set<String>
    private let isSecure: Bool
    private let sessions: SessionTable

    /// The rules for a server on this address.
    ///
    /// `hosts` are the names by which it may be called, besides those of loopback; without tokens no other name is
    /// answered, and with tokens none at all lets every name in. `isSecure` says that browsers come over TLS. `now` gives
    /// milliseconds since 1970.
    ///
    /// - Throws: when the server can be reached from elsewhere and has no token.
    package init(
        listeningOn address: ListenAddress, tokens: [AccessToken] = [], hosts: [String] = [],
        isSecure: Bool = false, now: @escaping @Sendable () -> Int64
    ) throws(ServerError) {
        guard address.isLoopback || tokens.contains(where: \.isForPeople) else {
            throw ServerError(
                .invalidConfiguration, "open the dashboard", on: "\(address)",
                because: "others than this machine can reach it, and there is no token",
                remedy: "set server.token_file, or listen on 127.0.0.1")
        }
        self.tokens = tokens
        self.hosts = Set(hosts.map { $0.lowercased() })
        self.isSecure = isSecure
        sessions = SessionTable(now: now)
    }

    /// What a request is answered if it may not be made; nil if it may.
    func refuse(_ head: RequestHead, need: AccessNeed) -> WebResponse? {
        guard need != .nothing else { return nil }
        guard isOurs(head["host"] ?? "") else {
            return .refusal(
                421, "this server is not known by that name",
                remedy: "add the name to server.hosts, or use localhost")
        }
        guard case .scope(let scope) = need else { return nil }
        guard let visitor = visitor(head) else {
            let isPage = head.method == "GET" && head["accept"]?.contains("text/html") == true
            return isPage
                ? .seeOther("/login")
                : WebResponse.refusal(
                    401, "a bearer token is needed",
                    remedy: "send Authorization: Bearer TOKEN, or log in at /login"
                ).with("www-authenticate", "Bearer")
        }
        guard visitor.scopes.contains(scope) else {
            return .refusal(403, "the token does not have the scope '\(scope.rawValue)'")
        }
        return scope == .read ? nil : refuseForeign(head, visitor)
    }

    /// Who sent a request; nil for nobody we know.
    func visitor(_ head: RequestHead) -> Visitor? {
        if let field = head["authorization"] {
            guard field.lowercased().hasPrefix("bearer ") else { return nil }
            return token(String(field.dropFirst("bearer ".count))).map {
                Visitor(name: $0.name, scopes: $0.scopes, proof: .token)
            }
        }
        guard hasTokens else {
            return Visitor(name: "loopback", scopes: [.read, .write], proof: .loopback)
        }
        return sessionWord(head).flatMap(sessions.session).map {
            Visitor(
                name: $0.name, scopes: $0.scopes, proof: .session(guardWord: $0.guardWord))
        }
    }

    /// Whether there is anything to log in with.
    var hasTokens: Bool { tokens.contains(where: \.isForPeople) }

    /// Begins a session for whoever knows a token; gives the cookie.
    func logIn(_ secret: String) -> String? {
        token(secret).flatMap { $0.isForPeople ? $0 : nil }.map {
            cookie(sessions.begin($0), seconds: SessionTable.lifetime / 1000)
        }
    }

    /// Ends the session of a request; gives the cookie that makes the browser forget it.
    func logOut(_ head: RequestHead) -> String {
        if let word = sessionWord(head) { sessions.end(word) }
        return cookie("", seconds: 0)
    }

    /// Whether a request comes from a page of ours, or of nobody's.
    func isSameOrigin(_ head: RequestHead) -> Bool {
        guard let origin = head["origin"] else { return true }
        let host = head["host"] ?? ""
        return origin == "http://\(host)" || origin == "https://\(host)"
    }

    private func refuseForeign(_ head: RequestHead, _ visitor: Visitor) -> WebResponse? {
        let word = head[Self.guardField] ?? ""
        let isKnown =
            switch visitor.proof {
            case .token: true
            case .loopback: !word.isEmpty
            case .session(let guardWord):
                ConstantTime.isEqual(Array(word.utf8), Array(guardWord.utf8))
            }
        guard isKnown, visitor.proof == .token || isSameOrigin(head) else {
            return .refusal(
                403, "the request may come from a page of another site",
                remedy: "send a bearer token, or the field \(Self.guardField)")
        }
        return nil
    }

    private func isOurs(_ host: String) -> Bool {
        let name = HostName(host)
        if name.isLoopback || hosts.contains(name.text) { return true }
        return hasTokens && hosts.isEmpty
    }

    /// All tokens are compared, whichever fits.
    private func token(_ secret: String) -> AccessToken? {
        tokens.filter { $0.matches(secret) }.first
    }

    private func sessionWord(_ head: RequestHead) -> String? {
        for field in head.values(of: "cookie") {
            for pair in field.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0] == Self.cookie { return String(parts[1]) }
            }
        }
        return nil
    }

    private func cookie(_ word: String, seconds: Int64) -> String {
        "\(Self.cookie)=\(word); Path=/; HttpOnly; SameSite=Strict; Max-Age=\(seconds)"
            + (isSecure ? "; Secure" : "")
    }
}
