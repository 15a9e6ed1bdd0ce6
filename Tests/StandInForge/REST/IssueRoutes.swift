/// Issues, and the part of pull requests that is one.
enum IssueRoutes {
    static let handlers: [String: Call.Handler] = [
        "issues/list-for-repo": list,
        "issues/get": { Reply(200, Presenter(world: $0.world).issue(try $0.issue())) },
        "issues/create": create,
        "issues/update": update,
        "issues/add-assignees": addAssignees,
    ]

    private static func list(_ call: Call) throws -> Reply {
        let state = call.query["state"] ?? "open"
        let labels = (call.query["labels"] ?? "").lowercased().split(separator: ",").map(
            String.init)
        let creator = call.query["creator"]?.lowercased()
        let issues = try call.repository.issues.values.filter { issue in
            (state == "all" || (state == "open") == issue.isOpen)
                && labels.allSatisfy { issue.labels.contains($0) }
                && (creator == nil || issue.author.login.lowercased() == creator)
        }
        let sorted = issues.sorted { $0.number < $1.number }
        return call.page(call.query["direction"] == "asc" ? sorted : sorted.reversed()) {
            Presenter(world: call.world).issue($0)
        }
    }

    private static func create(_ call: Call) throws -> Reply {
        let repository = try call.repository
        guard repository.hasIssues else { throw Refusal(410, "Issues are disabled for this repo") }
        let body = call.body["body"]?.text
        if let body { try PullRoutes.checkLength(body, of: "Issue") }
        let world = call.world
        let issue = Issue(
            id: world.nextID(), number: repository.nextNumber, repository: repository,
            author: call.actor, app: call.credential.app, title: call.body["title"]?.text ?? "",
            body: body, at: world.now)
        guard !issue.title.isEmpty else {
            throw Refusal.invalid("Issue", field: "title", code: "missing_field")
        }
        for name in LabelRoutes.names(call.body["labels"]) {
            world.add(label: name, to: issue)
        }
        issue.assignees = assignable(call.body["assignees"], repository, world)
        repository.issues[issue.number] = issue
        return Reply(201, Presenter(world: world).issue(issue))
    }

    private static func update(_ call: Call) throws -> Reply {
        let issue = try call.issue()
        let world = call.world
        if let title = call.body["title"]?.text { issue.title = title }
        if let body = call.body["body"] {
            if let text = body.text { try PullRoutes.checkLength(text, of: "Issue") }
            issue.body = body.text
        }
        if call.body["labels"] != nil {
            issue.labels = []
            for name in LabelRoutes.names(call.body["labels"]) { world.add(label: name, to: issue) }
        }
        if call.body["assignees"] != nil {
            issue.assignees = assignable(call.body["assignees"], issue.repository, world)
        }
        switch call.body["state"]?.text {
        case "closed"?:
            world.close(issue, by: call.actor)
            if issue.pull == nil {
                issue.stateReason = call.body["state_reason"]?.text ?? "completed"
            }
        case "open"?: try reopen(issue, world)
        default: break
        }
        issue.updatedAt = world.now
        return Reply(200, Presenter(world: world).issue(issue))
    }

    private static func reopen(_ issue: Issue, _ world: World) throws {
        guard !issue.isOpen else { return }
        if let pull = issue.pull { return try world.reopen(pull) }
        issue.isOpen = true
        issue.closedAt = nil
        issue.closedBy = nil
        issue.stateReason = "reopened"
    }

    private static func addAssignees(_ call: Call) throws -> Reply {
        let issue = try call.issue()
        for account in assignable(call.body["assignees"], issue.repository, call.world)
        where !issue.assignees.contains(where: { $0 === account }) && issue.assignees.count < 10 {
            issue.assignees.append(account)
        }
        issue.updatedAt = call.world.now
        return Reply(201, Presenter(world: call.world).issue(issue))
    }

    /// Those of the named people who may be assigned; GitHub passes over the others in silence.
    private static func assignable(
        _ names: JSON?, _ repository: Repository, _ world: World
    ) -> [Account] {
        (names?.items ?? []).compactMap { $0.text ?? $0["login"]?.text }
            .compactMap { world.account($0) }
            .filter { world.role(of: $0, in: repository) >= .triage || $0 === repository.owner }
    }
}
