package import Git

/// A repository as the forge has it.
package struct ForgeRepository: Hashable, Sendable {
    /// Whether anything can be proposed to it.
    package enum Status: Hashable, Sendable {
        case active
        /// Read-only by its owners' wish.
        case archived
        /// Switched off by the forge, or locked while it moves.
        case disabled
        /// It is not there, or was never there.
        case gone
        /// It goes by another address now; the name is the one that it has, and it can be worked on under it.
        case renamed(to: RemoteURL)
        /// It is there, but our credential may not see or write it; in words, what is missing.
        case noAccess(String)
    }

    package var status: Status
    /// What stays when it is renamed; nil where the forge has no such thing or does not tell.
    package var id: String?
    /// The name that the forge gives it now, as `contoso/orders`.
    package var name: String
    /// The branch that pull requests go to; nil for a repository without a commit.
    package var defaultBranch: String?
    /// What we may do in it.
    package var permission: RepositoryPermission

    /// A repository from its parts.
    package init(
        status: Status, id: String?, name: String, defaultBranch: String?,
        permission: RepositoryPermission
    ) {
        self.status = status
        self.id = id
        self.name = name
        self.defaultBranch = defaultBranch
        self.permission = permission
    }
}
