/// The API's pictures of what the stand-in keeps.
struct Presenter {
    let world: World
    var api: String { world.api }
    var server: String { world.server }

    func user(_ account: Account) -> JSON {
        let url = "\(api)/users/\(account.login.percentEncoded)"
        var user: [String: JSON] = [
            "login": .string(account.login), "id": .int(account.id),
            "node_id": .string(account.nodeID), "gravatar_id": "", "site_admin": false,
            "type": .string(account.kind.rawValue), "url": .string(url),
            "avatar_url": .string("\(server)/avatars/\(account.id)"),
            "html_url": .string("\(server)/\(account.login.percentEncoded)"),
            "user_view_type": "public",
        ]
        for (name, tail) in Self.userAddresses { user[name] = .string(url + tail) }
        return .object(user)
    }

    private static let userAddresses = [
        ("followers_url", "/followers"), ("following_url", "/following{/other_user}"),
        ("gists_url", "/gists{/gist_id}"), ("starred_url", "/starred{/owner}{/repo}"),
        ("subscriptions_url", "/subscriptions"), ("organizations_url", "/orgs"),
        ("repos_url", "/repos"), ("events_url", "/events{/privacy}"),
        ("received_events_url", "/received_events"),
    ]

    /// The user, or null for none.
    func user(_ account: Account?) -> JSON { account.map { user($0) } ?? .null }

    func team(_ team: Team) -> JSON {
        let url = "\(api)/organizations/\(team.organization.id)/team/\(team.id)"
        return [
            "id": .int(team.id), "node_id": .string("T_\(team.id)"), "name": .string(team.slug),
            "slug": .string(team.slug), "description": .null, "privacy": "closed",
            "notification_setting": "notifications_enabled", "permission": "pull",
            "url": .string(url), "members_url": .string("\(url)/members{/member}"),
            "html_url": .string("\(server)/orgs/\(team.organization.login)/teams/\(team.slug)"),
            "repositories_url": .string("\(url)/repos"), "type": "organization",
            "organization_id": .int(team.organization.id), "parent": .null,
        ]
    }

    func app(_ app: App) -> JSON {
        [
            "id": .int(app.id), "slug": .string(app.slug), "node_id": .string("A_\(app.id)"),
            "client_id": .string("Iv1.\(app.id)"), "owner": user(app.owner),
            "name": .string(app.slug),
            "description": .null, "external_url": "https://example.com",
            "html_url": .string("\(server)/apps/\(app.slug)"), "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z",
            "permissions": .object(app.permissions.mapValues { .string($0) }), "events": [],
        ]
    }

    func installation(_ installation: Installation) -> JSON {
        let url = "\(api)/app/installations/\(installation.id)"
        return [
            "id": .int(installation.id), "account": user(installation.account),
            "repository_selection": installation.selected == nil ? "all" : "selected",
            "access_tokens_url": .string("\(url)/access_tokens"),
            "repositories_url": .string("\(api)/installation/repositories"),
            "html_url": .string(
                "\(server)/organizations/\(installation.account.login)/settings/installations/\(installation.id)"
            ),
            "app_id": .int(installation.app.id), "target_id": .int(installation.account.id),
            "target_type": .string(installation.account.kind.rawValue),
            "permissions": .object(installation.permissions.mapValues { .string($0) }),
            "events": [], "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z",
            "single_file_name": .null, "app_slug": .string(installation.app.slug),
            "suspended_by": installation.suspendedAt == nil ? .null : user(installation.account),
            "suspended_at": date(installation.suspendedAt),
        ]
    }

    /// The moment, or null for none.
    func date(_ seconds: Int?) -> JSON { .optional(seconds.map { World.date($0) }) }
}
