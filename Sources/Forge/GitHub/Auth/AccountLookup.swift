/// Finds out who the credential belongs to.
struct AccountLookup {
    let client: GitHubClient

    private struct App: Decodable {
        var id: Int
        var slug: String
    }

    private struct User: Decodable {
        var login: String
        var id: Int
    }

    private struct Viewer: Decodable, Sendable {
        struct Person: Decodable, Sendable {
            var login: String
            var databaseId: Int?
        }
        var viewer: Person
    }

    private static let attempted = "find out who the credential belongs to"
    /// The account of Actions on github.com; an Enterprise Server has its own number for it.
    private static let actions = GitHubAccount(
        login: "github-actions[bot]", id: 41_898_282, appID: 15_368)

    func account() async throws(GitHubError) -> GitHubAccount {
        switch client.credential {
        case .actions: return actions
        case .app: return try await app()
        case .token: return try await user()
        }
    }

    private var actions: GitHubAccount {
        client.endpoint.isGitHubCom
            ? Self.actions : GitHubAccount(login: Self.actions.login, id: nil, appID: nil)
    }

    private func app() async throws(GitHubError) -> GitHubAccount {
        let app = try await client.send(GitHubRequest(.get, ["app"]))
            .decoded(as: App.self, while: Self.attempted)
        let login = "\(app.slug)[bot]"
        do throws(GitHubError) {
            let user = try await client.send(GitHubRequest(.get, ["users", login]))
                .decoded(as: User.self, while: Self.attempted)
            return GitHubAccount(login: user.login, id: user.id, appID: app.id)
        } catch {
            // An App that is installed nowhere may not look, and has written nothing that would be recognised by it.
            guard [.notFound, .suspended].contains(error.code) else { throw error }
            return GitHubAccount(login: login, id: nil, appID: app.id)
        }
    }

    private func user() async throws(GitHubError) -> GitHubAccount {
        do throws(GitHubError) {
            let user = try await client.send(GitHubRequest(.get, ["user"]))
                .decoded(as: User.self, while: Self.attempted)
            return GitHubAccount(login: user.login, id: user.id, appID: nil)
        } catch {
            // An App's token that somebody else made is no user's, but has a viewer.
            guard error.code == .forbidden else { throw error }
            let viewer = try await client.graphQL(
                .graphQL("query { viewer { login databaseId } }"), as: Viewer.self
            ).data.viewer
            return GitHubAccount(login: viewer.login, id: viewer.databaseId, appID: nil)
        }
    }
}
