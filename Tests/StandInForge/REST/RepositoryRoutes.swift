/// Repositories and their lists.
enum RepositoryRoutes {
    static let handlers: [String: Call.Handler] = [
        "repos/get": { call in
            let presenter = Presenter(world: call.world)
            let repository = try call.repository
            let role = presenter.role(call.credential, in: repository)
            return Reply(200, presenter.fullRepository(repository, role: role))
        },
        "repos/list-for-org": listForOrganization,
        "repos/list-for-authenticated-user": listForUser,
        "repos/list-languages": { call in
            guard let language = try call.repository.language else { return Reply(200, [:]) }
            return Reply(200, .object([language: 1000]))
        },
        "repos/get-all-topics": { Reply(200, ["names": .strings(try $0.repository.topics)]) },
        "repos/get-collaborator-permission-level": permission,
        "repos/list-collaborators": listCollaborators,
        "repos/codeowners-errors": codeOwnersErrors,
        "repos/create-dispatch-event": { call in
            try call.repository.dispatches.append(call.body)
            return Reply(204)
        },
    ]

    private static func listForOrganization(_ call: Call) throws -> Reply {
        guard let owner = call.world.account(call["org"]), owner.kind == .organization else {
            throw Refusal.notFound
        }
        let kind = call.query["type"] ?? "all"
        let visible = call.world.present.filter { repository in
            repository.owner === owner && call.world.canSee(repository, call.credential)
                && (kind != "public" || !repository.isPrivate)
                && (kind != "private" || repository.isPrivate)
                && (kind != "forks" || repository.isFork)
        }
        return page(sorted(visible, call, by: "created"), call)
    }

    private static func listForUser(_ call: Call) throws -> Reply {
        guard case .person(let account) = call.credential else {
            throw Refusal.notAccessible(call.credential)
        }
        let mine = call.world.present.filter { repository in
            repository.owner === account
                || repository.owner.members[account.login.lowercased()] != nil
                || repository.collaborators[account.login.lowercased()] != nil
        }
        return page(sorted(mine, call, by: "full_name"), call)
    }

    private static func page(_ repositories: [Repository], _ call: Call) -> Reply {
        let presenter = Presenter(world: call.world)
        return call.page(repositories) {
            presenter.repository($0, role: presenter.role(call.credential, in: $0))
        }
    }

    private static func sorted(
        _ repositories: [Repository], _ call: Call, by usual: String
    ) -> [Repository] {
        let key = call.query["sort"] ?? usual
        let ascending = (call.query["direction"] ?? (key == "full_name" ? "asc" : "desc")) == "asc"
        let sorted = repositories.sorted { left, right in
            switch key {
            case "full_name":
                (left.fullName.lowercased(), left.id) < (right.fullName.lowercased(), right.id)
            case "pushed", "updated": (left.pushedAt, left.id) < (right.pushedAt, right.id)
            default: left.id < right.id
            }
        }
        return ascending ? sorted : sorted.reversed()
    }

    private static func permission(_ call: Call) throws -> Reply {
        guard let account = call.world.account(call["username"]) else { throw Refusal.notFound }
        let role = call.world.role(of: account, in: try call.repository)
        return Reply(
            200,
            [
                "permission": .string(coarse(role)), "role_name": .string(role.name),
                "user": collaborator(account, role, call),
            ])
    }

    /// The old four levels, into which `permission` puts the new ones.
    private static func coarse(_ role: Role) -> String {
        switch role {
        case .none: "none"
        case .read, .triage: "read"
        case .write, .maintain: "write"
        case .admin: "admin"
        }
    }

    private static func collaborator(_ account: Account, _ role: Role, _ call: Call) -> JSON {
        var user = Presenter(world: call.world).user(account).members ?? [:]
        user["role_name"] = .string(role.name)
        user["permissions"] = [
            "pull": .bool(role >= .read), "triage": .bool(role >= .triage),
            "push": .bool(role >= .write), "maintain": .bool(role >= .maintain),
            "admin": .bool(role >= .admin),
        ]
        return .object(user)
    }

    private static func listCollaborators(_ call: Call) throws -> Reply {
        let repository = try call.repository
        let logins = Set(repository.collaborators.keys).union(repository.owner.members.keys)
        let people = logins.sorted().compactMap { call.world.account($0) }
        return call.page(people) {
            collaborator($0, call.world.role(of: $0, in: repository), call)
        }
    }

    private static func codeOwnersErrors(_ call: Call) throws -> Reply {
        let repository = try call.repository
        let ref = call.query["ref"] ?? repository.defaultBranch
        guard let commit = repository.git.resolve(ref),
            let found = CodeOwners.find(in: repository, commit: commit)
        else { throw Refusal.notFound }
        return Reply(200, ["errors": .array(found.errors(in: call.world, of: repository))])
    }
}
