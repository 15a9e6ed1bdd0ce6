internal import Git
internal import Snapshots

/// Check suites and check runs.
enum CheckRoutes {
    static let handlers: [String: Call.Handler] = [
        "checks/create": create, "checks/update": update,
        "checks/get": { call in Reply(200, picture(try run(call), call)) },
        "checks/list-annotations": { call in
            let run = try run(call)
            return call.page(run.annotations) { annotation($0, of: run, call) }
        },
        "checks/list-for-ref": listForRef,
        "checks/list-for-suite": { call in
            let suite = try suite(call)
            return list(try call.repository.checkRuns.filter { $0.suite === suite }, call)
        },
        "checks/rerequest-run": { call in
            let run = try run(call)
            guard run.status == "completed" else {
                throw Refusal.unprocessable("This check run is not rerequestable")
            }
            run.isRerequested = true
            return Reply(201, [:])
        },
        "checks/create-suite": createSuite,
        "checks/get-suite": { call in Reply(200, try picture(try suite(call), call)) },
        "checks/list-suites-for-ref": { call in
            let repository = try call.repository
            let commit = try commit(call)
            let suites = repository.checkSuites.filter { $0.head == commit }
            return try call.page(suites.map { try picture($0, call) }, under: "check_suites") { $0 }
        },
    ]

    private static func commit(_ call: Call) throws -> String {
        guard let commit = try call.repository.git.resolve(call["ref"]) else {
            throw Refusal.unprocessable("No commit found for SHA: \(call["ref"])")
        }
        return commit
    }

    private static func run(_ call: Call) throws -> CheckRun {
        let id = try call.number("check_run_id")
        guard let run = try call.repository.checkRuns.first(where: { $0.id == id }) else {
            throw Refusal.notFound
        }
        return run
    }

    private static func suite(_ call: Call) throws -> CheckSuite {
        let id = try call.number("check_suite_id")
        guard let suite = try call.repository.checkSuites.first(where: { $0.id == id }) else {
            throw Refusal.notFound
        }
        return suite
    }

    /// The App that a check belongs to: only Apps and workflows make checks.
    private static func app(_ call: Call) throws -> App {
        if let app = call.credential.app { return app }
        if case .actions = call.credential { return call.world.actionsApp }
        throw Refusal(403, "You must authenticate via a GitHub App.")
    }

    private static func suite(of app: App, on head: String, _ call: Call) throws -> (
        CheckSuite, Bool
    ) {
        let repository = try call.repository
        if let known = repository.checkSuites.first(where: { $0.app === app && $0.head == head }) {
            return (known, false)
        }
        guard repository.git.commit(head) != nil else {
            throw Refusal.unprocessable("No commit found for SHA: \(head)")
        }
        let branch = repository.git.branches.first { $0.oid == head }?.name
        let suite = CheckSuite(
            id: call.world.nextID(), app: app, head: head, branch: branch, at: call.world.now)
        repository.checkSuites.append(suite)
        return (suite, true)
    }

    private static func create(_ call: Call) throws -> Reply {
        let (suite, _) = try suite(of: app(call), on: call.body["head_sha"]?.text ?? "", call)
        let run = CheckRun(
            id: call.world.nextID(), suite: suite, name: call.body["name"]?.text ?? "")
        run.startedAt = World.date(call.world.now)
        try call.repository.checkRuns.append(run)
        change(run, call)
        return Reply(201, picture(run, call))
    }

    private static func update(_ call: Call) throws -> Reply {
        let run = try run(call)
        guard try app(call) === run.suite.app else {
            throw Refusal(
                403,
                "Invalid app_id `\(run.suite.app.id)` - check run can only be modified by the GitHub App that created it."
            )
        }
        change(run, call)
        return Reply(200, picture(run, call))
    }

    private static func change(_ run: CheckRun, _ call: Call) {
        let body = call.body
        if let name = body["name"]?.text { run.name = name }
        if let id = body["external_id"]?.text { run.externalID = id }
        if let url = body["details_url"]?.text { run.detailsURL = url }
        if let status = body["status"]?.text { run.status = status }
        if let time = body["started_at"]?.text { run.startedAt = time }
        if let conclusion = body["conclusion"]?.text {
            run.conclusion = conclusion
            run.status = "completed"
            run.completedAt = body["completed_at"]?.text ?? World.date(call.world.now)
        }
        if let output = body["output"] {
            run.title = output["title"]?.text ?? run.title
            run.summary = output["summary"]?.text ?? run.summary
            run.text = output["text"]?.text ?? run.text
            run.annotations += output["annotations"]?.items ?? []
        }
        run.suite.updatedAt = call.world.now
        if let repository = call.target { call.world.settle(repository) }
    }

    private static func listForRef(_ call: Call) throws -> Reply {
        let commit = try commit(call)
        let runs = try call.repository.checkRuns.filter {
            $0.suite.head == commit
                && (call.query["app_id"] == nil || call.query["app_id"] == "\($0.suite.app.id)")
        }
        return list(runs, call)
    }

