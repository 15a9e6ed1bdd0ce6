/// Users, organisations, teams, and what the API says about itself.
enum PeopleRoutes {
    static let handlers: [String: Call.Handler] = [
        "meta/root": root,
        "meta/get": { _ in
            Reply(200, ["verifiable_password_authentication": false, "hooks": ["127.0.0.1/32"]])
        },
        "meta/get-all-versions": { _ in Reply(200, ["2022-11-28", "2026-03-10"]) },
        "rate-limit/get": rateLimit,
        "users/get-authenticated": authenticated,
        "users/get-by-username": { call in
            guard let account = call.world.account(call["username"]) else { throw Refusal.notFound }
            return Reply(200, .object(publicUser(account, call)))
        },
        "orgs/get": { Reply(200, try organization($0)) },
        "teams/list": { call in
            let teams = try account(call).teams.values.sorted { $0.slug < $1.slug }
            return call.page(teams) { Presenter(world: call.world).team($0) }
        },
        "teams/get-by-name": team,
        "teams/list-members-in-org": { call in
            guard let team = try account(call).teams[call["team_slug"]] else {
                throw Refusal.notFound
            }
            let members = team.members.sorted().compactMap { call.world.account($0) }
            return call.page(members) { Presenter(world: call.world).user($0) }
        },
    ]

    private static func account(_ call: Call) throws -> Account {
        guard let account = call.world.account(call["org"]), account.kind == .organization else {
            throw Refusal.notFound
        }
        return account
    }

    private static func root(_ call: Call) -> Reply {
        let names = [
            "current_user_url", "current_user_authorizations_html_url", "code_search_url",
            "commit_search_url", "emails_url", "emojis_url", "events_url", "feeds_url",
            "followers_url", "following_url", "gists_url", "issue_search_url", "issues_url",
            "keys_url", "label_search_url", "notifications_url", "organization_url",
            "organization_repositories_url", "organization_teams_url", "public_gists_url",
            "rate_limit_url", "repository_url", "repository_search_url",
            "current_user_repositories_url", "starred_url", "starred_gists_url", "user_url",
            "user_organizations_url", "user_repositories_url", "user_search_url",
        ]
        let addresses = names.map { ($0, JSON.string("\(call.world.api)/\($0.dropLast(4))")) }
        return Reply(200, .object(Dictionary(addresses) { $1 }))
    }

    private static func rateLimit(_ call: Call) -> Reply {
        var usage = call.world.usage[call.credential.kind] ?? Usage()
        usage.roll(to: call.world.now)
        let limit = call.world.limits.primary
        let core: JSON = [
            "limit": .int(limit), "used": .int(usage.used), "reset": .int(usage.reset),
            "remaining": .int(max(limit - usage.used, 0)),
        ]
        return Reply(200, ["resources": ["core": core, "search": core, "graphql": core]])
    }

    private static func authenticated(_ call: Call) throws -> Reply {
        guard case .person(let account) = call.credential else {
            throw Refusal.notAccessible(call.credential)
        }
        var user = publicUser(account, call)
        for name in [
            "private_gists", "total_private_repos", "owned_private_repos", "disk_usage",
            "collaborators",
        ] { user[name] = 0 }
        user["two_factor_authentication"] = true
        return Reply(200, .object(user))
    }

    private static func publicUser(_ account: Account, _ call: Call) -> [String: JSON] {
        var user = Presenter(world: call.world).user(account).members ?? [:]
        for name in ["company", "location", "email", "hireable", "bio", "blog"] {
            user[name] = .null
        }
        user["name"] = .optional(account.name)
        for name in ["public_repos", "public_gists", "followers", "following"] { user[name] = 0 }
        user["created_at"] = "2026-01-01T00:00:00Z"
        user["updated_at"] = "2026-01-01T00:00:00Z"
        return user
    }

    private static func organization(_ call: Call) throws -> JSON {
        let account = try account(call)
        let url = "\(call.world.api)/orgs/\(account.login)"
        var members: [String: JSON] = [
            "login": .string(account.login), "id": .int(account.id),
            "node_id": .string(account.nodeID), "url": .string(url),
            "repos_url": .string("\(url)/repos"), "events_url": .string("\(url)/events"),
            "hooks_url": .string("\(url)/hooks"), "issues_url": .string("\(url)/issues"),
            "members_url": .string("\(url)/members{/member}"),
            "public_members_url": .string("\(url)/public_members{/member}"),
            "avatar_url": .string("\(call.world.server)/avatars/\(account.id)"),
            "html_url": .string("\(call.world.server)/\(account.login)"), "description": .null,
            "type": "Organization", "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z", "archived_at": .null,
            "has_organization_projects": true, "has_repository_projects": true,
        ]
        let visible = call.world.present.filter { $0.owner === account }
        members["public_repos"] = .int(visible.count { !$0.isPrivate })
        for name in ["public_gists", "followers", "following"] { members[name] = 0 }
        return .object(members)
    }

    private static func team(_ call: Call) throws -> Reply {
        let account = try account(call)
        guard let team = account.teams[call["team_slug"]] else { throw Refusal.notFound }
        var members = Presenter(world: call.world).team(team).members ?? [:]
        members["members_count"] = .int(team.members.count)
        members["repos_count"] = .int(team.permissions.count)
        members["created_at"] = "2026-01-01T00:00:00Z"
        members["updated_at"] = "2026-01-01T00:00:00Z"
        members["organization"] = try organization(call)
        return Reply(200, .object(members))
    }
}
