internal import Foundation

extension StandInForge {
    /// A delivery as GitHub's list shows it.
    package struct DeliveryRecord: Sendable, Hashable {
        package let id: Int
        package let guid: String
        package let event: String
        package let action: String?
        /// What the receiver answered, 502 when it could not be reached; nil while it is under way.
        package let status: Int?
        package let isRedelivery: Bool
        /// What was sent.
        package let payload: [UInt8]
    }

    /// Has everything that happens from now on posted to an address, signed with a secret, beginning with a `ping`.
    package func setWebhook(_ url: String, secret: String, of app: AppIdentity) throws {
        try change { world in
            guard let known = world.apps[app.id] else {
                throw Mistake(description: "no App \(app.id)")
            }
            let hook = Webhook(
                id: world.nextID(), app: known, url: url, secret: Array(secret.utf8))
            for repository in world.repositories.values {
                hook.pictures[repository.id] = RepositoryPicture(repository)
            }
            for installation in world.installations.values {
                hook.installations[installation.id] = InstallationPicture(installation, in: world)
            }
            world.webhooks = world.webhooks.filter { $0.app !== known } + [hook]
            let members: [String: JSON] = [
                "zen": "Keep it logically awesome.", "hook_id": .int(hook.id),
                "hook": [
                    "type": "App", "id": .int(hook.id), "active": true, "events": ["*"],
                    "app_id": .int(known.id),
                    "config": ["url": .string(url), "content_type": "json"],
                ],
            ]
            world.deliver(
                World.Event(name: "ping", actor: known.owner, members: members), to: hook)
        }
    }

    /// The deliveries so far, the oldest first.
    package func deliveries() throws -> [DeliveryRecord] {
        try change { world in
            world.deliveries.map {
                DeliveryRecord(
                    id: $0.id, guid: $0.guid, event: $0.event, action: $0.action,
                    status: $0.statusCode, isRedelivery: $0.isRedelivery, payload: $0.payload ?? [])
            }
        }
    }

    /// The number of an account; nil when nobody has that login.
    package func accountID(of login: String) throws -> Int? {
        try change { $0.account(login)?.id }
    }

    /// Waits until every delivery so far was answered, or could not be made.
    package func waitForDeliveries() { engine.sender.wait() }

    /// A person presses "Re-run all checks" of a pull request; the event comes from the App itself, as at GitHub.
    package func rerequestChecks(_ number: Int, of fullName: String) throws {
        try change { world in
            let pull = try world.pull(number, of: fullName)
            let presenter = Presenter(world: world)
            for hook in world.webhooks {
                let suite: JSON = [
                    "id": .int(world.nextID()), "head_branch": .string(pull.headBranch),
                    "head_sha": .string(pull.headOID), "status": "completed",
                    "conclusion": "failure", "app": presenter.app(hook.app),
                    "pull_requests": [presenter.minimalPull(pull)],
                ]
                world.deliver(
                    World.Event(
                        name: "check_suite", action: "rerequested", actor: hook.app.bot,
                        repository: pull.repository, members: ["check_suite": suite]), to: hook)
            }
        }
    }
}
