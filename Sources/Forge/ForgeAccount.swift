/// An account of a forge: a person, an App, a bot.
package struct ForgeAccount: Hashable, Sendable {
    /// The login, as `ada` or `complybot[bot]`, without `@`.
    package let login: String
    /// The account's number; nil where the forge does not tell.
    package let id: Int?

    /// An account from its parts.
    package init(login: String, id: Int? = nil) {
        self.login = login
        self.id = id
    }

    /// Whether both are one account: by number where both have one, else by login, exactly and never by pattern.
    package func isSame(as other: ForgeAccount) -> Bool {
        if let id, let otherID = other.id { return id == otherID }
        return login.utf8.elementsEqual(other.login.utf8)
    }
}

/// What an account may do in a repository, from the least on.
package enum RepositoryPermission: String, Hashable, Sendable, CaseIterable, Comparable {
    case none, read, triage, write, maintain, admin

    package static func < (left: Self, right: Self) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}
