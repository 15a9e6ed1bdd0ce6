/// What somebody may do in a repository, from nothing to everything.
enum Role: Int, Comparable {
    case none, read, triage, write, maintain, admin

    init(_ name: String) {
        self =
            switch name {
            case "read", "pull": .read
            case "triage": .triage
            case "write", "push": .write
            case "maintain": .maintain
            case "admin": .admin
            default: .none
            }
    }

    /// The name in `role_name`.
    var name: String {
        ["none", "read", "triage", "write", "maintain", "admin"][rawValue]
    }

    static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }
}

extension World {
    /// What a person may do in a repository.
    func role(of account: Account, in repository: Repository) -> Role {
        let login = account.login.lowercased()
        if repository.owner === account { return .admin }
        var role = repository.isPrivate ? Role.none : .read
        if let given = repository.collaborators[login] { role = max(role, Role(given)) }
        let owner = repository.owner
        if let membership = owner.members[login] {
            role = max(role, membership == "admin" ? .admin : Role(owner.basePermission))
        }
        for team in owner.teams.values where team.members.contains(login) {
            role = max(role, Role(team.permissions[repository.id] ?? ""))
        }
        return role
    }

    /// Whether a repository can be seen with a credential at all.
    func canSee(_ repository: Repository, _ credential: Credential) -> Bool {
        switch credential {
        case .anonymous: return !repository.isPrivate
        case .app(let app):
            return !repository.isPrivate
                || installations.values.contains { $0.app === app && $0.covers(repository) }
        case .person(let account): return role(of: account, in: repository) >= .read
        case .installation(let installation, let token, _):
            return !repository.isPrivate || reaches(repository, installation, token)
        case .actions(let own, _): return !repository.isPrivate || own === repository
        }
    }

    /// Whether an installation's token covers a repository.
    func reaches(_ repository: Repository, _ installation: Installation, _ token: Token) -> Bool {
        repository.owner === installation.account
            && installation.selected?.contains(repository.id) ?? true
            && token.repositories?.contains(repository.id) ?? true
    }

    /// The level of a permission that a credential has in a repository: `none`, `read` or `write`.
    func level(_ permission: String, in repository: Repository, _ credential: Credential) -> Role {
        switch credential {
        case .anonymous, .app:
            return repository.isPrivate ? .none : .read
        case .person(let account):
            let role = role(of: account, in: repository)
            if permission == "administration" { return role == .admin ? .write : .none }
            // Whoever can read may discuss: comments, issues and pull requests from a branch that is there.
            if ["issues", "pull_requests"].contains(permission), role >= .read { return .write }
            return role >= .write ? .write : role >= .read ? .read : .none
        case .installation(let installation, let token, _):
            guard reaches(repository, installation, token) else {
                return repository.isPrivate ? .none : .read
            }
            let granted = Role(installation.permissions[permission] ?? "")
            guard let narrowed = token.permissions else { return granted }
            return min(
                granted, Role(narrowed[permission] ?? (permission == "metadata" ? "read" : "")))
        case .actions(let own, let token):
            guard own === repository else { return repository.isPrivate ? .none : .read }
            return Role(token.permissions?[permission] ?? (permission == "metadata" ? "read" : ""))
        }
    }

    /// The repositories that a credential's own lists show.
    func reachable(_ credential: Credential) -> [Repository] {
        present.filter { repository in
            switch credential {
            case .installation(let installation, let token, _):
                reaches(repository, installation, token)
            case .actions(let own, _): own === repository
            default: canSee(repository, credential)
            }
        }
    }
}
