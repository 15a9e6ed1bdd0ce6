package import Basics
package import HTTPClient

/// Everything that a run needs to work with GitHub, put together from the environment.
package struct GitHubConnection: Sendable {
    /// Which GitHub it is.
    package let endpoint: GitHubEndpoint
    /// Its API.
    package let api: GitHubClient
    /// The same credential for git's transfers.
    package let git: GitCredentials
    /// Which kind of credential is used, never its value.
    package let credential: String
    /// Whether it is an App's, which alone may write check runs.
    package let isApp: Bool
    /// What GitHub was told of repositories' dependencies; nil where that cannot be remembered.
    package let submissions: SubmissionLedger?
    /// What deserves a warning.
    package let warnings: [String]

    /// The connection that the environment configures; nil when it names no credential.
    ///
    /// With a home folder, which must exist, limits and kept answers are shared with all processes that use it. A file
    /// there that cannot be opened is a warning: limits and answers are then this process's own. `budgets` take the place of
    /// the limits of the home folder.
    ///
    /// - Throws: a usage `Diagnostic` for addresses and credentials that cannot be used.
    package static func fromEnvironment(
        _ environment: [String: String], home: String?, client: HTTPClient? = nil,
        budgets: (any GitHubBudgetStore)? = nil, clock: GitHubClock = .system,
        patience: Duration = .seconds(300)
    ) throws(Diagnostic) -> GitHubConnection? {
        guard let configured = try GitHubCredential.configured(environment) else { return nil }
        var warnings = configured.warnings
        let endpoint = try GitHubEndpoint(environment: environment)
        let pace = try GitHubPace(environment: environment, for: endpoint)
        let store =
            budgets
            ?? opened("limits", &warnings) { try home.map { try SharedBudgetStore(home: $0) } }
        let budget = GitHubBudget(store: store ?? MemoryBudgetStore(), clock: clock, pace: pace)
        let cache = opened("answers", &warnings) { try home.map { try GitHubCache(home: $0) } }
        let submissions = opened("submissions", &warnings) { try SubmissionLedger(home: home) }
        let api = GitHubClient(
            endpoint, credential: configured.credential, client: client ?? HTTPClient(),
            budget: budget, cache: cache ?? GitHubCache(), clock: clock, patience: patience)
        return GitHubConnection(
            endpoint: endpoint, api: api, git: api.gitCredentials,
            credential: configured.credential.description,
            isApp: configured.credential.isApp, submissions: submissions, warnings: warnings)
    }

    private static func opened<Value>(
        _ what: String, _ warnings: inout [String], _ open: () throws -> Value?
    ) -> Value? {
        do {
            return try open()
        } catch {
            let reason = Diagnostic(describing: error, while: "share GitHub's \(what)")
            warnings.append("GitHub's \(what) are not shared with other processes: \(reason)")
            return nil
        }
    }
}

extension GitHubClient {
    /// The client's credential for git.
    package var gitCredentials: GitCredentials {
        GitCredentials(server: endpoint.server, authorizer: authorizer, fixed: credential.token)
    }
}
