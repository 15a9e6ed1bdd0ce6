package import Basics

/// Why GitHub did not do what was asked.
package struct GitHubError: DiagnosableError, Hashable, Sendable {
    /// What kind of refusal or failure it is; callers switch on it.
    package enum Code: Hashable, Sendable {
        /// 401: the credential is not, or no longer, valid.
        case unauthorized
        /// 403: the credential lacks a permission.
        case forbidden
        /// 403: the organisation wants single sign-on first.
        case singleSignOn
        /// 403 or 429: a limit; nothing was done, and it is over after this many seconds.
        case limited(seconds: Int)
        /// 404: it is not there, or the credential may not see it.
        case notFound
        /// 410, or 403 for an archived or locked repository.
        case gone
        /// 451: unavailable for legal reasons.
        case unavailableForLegalReasons
        /// 409: it clashes with the present state.
        case conflict
        /// 422: what was asked for is there already.
        case alreadyExists
        /// 422: GitHub does not see yet what was just pushed; it may within minutes.
        case notVisibleYet
        /// 422: refused for its content: spam, a rule of the repository, a push block.
        case refused
        /// 422: the request itself is wrong.
        case invalid
        /// The installation is suspended or the App was taken off.
        case suspended
        /// A redirect or a `Link` led to another origin, or in a circle.
        case redirectRefused
        /// A success whose body is not what the description says.
        case malformedAnswer
        /// 5xx, or the connection failed before the request was sent.
        case unavailable
        /// The request was sent and its answer lost: whether it was done is not known.
        case answerLost
        /// The breaker for this host is open after several failures.
        case hostDown(seconds: Int)
        /// The task was cancelled.
        case cancelled
    }

    /// What kind of failure it is.
    package let code: Code
    /// What was attempted, as an infinitive.
    package let attempted: String
    /// On what: a repository, a pull request.
    package let subject: String?
    /// Why, in words; GitHub's own are bounded and escaped.
    package let detail: String
    /// What to do; nil when the reason says it all.
    package let remedy: String?
    /// Whether GitHub does not do GraphQL for us, so that the same is to be asked by REST.
    package internal(set) var isGraphQLRefusal = false

    /// An error from its parts.
    package init(
        _ code: Code, _ attempted: String, on subject: String? = nil, because detail: String,
        remedy: String? = nil
    ) {
        self.code = code
        self.attempted = attempted
        self.subject = subject
        self.detail = detail
        self.remedy = remedy
    }

    package var diagnostic: Diagnostic {
        Diagnostic(.incomplete, attempted, on: subject, because: detail, remedy: remedy)
    }

    /// Where in a document a value was not what was expected, in words.
    static func words(for error: any Error) -> String {
        guard let error = error as? DecodingError else { return "the answer is not JSON" }
        let (place, problem): (DecodingError.Context, String) =
            switch error {
            case .typeMismatch(_, let place): (place, "is of another type")
            case .valueNotFound(_, let place): (place, "is null")
            case .keyNotFound(let key, let place): (place, "has no '\(key.stringValue)'")
            case .dataCorrupted(let place): (place, "is not valid JSON")
            @unknown default: (.init(codingPath: [], debugDescription: ""), "cannot be read")
            }
        let path = place.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
        return "the answer\(path.isEmpty ? "" : "'s " + path.joined(separator: "."))"
            + " \(problem)"
    }
}