    private static func list(_ runs: [CheckRun], _ call: Call) -> Reply {
        var shown = runs.filter { run in
            (call.query["check_name"].map { $0 == run.name } ?? true)
                && (call.query["status"].map { $0 == run.status } ?? true)
        }
        if call.query["filter"] != "all" {
            var seen: Set<String> = []
            shown = shown.reversed().filter {
                seen.insert("\($0.suite.app.id) \($0.name)").inserted
            }
        }
        return call.page(shown, under: "check_runs") { picture($0, call) }
    }

    private static func picture(_ run: CheckRun, _ call: Call) -> JSON {
        guard let repository = call.target else { return .null }
        let url = "\(call.world.api)/repos/\(repository.fullName)/check-runs/\(run.id)"
        let page = "\(call.world.server)/\(repository.fullName)/runs/\(run.id)"
        let pulls = repository.pulls.filter { $0.headOID == run.suite.head && $0.issue.isOpen }
        return [
            "id": .int(run.id), "head_sha": .string(run.suite.head),
            "node_id": .string("CR_\(run.id)"), "external_id": .optional(run.externalID),
            "url": .string(url), "html_url": .string(page),
            "details_url": .string(run.detailsURL ?? page), "status": .string(run.status),
            "conclusion": .optional(run.conclusion), "started_at": .optional(run.startedAt),
            "completed_at": .optional(run.completedAt), "name": .string(run.name),
            "check_suite": ["id": .int(run.suite.id)],
            "app": Presenter(world: call.world).app(run.suite.app),
            "pull_requests": .array(pulls.map { Presenter(world: call.world).minimalPull($0) }),
            "output": [
                "title": .optional(run.title), "summary": .optional(run.summary),
                "text": .optional(run.text), "annotations_count": .int(run.annotations.count),
                "annotations_url": .string("\(url)/annotations"),
            ],
        ]
    }

    private static func annotation(_ annotation: JSON, of run: CheckRun, _ call: Call) -> JSON {
        var members = annotation.members ?? [:]
        for name in ["start_column", "end_column", "title", "raw_details"]
        where members[name] == nil {
            members[name] = .null
        }
        let page = "\(call.world.server)/\(call.target?.fullName ?? "")/blob/\(run.suite.head)"
        members["blob_href"] = .string("\(page)/\(annotation["path"]?.text ?? "")")
        return .object(members)
    }

    private static func createSuite(_ call: Call) throws -> Reply {
        let (suite, isNew) = try suite(of: app(call), on: call.body["head_sha"]?.text ?? "", call)
        return Reply(isNew ? 201 : 200, try picture(suite, call))
    }

    private static func picture(_ suite: CheckSuite, _ call: Call) throws -> JSON {
        let (repository, presenter) = (try call.repository, Presenter(world: call.world))
        let runs = repository.checkRuns.filter { $0.suite === suite }
        let isDone = !runs.isEmpty && runs.allSatisfy { $0.status == "completed" }
        let hasFailed = runs.contains { $0.conclusion == "failure" }
        let url = "\(call.world.api)/repos/\(repository.fullName)/check-suites/\(suite.id)"
        return [
            "id": .int(suite.id), "node_id": .string("CS_\(suite.id)"),
            "head_branch": .optional(suite.branch), "head_sha": .string(suite.head),
            "status": isDone ? "completed" : "queued",
            "conclusion": isDone ? (hasFailed ? "failure" : "success") : .null,
            "url": .string(url), "before": .null, "after": .string(suite.head),
            "pull_requests": [], "app": presenter.app(suite.app),
            "repository": presenter.repository(repository),
            "created_at": presenter.date(suite.createdAt),
            "updated_at": presenter.date(suite.updatedAt),
            "latest_check_runs_count": .int(runs.count),
            "check_runs_url": .string("\(url)/check-runs"),
            "head_commit": headCommit(suite.head, in: repository, presenter),
        ]
    }

    private static func headCommit(
        _ oid: String, in repository: Repository, _ presenter: Presenter
    ) -> JSON {
        guard let commit = repository.git.commit(oid) else { return .null }
        func person(_ name: String, _ email: String) -> JSON {
            ["name": .string(name), "email": .string(email)]
        }
        return [
            "id": .string(oid), "tree_id": .string(commit.tree.description),
            "message": .string(commit.message),
            "timestamp": .string(World.date(Int(commit.committer.seconds))),
            "author": person(commit.author.name, commit.author.email),
            "committer": person(commit.committer.name, commit.committer.email),
        ]
    }
}

extension World {
    /// The App behind workflows.
    var actionsApp: App {
        if let known = apps[15368] { return known }
        let app = App(
            id: 15368, slug: "github-actions", owner: account("github", .organization),
            bot: account("github-actions[bot]", .bot), permissions: [:])
        apps[app.id] = app
        return app
    }
}
