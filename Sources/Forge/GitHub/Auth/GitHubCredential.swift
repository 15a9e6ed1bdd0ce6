package import Basics

/// What proves to GitHub who we are.
package enum GitHubCredential: Sendable {
    /// A personal access token, or one that somebody else made for us.
    case token(GitHubToken)
    /// The token of a GitHub Actions job.
    case actions(GitHubToken)
    /// A GitHub App: its number or client id, and its key.
    case app(id: String, key: RSAPrivateKey)

    /// The token, where it is always the same one.
    var token: GitHubToken? {
        switch self {
        case .token(let token), .actions(let token): token
        case .app: nil
        }
    }

    var isApp: Bool {
        if case .app = self { true } else { false }
    }

    /// The budget's name of it, which is no secret.
    var account: String {
        switch self {
        case .token(let token), .actions(let token):
            "token:\(Digest.framed(["complybot budget", token.value]).hex.prefix(16))"
        case .app(let id, _): "app:\(id)"
        }
    }
}

extension GitHubCredential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
    /// Which kind it is, never its value.
    package var description: String {
        switch self {
        case .token: "a token"
        case .actions: "the token of GitHub Actions"
        case .app(let id, _): "the App \(id)"
        }
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(reflecting: description) }
}
