/// Pull requests: lists, making, changing.
enum PullRoutes {
    static let handlers: [String: Call.Handler] = [
        "pulls/list": list,
        "pulls/get": { Reply(200, Presenter(world: $0.world).fullPull(try $0.pull())) },
        "pulls/create": create,
        "pulls/update": update,
        "pulls/list-commits": { call in
            let pull = try call.pull()
            let oids = pull.repository.git.commits(from: pull.baseOID, to: pull.headOID)
            return call.page(oids) {
                Presenter(world: call.world).commit($0, in: pull.repository)
            }
        },
        "pulls/list-files": { call in
            let pull = try call.pull()
            let files = pull.repository.git.changes(from: pull.baseOID, to: pull.headOID)
            return call.page(files) {
                Presenter(world: call.world).change($0, in: pull.repository, at: pull.headOID)
            }
        },
        "pulls/list-review-comments": { call in
            _ = try call.pull()
            return Reply(200, [])
        },
        "repos/list-pull-requests-associated-with-commit": { call in
            let repository = try call.repository
            let commit = call["commit_sha"]
            let pulls = repository.pulls.filter {
                $0.headOID == commit || $0.mergeCommit == commit
                    || repository.git.commits(from: $0.baseOID, to: $0.headOID).contains(commit)
            }
            return call.page(pulls) { Presenter(world: call.world).pull($0) }
        },
    ]

    private static func list(_ call: Call) throws -> Reply {
        let state = call.query["state"] ?? "open"
        let head = call.query["head"]?.lowercased()
        let pulls = try call.repository.pulls.filter { pull in
            if pull.hiddenLists > 0 {
                pull.hiddenLists -= 1
                return false
            }
            return (state == "all" || (state == "open") == pull.issue.isOpen)
                && call.query["base"].map { $0 == pull.baseBranch } ?? true
                // GitHub passes over a head without its owner.
                && (head.map { !$0.contains(":") || $0 == pull.headLabel.lowercased() } ?? true)
        }
        let key = call.query["sort"] ?? "created"
        let ascending = call.query["direction"] == "asc"
        let sorted = pulls.sorted {
            key == "updated"
                ? ($0.issue.updatedAt, $0.number) < ($1.issue.updatedAt, $1.number)
                : $0.number < $1.number
        }
        return call.page(ascending ? sorted : sorted.reversed()) {
            Presenter(world: call.world).pull($0)
        }
    }

    private static func create(_ call: Call) throws -> Reply {
        let repository = try call.repository
        let title = call.body["title"]?.text ?? ""
        guard !title.isEmpty else {
            throw Refusal.invalid("PullRequest", field: "title", code: "missing_field")
        }
        let pull = try call.world.open(
            in: repository, title: title, body: call.body["body"]?.text,
            head: call.body["head"]?.text ?? "", base: call.body["base"]?.text ?? "",
            isDraft: call.body["draft"]?.flag ?? false, by: call.actor, app: call.credential.app)
        pull.mayMaintainerModify = call.body["maintainer_can_modify"]?.flag ?? true
        let picture = Presenter(world: call.world).fullPull(pull)
        var reply = Reply(201, picture)
        reply.headers.append(("Location", picture["url"]?.text ?? ""))
        return reply
    }

    private static func update(_ call: Call) throws -> Reply {
        let pull = try call.pull()
        let issue = pull.issue
        if let title = call.body["title"]?.text { issue.title = title }
        if let body = call.body["body"]?.text {
            try PullRoutes.checkLength(body, of: "PullRequest")
            issue.body = body
        }
        if let base = call.body["base"]?.text { try retarget(pull, to: base, call) }
        switch call.body["state"]?.text {
        case "closed"?: call.world.close(issue, by: call.actor)
        case "open"?: try call.world.reopen(pull)
        default: break
        }
        issue.updatedAt = call.world.now
        return Reply(200, Presenter(world: call.world).fullPull(pull))
    }

    private static func retarget(_ pull: PullRequest, to base: String, _ call: Call) throws {
        guard let oid = pull.repository.git.branch(base) else {
            throw Refusal.invalid("PullRequest", field: "base", code: "invalid")
        }
        guard
            base == pull.baseBranch
                || call.world.openPull(pull.headLabel, to: base, in: pull.repository) == nil
        else {
            throw Refusal.invalid(
                "PullRequest", field: "base", code: "invalid",
                message:
                    "A pull request already exists for base branch '\(base)' and head branch '\(pull.headBranch)'"
            )
        }
        pull.baseBranch = base
        pull.baseOID = oid
    }

    /// Refuses a text that is longer than GitHub stores.
    static func checkLength(_ body: String, of resource: String) throws {
        guard body.unicodeScalars.count <= 65_536 else {
            throw Refusal.invalid(
                resource, field: "body", code: "custom",
                message: "body is too long (maximum is 65536 characters)")
        }
    }
}
