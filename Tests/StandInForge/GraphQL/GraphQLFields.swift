/// Finds the value of one field of one thing.
struct GraphQLFields {
    let world: World
    let credential: Credential

    /// The value of a field; the document was checked, so the field is in the schema.
    func value(
        of field: String, in node: GraphQLNode, _ arguments: [String: JSON]
    ) throws -> GraphQLOutcome {
        let found: GraphQLOutcome? =
            switch node {
            case .query: try query(field, arguments)
            case .mutation:
                try GraphQLMutations(world: world, credential: credential)
                    .run(field, arguments["input"] ?? [:])
            case .repository(let repository): try value(of: field, in: repository, arguments)
            case .account(let account): try value(of: field, in: account, arguments)
            case .team(let team): value(of: field, in: team)
            case .ref(let repository, let name, let oid):
                value(of: field, repository, ref: name, oid)
            case .commit, .tree, .treeEntry, .blob, .rollup, .checkRun, .status:
                try object(field, node, arguments)
            case .pull(let pull): try value(of: field, in: pull, arguments)
            case .issue(let issue): try value(of: field, in: issue, arguments)
            case .comment(let comment, let repository): value(of: field, in: comment, repository)
            case .review(let review, let pull): value(of: field, in: review, of: pull)
            case .label(let label, let repository): value(of: field, in: label, repository)
            case .queue(let repository): try queue(field, repository, arguments)
            case .queueEntry(let pull): entry(field, pull)
            case .connection(let connection): connection.field(field)
            case .plain(_, let fields): fields[field] ?? .null
            }
        guard let found else {
            throw GraphQLFailure(
                type: "NOT_SERVED", "The stand-in has no value for \(node.type).\(field)")
        }
        return found
    }

    func connection(
        _ type: String, _ items: [GraphQLNode], _ arguments: [String: JSON], _ field: String
    ) throws -> GraphQLOutcome {
        .node(.connection(try GraphQLConnection(type, items, arguments, field: field)))
    }

    private func query(_ field: String, _ arguments: [String: JSON]) throws -> GraphQLOutcome? {
        switch field {
        case "repository":
            let (owner, name) = (arguments["owner"]?.text ?? "", arguments["name"]?.text ?? "")
            guard let found = world.repository(everNamed: owner, name),
                world.canSee(found, credential)
            else {
                throw GraphQLFailure(
                    type: "NOT_FOUND",
                    "Could not resolve to a Repository with the name '\(owner)/\(name)'.")
            }
            return .node(.repository(found))
        case "organization": return try account(arguments, .organization, "an Organization")
        case "user": return try account(arguments, .user, "a User")
        case "repositoryOwner": return .person(world.account(arguments["login"]?.text ?? ""))
        case "viewer": return .person(credential.actor(in: world))
        case "node": return try .node(node(arguments["id"]?.text ?? ""))
        case "nodes":
            return .list(try (arguments["ids"]?.items ?? []).map { .node(try node($0.text ?? "")) })
        case "rateLimit": return rateLimit()
        case "__type": return Self.type(arguments["name"]?.text ?? "")
        default: return nil
        }
    }

    private func account(
        _ arguments: [String: JSON], _ kind: Account.Kind, _ words: String
    ) throws -> GraphQLOutcome {
        let login = arguments["login"]?.text ?? ""
        guard let found = world.account(login), found.kind == kind else {
            throw GraphQLFailure(
                type: "NOT_FOUND", "Could not resolve to \(words) with the login of '\(login)'.")
        }
        return .node(.account(found))
    }

    /// What clients ask to find out whether a field is there.
    private static func type(_ name: String) -> GraphQLOutcome {
        guard let type = GraphQLSchema.shared.types[name] else { return .null }
        let fields = type.fields.keys.sorted().map { field in
            GraphQLOutcome.node(.plain("__Field", ["name": .text(field)]))
        }
        return .node(
            .plain(
                "__Type", ["name": .text(name), "kind": .text("OBJECT"), "fields": .list(fields)]))
    }

    private func rateLimit() -> GraphQLOutcome {
        let usage = world.usage[credential.kind] ?? Usage()
        let limit = world.limits.primary
        return .node(
            .plain(
                "RateLimit",
                [
                    "limit": .leaf(.int(limit)), "cost": .leaf(1), "used": .leaf(.int(usage.used)),
                    "remaining": .leaf(.int(max(limit - usage.used, 0))),
                    "resetAt": .date(usage.reset), "nodeCount": .leaf(0),
                ]))
    }

    /// Finds a thing by its global id.
    func node(_ id: String) throws -> GraphQLNode {
        let number = Int(id.split(separator: "_").last ?? "") ?? 0
        let found: GraphQLNode?
        switch id.prefix(while: { $0 != "_" }) {
        case "R": found = world.repositories[number].map { .repository($0) }
        case "U", "O", "BOT":
            found = world.accounts.values.first { $0.id == number }.map { .account($0) }
        case "PR":
            found = world.present.lazy.flatMap(\.pulls).first { $0.id == number }.map { .pull($0) }
        case "I":
            found = world.present.lazy.flatMap { $0.issues.values }.first { $0.id == number }
                .map { .issue($0) }
        case "LA":
            found = world.present.lazy.flatMap { repository in
                repository.labels.values.map { ($0, repository) }
            }.first { $0.0.id == number }.map { .label($0.0, $0.1) }
        default: found = nil
        }
        guard let found, isVisible(found) else {
            throw GraphQLFailure(
                type: "NOT_FOUND", "Could not resolve to a node with the global id of '\(id)'")
        }
        return found
    }

    private func isVisible(_ node: GraphQLNode) -> Bool {
        switch node {
        case .repository(let repository), .label(_, let repository):
            world.canSee(repository, credential)
        case .pull(let pull): world.canSee(pull.repository, credential)
        case .issue(let issue): world.canSee(issue.repository, credential)
        default: true
        }
    }
}
