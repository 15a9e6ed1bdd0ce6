/// Commit statuses.
enum StatusRoutes {
    static let handlers: [String: Call.Handler] = [
        "repos/create-commit-status": create,
        "repos/list-commit-statuses-for-ref": { call in
            let (repository, commit) = (try call.repository, try commit(call))
            let statuses = repository.statuses.reversed().filter { $0.commit == commit }
            return call.page(Array(statuses)) { picture($0, in: repository, call) }
        },
        "repos/get-combined-status-for-ref": combined,
    ]

    private static func commit(_ call: Call) throws -> String {
        guard let commit = try call.repository.git.resolve(call["ref"]) else {
            throw Refusal.notFound
        }
        return commit
    }

    private static func create(_ call: Call) throws -> Reply {
        let repository = try call.repository
        guard repository.git.commit(call["sha"]) != nil else {
            throw Refusal.unprocessable("No commit found for SHA: \(call["sha"])")
        }
        let text = call.body["description"]?.text
        guard text?.unicodeScalars.count ?? 0 <= 140 else {
            throw Refusal.invalid(
                "Status", field: "description", code: "custom",
                message: "description is too long (maximum is 140 characters)")
        }
        let status = CommitStatus(
            id: call.world.nextID(), commit: call["sha"],
            context: call.body["context"]?.text ?? "default",
            state: call.body["state"]?.text ?? "", description: text,
            targetURL: call.body["target_url"]?.text, creator: call.actor, createdAt: call.world.now
        )
        guard
            repository.statuses.count(where: {
                $0.commit == status.commit && $0.context == status.context
            }) < 1000
        else {
            throw Refusal.invalid(
                "Status", code: "custom",
                message: "This SHA and context has reached the maximum number of statuses.")
        }
        repository.statuses.append(status)
        call.world.settle(repository)
        return Reply(201, picture(status, in: repository, call))
    }

    private static func picture(_ status: CommitStatus, in repository: Repository, _ call: Call)
        -> JSON
    {
        let presenter = Presenter(world: call.world)
        let url = "\(call.world.api)/repos/\(repository.fullName)/statuses/\(status.commit)"
        return [
            "url": .string(url),
            "avatar_url": .string("\(call.world.server)/avatars/\(status.creator.id)"),
            "id": .int(status.id), "node_id": .string("SC_\(status.id)"),
            "state": .string(status.state),
            "description": .optional(status.description), "target_url": .optional(status.targetURL),
            "context": .string(status.context), "created_at": presenter.date(status.createdAt),
            "updated_at": presenter.date(status.createdAt),
            "creator": presenter.user(status.creator),
        ]
    }

    private static func combined(_ call: Call) throws -> Reply {
        let (repository, commit) = (try call.repository, try commit(call))
        let latest = repository.latestStatuses(of: commit)
        let states = Set(latest.map(\.state))
        let state =
            states.contains("failure") || states.contains("error")
            ? "failure" : states == ["success"] ? "success" : "pending"
        let url = "\(call.world.api)/repos/\(repository.fullName)/commits/\(commit)"
        return call.page(
            latest, under: "statuses",
            with: [
                "state": .string(state), "sha": .string(commit), "commit_url": .string(url),
                "url": .string("\(url)/status"),
                "repository": Presenter(world: call.world).repository(repository),
            ]
        ) { picture($0, in: repository, call) }
    }
}
