internal import Git
internal import Snapshots

/// Commits and comparisons.
enum CommitRoutes {
    static let handlers: [String: Call.Handler] = [
        "repos/get-commit": get, "repos/list-commits": list, "repos/compare-commits": compare,
    ]

    private static func get(_ call: Call) throws -> Reply {
        let repository = try call.repository
        guard !repository.git.references.isEmpty else {
            throw Refusal(409, "Git Repository is empty.")
        }
        guard let oid = repository.git.resolve(call["ref"]) else {
            throw Refusal.unprocessable("No commit found for SHA: \(call["ref"])")
        }
        if call.headers["accept"]?.contains("sha") == true {
            var reply = Reply(200)
            reply.raw = ("application/vnd.github.sha; charset=utf-8", Array(oid.utf8))
            return reply
        }
        let presenter = Presenter(world: call.world)
        var members = presenter.commit(oid, in: repository).members ?? [:]
        let parent = repository.git.commit(oid)?.parents.first?.description
        let files = repository.git.changes(
            from: parent ?? "4b825dc642cb6eb9a060e54bf8d69288fbee4904", to: oid)
        let (plus, minus) = files.reduce((0, 0)) { ($0.0 + $1.additions, $0.1 + $1.deletions) }
        members["stats"] = [
            "additions": .int(plus), "deletions": .int(minus), "total": .int(plus + minus),
        ]
        members["files"] = .array(files.map { presenter.change($0, in: repository, at: oid) })
        return Reply(200, .object(members))
    }

    private static func list(_ call: Call) throws -> Reply {
        let repository = try call.repository
        guard !repository.git.references.isEmpty else {
            throw Refusal(409, "Git Repository is empty.")
        }
        let start = call.query["sha"] ?? repository.defaultBranch
        guard let oid = repository.git.resolve(start) else { throw Refusal.notFound }
        return call.page(repository.git.log(oid, path: call.query["path"])) {
            Presenter(world: call.world).commit($0, in: repository)
        }
    }

    private static func compare(_ call: Call) throws -> Reply {
        let repository = try call.repository
        let git = repository.git
        guard let dots = call["basehead"].firstRange(of: "...") else { throw Refusal.notFound }
        let names = (
            String(call["basehead"][..<dots.lowerBound]),
            String(call["basehead"][dots.upperBound...])
        )
        guard let base = git.resolve(names.0), let head = git.resolve(names.1),
            let common = try? git.git(["merge-base", base, head])
        else { throw Refusal.notFound }
        let presenter = Presenter(world: call.world)
        let distance = git.distance(base, head)
        let status =
            switch (distance.ahead > 0, distance.behind > 0) {
            case (true, true): "diverged"
            case (true, false): "ahead"
            case (false, true): "behind"
            case (false, false): "identical"
            }
        let url = "\(call.world.api)/repos/\(repository.fullName)/compare/\(call["basehead"])"
        let page = "\(call.world.server)/\(repository.fullName)/compare/\(call["basehead"])"
        return Reply(
            200,
            [
                "url": .string(url), "html_url": .string(page), "permalink_url": .string(page),
                "diff_url": .string("\(page).diff"), "patch_url": .string("\(page).patch"),
                "base_commit": presenter.commit(base, in: repository),
                "merge_base_commit": presenter.commit(common, in: repository),
                "status": .string(status), "ahead_by": .int(distance.ahead),
                "behind_by": .int(distance.behind), "total_commits": .int(distance.ahead),
                "commits": .array(
                    git.commits(from: base, to: head).map { presenter.commit($0, in: repository) }),
                "files": .array(
                    git.changes(from: base, to: head).map {
                        presenter.change($0, in: repository, at: head)
                    }),
            ])
    }
}
