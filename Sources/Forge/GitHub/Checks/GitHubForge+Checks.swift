internal import Basics
package import Git

extension GitHubForge: CheckReporting {
    package func report(_ run: CheckRun, in remote: RemoteURL) async throws -> Int {
        let name = try name(of: remote)
        return try await asking(missing: .noRepository) { () throws(GitHubError) in
            try await CheckWriter(api: api, repository: name).report(run).writes
        }
    }

    package func members(
        ofTeam team: String, in remote: RemoteURL
    ) async throws -> [ForgeAccount] {
        let parts = team.split(separator: "/").map(String.init)
        guard parts.count == 2 else { return [] }
        let request = GitHubRequest(
            .get, ["orgs", parts[0], "teams", parts[1], "members"],
            repository: try name(of: remote), permissions: [.init("members")])
        return try await asking { () throws(GitHubError) in
            do throws(GitHubError) {
                return try await api.list(request.inFullPages, of: Member.self).map(\.account)
            } catch {
                guard [.notFound, .forbidden].contains(error.code) else { throw error }
                return []
            }
        }
    }

    private struct Member: GitHubNumbered {
        let id: Int
        let login: String

        var account: ForgeAccount { ForgeAccount(login: login, id: id) }
    }
}
