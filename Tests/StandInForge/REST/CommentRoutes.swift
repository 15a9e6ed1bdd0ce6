/// Comments on issues and pull requests.
enum CommentRoutes {
    static let handlers: [String: Call.Handler] = [
        "issues/list-comments": { call in
            let issue = try call.issue()
            let since = call.query["since"] ?? ""
            let comments = issue.comments.compactMap { issue.repository.comments[$0] }
                .filter { World.date($0.updatedAt) >= since }
            return call.page(comments) {
                Presenter(world: call.world).comment($0, in: issue.repository)
            }
        },
        "issues/create-comment": create,
        "issues/get-comment": { call in
            Reply(
                200,
                Presenter(world: call.world).comment(try comment(call), in: try call.repository))
        },
        "issues/update-comment": update,
        "issues/delete-comment": { call in
            let found = try comment(call)
            let repository = try call.repository
            repository.comments[found.id] = nil
            repository.issues[found.number]?.comments.removeAll { $0 == found.id }
            return Reply(204)
        },
    ]

    private static func comment(_ call: Call) throws -> Comment {
        guard let found = try call.repository.comments[call.number("comment_id")] else {
            throw Refusal.notFound
        }
        return found
    }

    private static func create(_ call: Call) throws -> Reply {
        let issue = try call.issue()
        guard !issue.isLocked || call.world.canWriteTo(issue.repository, call.credential) else {
            throw Refusal(403, "Unable to create comment because issue is locked.")
        }
        let text = call.body["body"]?.text ?? ""
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw Refusal.invalid(
                "IssueComment", field: "data", code: "unprocessable",
                message: "Body cannot be blank")
        }
        try PullRoutes.checkLength(text, of: "IssueComment")
        let comment = call.world.comment(text, on: issue, by: call.actor, app: call.credential.app)
        let picture = Presenter(world: call.world).comment(comment, in: issue.repository)
        var reply = Reply(201, picture)
        reply.headers.append(("Location", picture["url"]?.text ?? ""))
        return reply
    }

    private static func update(_ call: Call) throws -> Reply {
        let found = try comment(call)
        let text = call.body["body"]?.text ?? ""
        try PullRoutes.checkLength(text, of: "IssueComment")
        found.body = text
        found.updatedAt = call.world.now
        return Reply(200, Presenter(world: call.world).comment(found, in: try call.repository))
    }
}

extension World {
    /// Whether a credential may push to a repository.
    func canWriteTo(_ repository: Repository, _ credential: Credential) -> Bool {
        level("contents", in: repository, credential) >= .write
    }

    /// Adds a comment.
    @discardableResult
    func comment(_ text: String, on issue: Issue, by author: Account, app: App? = nil) -> Comment {
        let comment = Comment(
            id: nextID(), number: issue.number, author: author, app: app, body: text, at: now)
        issue.repository.comments[comment.id] = comment
        issue.comments.append(comment.id)
        issue.updatedAt = now
        return comment
    }
}
