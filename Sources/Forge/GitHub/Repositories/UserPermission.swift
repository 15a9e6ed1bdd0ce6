/// What a person may do in a repository, the least first.
package enum UserPermission: Int, Sendable, Hashable, Comparable, CaseIterable {
    case none, read, triage, write, maintain, admin

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Reads what people may do.
package struct UserPermissionReader: Sendable {
    private let api: any GitHubAPI

    /// A reader that asks here.
    package init(api: any GitHubAPI) { self.api = api }

    /// What a person may do, asked anew each time.
    ///
    /// The account is given by login and number, and an answer about another number is no permission: logins are given
    /// away and taken again. A bot is nobody.
    package func permission(
        of login: String, id: Int, in repository: GitHubRepositoryName
    ) async throws(GitHubError) -> UserPermission {
        let request = GitHubRequest(
            .get, GitHubRequest.path(repository, "collaborators", login, "permission"),
            repository: repository)
        let answer: Answer
        do {
            answer = try await api.send(request).decoded(
                as: Answer.self, while: "read what \(login) may do")
        } catch  where error.code == .notFound {
            return .none
        }
        guard let user = answer.user, user.id == id, user.type == "User" else { return .none }
        // A custom role's name says nothing; the base role that it stands on does.
        return Self.permission(named: answer.role_name)
            ?? Self.permission(named: answer.permission) ?? .none
    }

    private static func permission(named name: String?) -> UserPermission? {
        switch name {
        case "admin": .admin
        case "maintain": .maintain
        case "write": .write
        case "triage": .triage
        case "read": .read
        case "none": UserPermission.none
        default: nil
        }
    }

    private struct Answer: Decodable {
        let permission: String?
        let role_name: String?
        let user: User?
        struct User: Decodable {
            let id: Int
            let type: String
        }
    }
}
