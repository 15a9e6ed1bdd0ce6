/// The one way to talk to GitHub's API; everything above asks through it, and tests may answer in its place.
///
/// A conformer authenticates, keeps to the limits, waits where GitHub asks it to, repeats what is safe to repeat, and
/// turns every answer that is no success into a ``GitHubError``.
package protocol GitHubAPI: Sendable {
    /// Sends one request and takes its answer, which is always a success (2xx) or "not modified".
    func send(_ request: GitHubRequest) async throws(GitHubError) -> GitHubAnswer
    /// The answer's next page, when its `Link` header names one of the same origin.
    ///
    /// - Throws: ``GitHubError`` with `.redirectRefused` when it names another origin.
    func next(after answer: GitHubAnswer, of request: GitHubRequest) throws(GitHubError)
        -> GitHubRequest?
    /// The App, user or Actions identity that the credential belongs to; asked once and kept.
    func account() async throws(GitHubError) -> GitHubAccount
}

/// Who the credential belongs to, compared by exact number and never by pattern.
package struct GitHubAccount: Sendable, Hashable {
    /// The login as it stands as author of pull requests, such as `complybot[bot]`.
    package let login: String
    /// The account's number; nil where GitHub does not tell (Actions' own token).
    package let id: Int?
    /// The App's number when the credential is an App's.
    package let appID: Int?

    /// An account from its parts.
    package init(login: String, id: Int?, appID: Int?) {
        self.login = login
        self.id = id
        self.appID = appID
    }
}
