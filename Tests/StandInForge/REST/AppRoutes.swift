/// Apps, their installations and tokens.
enum AppRoutes {
    static let handlers: [String: Call.Handler] = [
        "apps/get-authenticated": { .init(200, Presenter(world: $0.world).app(try app($0))) },
        "apps/list-installations": listInstallations,
        "apps/get-installation": { try found(installation($0, "installation_id"), $0) },
        "apps/get-org-installation": { call in
            let app = try app(call)
            let login = call["org"].lowercased()
            return try found(
                call.world.installations.values.first {
                    $0.app === app && $0.account.login.lowercased() == login
                }, call)
        },
        "apps/get-repo-installation": { call in
            let app = try app(call)
            let repository = try call.repository
            return try found(
                call.world.installations.values.first {
                    $0.app === app && $0.covers(repository)
                }, call)
        },
        "apps/create-installation-access-token": createToken,
        "apps/revoke-installation-access-token": revoke,
        "apps/list-repos-accessible-to-installation": listRepositories,
        "apps/list-webhook-deliveries": listDeliveries,
        "apps/redeliver-webhook-delivery": redeliver,
    ]

    private static func app(_ call: Call) throws -> App {
        guard case .app(let app) = call.credential else {
            throw Refusal(401, "A JSON web token could not be decoded")
        }
        return app
    }

    private static func installation(_ call: Call, _ name: String) throws -> Installation? {
        let app = try app(call)
        guard let found = call.world.installations[try call.number(name)], found.app === app else {
            return nil
        }
        return found
    }

    private static func found(_ installation: Installation?, _ call: Call) throws -> Reply {
        guard let installation, !installation.isDeleted else { throw Refusal.notFound }
        return Reply(200, Presenter(world: call.world).installation(installation))
    }

    private static func listInstallations(_ call: Call) throws -> Reply {
        let app = try app(call)
        let all = call.world.installations.values.filter { $0.app === app && !$0.isDeleted }
        return call.page(all.sorted { $0.id < $1.id }) {
            Presenter(world: call.world).installation($0)
        }
    }

    private static func createToken(_ call: Call) throws -> Reply {
        let world = call.world
        guard let installation = try installation(call, "installation_id"), !installation.isDeleted
        else { throw Refusal.notFound }
        guard installation.suspendedAt == nil else {
            throw Refusal(403, "This installation has been suspended")
        }
        let repositories = try narrowed(call, installation)
        let permissions = try permissions(call, installation)
        let secret = world.nextToken("ghs")
        let end = world.now + 3600
        world.tokens[secret] = Token(
            .installation(installation), expiresAt: end,
            repositories: repositories.map { Set($0.map(\.id)) }, permissions: permissions)
        var body: [String: JSON] = [
            "token": .string(secret), "expires_at": .string(World.date(end)),
            "permissions": .object(permissions.mapValues { .string($0) }),
            "repository_selection": repositories == nil && installation.selected == nil
                ? "all" : "selected",
        ]
        if let repositories {
            body["repositories"] = .array(
                repositories.map { Presenter(world: world).repository($0) })
        }
        return Reply(201, .object(body))
    }

    private static func narrowed(
        _ call: Call, _ installation: Installation
    ) throws -> [Repository]? {
        let world = call.world
        let names = call.body["repositories"]?.items?.compactMap(\.text)
        let ids = call.body["repository_ids"]?.items?.compactMap(\.number)
        guard names != nil || ids != nil else { return nil }
        let wanted =
            (names ?? []).map { world.repository(installation.account.login, $0) }
            + (ids ?? []).map { world.repositories[$0] }
        return try wanted.map { repository in
            guard let repository, !repository.isDeleted, repository.owner === installation.account,
                installation.selected?.contains(repository.id) ?? true
            else {
                throw Refusal.unprocessable(
                    "There is at least one repository that does not exist or is not accessible to the parent installation."
                )
            }
            return repository
        }
    }

    private static func permissions(
        _ call: Call, _ installation: Installation
    ) throws -> [String: String] {
        guard let wanted = call.body["permissions"]?.members else {
            return installation.permissions
        }
        var permissions = wanted.compactMapValues(\.text)
        for (name, level) in permissions
        where Role(level) > Role(installation.permissions[name] ?? "") {
            throw Refusal.unprocessable(
                "The permissions requested are not granted to this installation.")
        }
        permissions["metadata"] = "read"
        return permissions
    }

    private static func revoke(_ call: Call) throws -> Reply {
        guard case .installation(_, let token, _) = call.credential else {
            throw Refusal.notAccessible(call.credential)
        }
        token.isRevoked = true
        return Reply(204)
    }

    private static func listRepositories(_ call: Call) throws -> Reply {
        guard case .installation(let installation, let token, _) = call.credential else {
            throw Refusal(403, "You must authenticate with an installation access token.")
        }
        let selection: JSON =
            installation.selected == nil && token.repositories == nil ? "all" : "selected"
        let presenter = Presenter(world: call.world)
        return call.page(
            call.world.reachable(call.credential), under: "repositories",
            with: ["repository_selection": selection]
        ) { presenter.repository($0, role: presenter.role(call.credential, in: $0)) }
    }

    private static func listDeliveries(_ call: Call) throws -> Reply {
        let app = try app(call)
        let wanted = call.query["status"]
        let before = call.query["cursor"].flatMap { Int($0) } ?? .max
        let size = min(max(Int(call.query["per_page"] ?? "") ?? 30, 1), call.world.limits.pageSize)
        let matching = call.world.deliveries.reversed().filter { delivery in
            guard let status = delivery.statusCode else { return false }
            return delivery.app == app.id && delivery.id < before
                && (wanted == nil || (wanted == "success") == (status < 400))
        }
        var reply = Reply(200, .array(matching.prefix(size).map { present($0) }))
        if matching.count > size, let last = matching.prefix(size).last {
            let address = "\(call.world.api)/app/hook/deliveries?cursor=\(last.id)&per_page=\(size)"
            reply.headers.append(("Link", "<\(address)>; rel=\"next\""))
        }
        return reply
    }

    private static func present(_ delivery: Delivery) -> JSON {
        let status = delivery.statusCode ?? 0
        return [
            "id": .int(delivery.id), "guid": .string(delivery.guid),
            "delivered_at": .string(World.date(delivery.deliveredAt)),
            "redelivery": .bool(delivery.isRedelivery), "duration": .double(0.27),
            "status": status < 400 ? "OK" : "Invalid HTTP Response",
            "status_code": .int(status), "event": .string(delivery.event),
            "action": .optional(delivery.action),
            "installation_id": .optional(delivery.installation),
            "repository_id": .optional(delivery.repository), "throttled_at": .null,
        ]
    }

    private static func redeliver(_ call: Call) throws -> Reply {
        let app = try app(call)
        let id = try call.number("delivery_id")
        guard let old = call.world.deliveries.first(where: { $0.id == id && $0.app == app.id })
        else {
            throw Refusal.notFound
        }
        call.world.add(
            Delivery(
                id: call.world.nextID(), guid: old.guid, app: old.app, event: old.event,
                action: old.action, deliveredAt: call.world.now,
                statusCode: old.payload == nil ? 200 : nil, installation: old.installation,
                repository: old.repository, isRedelivery: true, payload: old.payload))
        return Reply(202, [:])
    }
}
