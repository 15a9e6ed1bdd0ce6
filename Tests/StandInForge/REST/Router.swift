internal import Basics
internal import Foundation

/// Brings a request of the REST API to its handler, and its answer into GitHub's form.
struct Router {
    let world: World
    let description: Description

    /// What became of a request, for the records.
    struct Outcome {
        var answer: HTTPAnswer
        var operation: String?
        var credential = "refused"
        var body: JSON?
        var mistakes: [String] = []
        var ownMistakes: [String] = []
    }

    static let handlers: [String: Call.Handler] = [
        AppRoutes.handlers, RepositoryRoutes.handlers, ContentRoutes.handlers, GitRoutes.handlers,
        PullRoutes.handlers, MergeRoutes.handlers, ReviewRoutes.handlers, IssueRoutes.handlers,
        CommentRoutes.handlers, LabelRoutes.handlers, CheckRoutes.handlers, StatusRoutes.handlers,
        BranchRoutes.handlers, CommitRoutes.handlers, UploadRoutes.handlers, PeopleRoutes.handlers,
    ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }

    /// Answers a request for a path below the API's root.
    func answer(_ request: HTTPRequest, path: String) -> Outcome {
        var outcome = Outcome(answer: HTTPAnswer(500))
        var credential: Credential?
        do {
            guard let agent = request.headers["user-agent"], !agent.isEmpty else {
                outcome.answer = Self.noAgent
                return outcome
            }
            let known = try world.credential(request.headers["authorization"])
            credential = known
            outcome.credential = known.kind
            try checkVersion(request)
            let reply = try reply(request, path, known, &outcome)
            outcome.answer = finish(reply, request, known)
        } catch let refusal as Refusal {
            var reply = Reply(refusal.status, refusal.body)
            reply.headers = refusal.headers
            outcome.answer = finish(reply, request, credential)
            validate(refusal, &outcome)
        } catch {
            outcome.ownMistakes.append("\(request.method) \(path): \(error)")
            let refusal = Refusal(500, "Server Error")
            outcome.answer = finish(Reply(500, refusal.body), request, credential)
        }
        return outcome
    }

    private func checkVersion(_ request: HTTPRequest) throws {
        let known = ["2022-11-28", "2026-03-10"]
        if let version = request.headers["x-github-api-version"], !known.contains(version) {
            throw Refusal(400, "\"\(version)\" is not a supported version.")
        }
    }

    private func reply(
        _ request: HTTPRequest, _ path: String, _ credential: Credential, _ outcome: inout Outcome
    ) throws -> Reply {
        let segments = try byName(HTTPRequest.segments(of: path))
        let match = description.operation(request.method, segments)
        outcome.operation = match?.operation.id
        try takeBudget(credential, request.method, match?.operation)
        guard let (operation, values) = match, let handler = Self.handlers[operation.id] else {
            throw Refusal.notFound
        }
        let target = try target(values, credential, request.method, rest: segments.dropFirst(3))
        try authorize(operation, target, credential)
        let body = try body(of: request)
        outcome.body = body
        let query = request.query
        outcome.mistakes = description.mistakes(inQuery: query, body: body, of: operation)
        if let first = outcome.mistakes.first {
            throw Refusal.unprocessable("Invalid request.\n\n\(first)")
        }
        outcome.mistakes = description.strays(inQuery: query, of: operation)
        let call = Call(
            world: world, operation: operation, credential: credential, values: values,
            query: query, body: body ?? [:], target: target, headers: request.headers, path: path)
        let reply = try handler(call)
        if reply.raw == nil {
            outcome.ownMistakes += description.mistakes(
                inAnswer: reply.status, body: reply.body, of: operation)
        }
        return reply
    }

    private func validate(_ refusal: Refusal, _ outcome: inout Outcome) {
        guard let id = outcome.operation,
            let operation = description.operations.first(where: { $0.id == id })
        else { return }
        outcome.ownMistakes += description.mistakes(
            inAnswer: refusal.status, body: refusal.body, of: operation)
    }

    /// The path with repositories and organisations by name, where it had their numbers.
    private func byName(_ segments: [String]) throws -> [String] {
        guard segments.count >= 2, let id = Int(segments[1]) else { return segments }
        switch segments[0] {
        case "repositories":
            guard let found = world.repositories[id], !found.isDeleted else {
                throw Refusal.notFound
            }
            return ["repos", found.owner.login, found.name] + segments.dropFirst(2)
        case "organizations":
            guard let found = world.accounts.values.first(where: { $0.id == id }) else {
                throw Refusal.notFound
            }
            return ["orgs", found.login] + segments.dropFirst(2)
        default: return segments
        }
    }

    private func target(
        _ values: [String: String], _ credential: Credential, _ method: String,
        rest: ArraySlice<String>
    ) throws -> Repository? {
        guard let owner = values["owner"], let name = values["repo"] else { return nil }
        guard let found = world.repository(everNamed: owner, name), world.canSee(found, credential)
        else { throw Refusal.notFound }
        guard world.repository(owner, name) != nil else {
            let tail = rest.map { "/\($0.percentEncoded)" }.joined()
            throw Refusal.moved(to: "\(world.api)/repositories/\(found.id)\(tail)", method: method)
        }
        if let block = found.block {
            throw Refusal(
                block == "dmca" ? 451 : 403,
                body: [
                    "message": "Repository access blocked",
                    "block": [
                        "reason": .string(block),
                        "created_at": .string(World.date(found.createdAt)),
                        "html_url": "https://github.com/tos",
                    ],
                ])
        }
        return found
    }

    private func authorize(
        _ operation: Operation, _ target: Repository?, _ credential: Credential
    ) throws {
        guard let target else { return }
        let need = Permissions.need(of: operation)
        let isAllowed = need.anyOf.contains {
            world.level($0, in: target, credential) >= need.level
        }
        // An App's own JWT asks for its installation, whatever it may see.
        if case .app = credential, operation.id == "apps/get-repo-installation" { return }
        guard isAllowed else {
            var refusal = Refusal.notAccessible(credential)
            refusal.headers.append(("X-Accepted-GitHub-Permissions", need.header))
            throw refusal
        }
        if need.level == .write, target.isArchived {
            throw Refusal(403, "Repository was archived so is read-only.")
        }
    }

    private func body(of request: HTTPRequest) throws -> JSON? {
        guard !request.body.isEmpty, request.method != "GET" else { return nil }
        guard let body = try? JSON(parsing: request.body) else {
            throw Refusal(400, "Problems parsing JSON")
        }
        return body
    }

    private static let noAgent: HTTPAnswer = {
        var answer = HTTPAnswer.page(
            403,
            "Request forbidden by administrative rules. Please make sure your request has a User-Agent header."
        )
        answer.headers = [("Content-Type", "text/html")]
        return answer
    }()
}
