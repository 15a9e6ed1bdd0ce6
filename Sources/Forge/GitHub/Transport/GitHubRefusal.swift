internal import Basics
internal import FoundationEssentials

/// What an answer that is no success says, sorted into the kinds that callers tell apart.
struct GitHubRefusal {
    let request: GitHubRequest
    let reply: GitHubReply
    /// GitHub's time in seconds since 1970.
    let now: Int
    /// Never to be shown, should GitHub repeat it.
    let token: GitHubToken?
    private let body: GitHubErrorBody

    /// The refusal in an answer; nil for a success and for "not modified".
    init?(_ reply: GitHubReply, to request: GitHubRequest, now: Int, token: GitHubToken?) {
        guard !(200..<300).contains(reply.status), reply.status != 304 else { return nil }
        self.reply = reply
        self.request = request
        self.now = now
        self.token = token
        body = GitHubErrorBody(reply.body)
    }

    /// The refusal as an error.
    var error: GitHubError {
        let code = code
        var error = GitHubError(
            code, request.attempted, on: request.subject, because: reason, remedy: remedy(of: code))
        error.isGraphQLRefusal = request.isGraphQL && Self.closesGraphQL(code)
        return error
    }

    private static func closesGraphQL(_ code: GitHubError.Code) -> Bool {
        [.forbidden, .notFound, .gone, .invalid].contains(code)
    }

    private var reason: String {
        let words = body.words.isEmpty ? "it answered \(reply.status)" : body.words
        let said = token.map { words.replacing($0.value, with: "(token)") } ?? words
        return body.words.isEmpty
            ? said : "\(GitHubErrorBody.bounded(said)) (\(reply.status))"
    }

    private func remedy(of code: GitHubError.Code) -> String? {
        switch code {
        case .unauthorized: return "give a token that is valid"
        case .forbidden:
            guard let wanted = reply.field("x-accepted-github-permissions"), !wanted.isEmpty else {
                return "grant the token or App the permission"
            }
            return "grant the token or App: \(GitHubErrorBody.bounded(wanted))"
        case .singleSignOn: return "authorise the token for the organisation's single sign-on"
        case .suspended: return "have the App's installation unsuspended"
        case .refused: return "ask those who set the rules of the repository"
        default: return nil
        }
    }
}

// The table of statuses and words.
extension GitHubRefusal {
    var code: GitHubError.Code {
        switch reply.status {
        case 401: .unauthorized
        case 403: forbidden
        case 404: .notFound
        case 405: .refused
        case 409: .conflict
        case 410: .gone
        case 422: unprocessable
        case 429: limited
        case 451: .unavailableForLegalReasons
        case 408, 500...599: request.effect == .create ? .answerLost : .unavailable
        case 400, 402, 406, 411...418: .invalid
        case 300..<400: .redirectRefused
        default: .malformedAnswer
        }
    }

    private var limited: GitHubError.Code {
        let asked = RetryAfter.seconds(reply.field("retry-after"), now: now)
        let reset =
            reply.number("x-ratelimit-remaining") == 0
            ? RetryAfter.seconds(untilReset: reply.number("x-ratelimit-reset"), now: now)
            : RetryAfter.standard
        return .limited(seconds: asked ?? reset)
    }

    private var forbidden: GitHubError.Code {
        if reply.field("x-github-sso") != nil || body.says("saml") { return .singleSignOn }
        if reply.field("retry-after") != nil || reply.number("x-ratelimit-remaining") == 0
            || body.says("rate limit") || body.says("abuse detection")
        {
            return limited
        }
        if body.says("suspended") { return .suspended }
        if body.isBlocked { return .unavailableForLegalReasons }
        if body.says("archived") || body.says(" locked") { return .gone }
        return .forbidden
    }

    private var unprocessable: GitHubError.Code {
        if body.says("submitted too quickly") || body.says("rate limit") { return limited }
        if body.says("already exists") || body.has(code: "already_exists") { return .alreadyExists }
        if body.says("fast forward") || body.says("fast-forward") { return .conflict }
        let delayed = [
            "no commits between", "base does not exist", "head sha can't be blank",
            "base sha can't be blank", "no commit found for sha", "object does not exist",
        ]
        if delayed.contains(where: body.says) || body.has(code: "invalid", field: "head") {
            return .notVisibleYet
        }
        if body.says("reference does not exist") { return .notFound }
        let ruled = [
            "spam", "rule violation", "gh013", "gh006", "push protection", "protected branch",
            "secret", "required status check", "not authorized",
        ]
        return ruled.contains(where: body.says) ? .refused : .invalid
    }
}
