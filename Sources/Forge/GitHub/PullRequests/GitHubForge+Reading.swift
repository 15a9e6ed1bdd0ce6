internal import Basics
package import Git
internal import Snapshots

extension GitHubForge {
    package func account() async throws -> ForgeAccount {
        let account = try await asking { () throws(GitHubError) in try await api.account() }
        return ForgeAccount(login: account.login, id: account.id)
    }

    package func repository(at remote: RemoteURL) async throws -> ForgeRepository {
        let name = try name(of: remote)
        func unreachable(_ status: ForgeRepository.Status) -> ForgeRepository {
            ForgeRepository(
                status: status, id: nil, name: name.description, defaultBranch: nil,
                permission: .none)
        }
        let request = GitHubRequest(.get, GitHubRequest.path(name), repository: name)
        let wire: WireRepository
        do throws(GitHubError) {
            wire = try await api.send(request)
                .decoded(as: WireRepository.self, while: "read the repository")
        } catch {
            switch error.code {
            case .notFound: return unreachable(.gone)
            case .gone: return unreachable(.disabled)
            case .forbidden, .singleSignOn, .suspended, .unavailableForLegalReasons:
                return unreachable(.noAccess(error.detail))
            default: throw ForgeError(error)
            }
        }
        return try await described(wire, name, remote)
    }

    private func described(
        _ wire: WireRepository, _ name: GitHubRepositoryName, _ remote: RemoteURL
    ) async throws -> ForgeRepository {
        let current = GitHubRepositoryName(parsing: wire.fullName) ?? name
        let status: ForgeRepository.Status =
            if wire.archived == true {
                .archived
            } else if wire.disabled == true {
                .disabled
            } else if current != name {
                .renamed(to: try address(of: current, like: remote))
            } else {
                .active
            }
        // The branch is named before it exists; a repository of size 0 may be without commits.
        var branch = wire.defaultBranch
        if let wanted = branch, wire.size ?? 0 == 0 {
            let head = try await asking { () throws(GitHubError) in
                try await RepositoryContents(api: api).head(of: wanted, in: current)
            }
            if head == nil { branch = nil }
        }
        let account = try await asking { () throws(GitHubError) in try await api.account() }
        // What an App may do is not told here but granted to its installation.
        let isPerson = account.appID == nil && account.id != nil
        return ForgeRepository(
            status: status, id: String(wire.id), name: current.description,
            defaultBranch: branch,
            permission: isPerson ? wire.permissions?.highest ?? .read : .write)
    }

    /// GitHub lists by the owner of the head, so pull requests from forks of others are not among them.
    package func pullRequests(
        fromBranch head: String, in remote: RemoteURL
    ) async throws -> [PullRequest] {
        let name = try name(of: remote)
        let query = [("state", "all"), ("head", "\(name.owner):\(head)")]
        let found = try await list(query, name)
        return try found.filter { $0.head.ref == head }.map(pullRequest)
            .sorted { $0.number < $1.number }
    }

    package func openPullRequests(
        of author: ForgeAccount, in remote: RemoteURL
    ) async throws -> OpenPullRequests {
        let name = try name(of: remote)
        let open = try await list([("state", "open")], name)
        let query = [("state", "all"), ("sort", "created"), ("direction", "desc")]
        let newest = try await asking(missing: .noRepository) { () throws(GitHubError) in
            let first = request(.get, name, ["pulls"], query: query.map { ($0.0, $0.1) })
            return try await api.send(first.inFullPages)
                .decoded(as: [WirePullRequest].self, while: "list the newest pull requests")
        }
        let ours = { (pull: WirePullRequest) in WireUser.account(pull.user).isSame(as: author) }
        let times = (open + newest).filter(ours).compactMap {
            GitHubTimestamp.seconds($0.createdAt)
        }
        return OpenPullRequests(count: open.count(where: ours), newestCreatedAt: times.max())
    }

    private func list(
        _ query: [(String, String)], _ name: GitHubRepositoryName
    ) async throws -> [WirePullRequest] {
        try await asking(missing: .noRepository) { () throws(GitHubError) in
            try await api.list(
                request(.get, name, ["pulls"], query: query.map { ($0.0, $0.1) }).inFullPages,
                of: WirePullRequest.self)
        }
    }

    package func permission(
        of account: ForgeAccount, in remote: RemoteURL
    ) async throws -> RepositoryPermission {
        let name = try name(of: remote)
        return try await asking { () throws(GitHubError) in
            try await AccountPermissionReader(api: api).permission(of: account, in: name)
        }
    }
}

/// A repository that is asked for by itself.
private struct WireRepository: Decodable {
    let id: Int
    let fullName: String
    let defaultBranch: String?
    let archived: Bool?
    let disabled: Bool?
    let size: Int?
    let permissions: Permissions?

    struct Permissions: Decodable {
        let admin: Bool?
        let maintain: Bool?
        let push: Bool?
        let triage: Bool?
        let pull: Bool?

        var highest: RepositoryPermission {
            if admin == true { return .admin }
            if maintain == true { return .maintain }
            if push == true { return .write }
            if triage == true { return .triage }
            return pull == true ? .read : .none
        }
    }
}
