/// Reads what people may do.
package struct AccountPermissionReader: Sendable {
    private let api: any GitHubAPI

    /// A reader that asks here.
    package init(api: any GitHubAPI) { self.api = api }

    /// What a person may do, asked anew each time.
    ///
    /// An answer about another account's number is no permission, for logins are given away and taken again; and a bot
    /// has none.
    package func permission(
        of account: ForgeAccount, in repository: GitHubRepositoryName
    ) async throws(GitHubError) -> RepositoryPermission {
        let request = GitHubRequest(
            .get, GitHubRequest.path(repository, "collaborators", account.login, "permission"),
            repository: repository)
        let answer: Answer
        do {
            answer = try await api.send(request).decoded(
                as: Answer.self, while: "read what \(account.login) may do")
        } catch  where error.code == .notFound {
            return .none
        }
        guard let user = answer.user, user.isPerson, user.account.isSame(as: account) else {
            return .none
        }
        // A custom role's name says nothing; the base role that it stands on does.
        return [answer.roleName, answer.permission].compactMap(\.self)
            .compactMap(RepositoryPermission.init(rawValue:)).first ?? .none
    }

    private struct Answer: Decodable {
        let permission: String?
        let roleName: String?
        let user: WireUser?
    }
}
