internal import Foundation

/// The door of the GraphQL API.
struct GraphQLEndpoint {
    let world: World

    func answer(_ request: HTTPRequest) -> Router.Outcome {
        var outcome = Router.Outcome(answer: HTTPAnswer(500), operation: "graphql")
        do {
            let credential = try world.credential(request.headers["authorization"])
            outcome.credential = credential.kind
            switch credential {
            case .anonymous:
                throw Refusal(
                    401, "This endpoint requires you to be authenticated.",
                    documentation:
                        "https://docs.github.com/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql"
                )
            case .app: throw Refusal.badCredentials
            default: break
            }
            guard request.method == "POST", let body = try? JSON(parsing: request.body) else {
                throw Refusal(400, "Problems parsing JSON")
            }
            outcome.body = body
            try Router(world: world, description: Description.shared.get())
                .takeBudget(credential, "GET", nil)
            let answer = try run(body, credential, &outcome)
            outcome.answer = Self.answer(200, answer, request)
            let usage = world.usage[credential.kind] ?? Usage()
            outcome.answer.headers += [
                ("X-RateLimit-Limit", "\(world.limits.primary)"),
                ("X-RateLimit-Used", "\(usage.used)"),
                ("X-RateLimit-Remaining", "\(max(world.limits.primary - usage.used, 0))"),
                ("X-RateLimit-Reset", "\(usage.reset)"), ("X-RateLimit-Resource", "graphql"),
            ]
        } catch let refusal as Refusal {
            outcome.answer = Self.answer(refusal.status, refusal.body, request)
            outcome.answer.headers += refusal.headers
        } catch {
            outcome.ownMistakes.append("graphql: \(error)")
        }
        return outcome
    }

    private static func answer(_ status: Int, _ body: JSON, _ request: HTTPRequest) -> HTTPAnswer {
        HTTPAnswer(
            status, headers: [("Content-Type", "application/json; charset=utf-8")],
            body: body.serialized)
    }

    private func run(_ body: JSON, _ credential: Credential, _ outcome: inout Router.Outcome) throws
        -> JSON
    {
        guard let query = body["query"]?.text else {
            return [
                "errors": [["message": "A query attribute must be specified and must be a string."]]
            ]
        }
        let document: GraphQLDocument
        do { document = try GraphQLParser.parse(query) } catch let mistake as GraphQLMistake {
            outcome.mistakes.append(mistake.message)
            return [
                "errors": [
                    ["message": .string(mistake.message), "locations": [mistake.place.json]]
                ]
            ]
        }
        let name = body["operationName"]?.text
        guard let operation = document.operations.first(where: { name == nil || $0.name == name })
        else {
            return ["errors": [["message": "An operation name is required"]]]
        }
        let errors = GraphQLCheck.errors(in: operation, of: document)
        guard errors.isEmpty else {
            outcome.mistakes += errors.compactMap { $0["message"]?.text }
            return ["errors": .array(errors)]
        }
        let given = body["variables"]?.members ?? [:]
        let (variables, missing) = Self.variables(operation, given)
        if let missing {
            outcome.mistakes.append("variable \(missing) is missing")
            return [
                "errors": [["message": .string("Variable $\(missing) was provided invalid value")]]
            ]
        }
        if operation.kind == "mutation" {
            outcome.operation = "graphql:mutation"
            try takeWrite(credential)
        }
        var executor = GraphQLExecutor(
            world: world, credential: credential, document: document, variables: variables)
        let data = executor.run(operation)
        var answer: [String: JSON] = ["data": data]
        if !executor.errors.isEmpty { answer["errors"] = .array(executor.errors) }
        return .object(answer)
    }

    private static func variables(
        _ operation: GraphQLDocument.Operation, _ given: [String: JSON]
    ) -> ([String: JSON], missing: String?) {
        var variables = given
        for (name, variable) in operation.variables where variables[name] == nil {
            if variable.isRequired { return (variables, name) }
            if case .constant(let usual)? = variable.usual { variables[name] = usual }
            if case .list(let items)? = variable.usual {
                variables[name] = .array(
                    items.compactMap { if case .constant(let item) = $0 { item } else { nil } })
            }
        }
        return (variables, nil)
    }

    /// A mutation is a content write like any other.
    private func takeWrite(_ credential: Credential) throws {
        var usage = world.usage[credential.kind] ?? Usage()
        let now = world.now
        guard usage.writes(inPast: 60, at: now) < world.limits.writesPerMinute,
            usage.writes(inPast: Usage.window, at: now) < world.limits.writesPerHour
        else { throw Router.secondary(world.limits) }
        usage.countWrite(at: now)
        world.usage[credential.kind] = usage
    }
}

extension World {
    /// The text in base64.
    static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
