/// Runs one operation of a checked document.
struct GraphQLExecutor {
    let world: World
    let credential: Credential
    let document: GraphQLDocument
    let variables: [String: JSON]
    private(set) var errors: [JSON] = []
    private var resolved = 0

    init(world: World, credential: Credential, document: GraphQLDocument, variables: [String: JSON])
    {
        self.world = world
        self.credential = credential
        self.document = document
        self.variables = variables
    }

    /// The data of an operation.
    mutating func run(_ operation: GraphQLDocument.Operation) -> JSON {
        let root: GraphQLNode = operation.kind == "mutation" ? .mutation : .query
        var members: [String: JSON] = [:]
        fill(&members, root, operation.selections, path: [])
        return .object(members)
    }

    private mutating func fill(
        _ members: inout [String: JSON], _ node: GraphQLNode,
        _ selections: [GraphQLDocument.Selection], path: [JSON]
    ) {
        for selection in selections {
            switch selection {
            case .field(let field) where applies(field.directives):
                let place = path + [.string(field.key)]
                let value = value(of: field, in: node, path: place)
                members[field.key] = Self.merged(members[field.key], value)
            case .field: break
            case .spread(let name):
                guard let fragment = document.fragments[name],
                    GraphQLSchema.shared.isA(node.type, fragment.type)
                else { break }
                fill(&members, node, fragment.selections, path: path)
            case .inline(let type, let directives, let inner):
                guard applies(directives),
                    type.map({ GraphQLSchema.shared.isA(node.type, $0) }) ?? true
                else { break }
                fill(&members, node, inner, path: path)
            }
        }
    }

    /// Two selections of one field make one answer.
    private static func merged(_ old: JSON?, _ new: JSON) -> JSON {
        switch (old, new) {
        case (.object(let left)?, .object(let right)):
            return .object(left.merging(right) { merged($0, $1) })
        case (.array(let left)?, .array(let right)) where left.count == right.count:
            return .array(zip(left, right).map { merged($0, $1) })
        default: return new
        }
    }

    private func applies(_ directives: [GraphQLDocument.Directive]) -> Bool {
        directives.allSatisfy { directive in
            let condition = directive.condition.flatMap { constant($0).flag } ?? true
            return directive.name == "skip" ? !condition : condition
        }
    }

    /// A value with its variables filled in; a variable without value is left out of objects.
    private func constant(_ value: GraphQLDocument.Value) -> JSON {
        switch value {
        case .constant(let json): return json
        case .variable(let name): return variables[name] ?? .null
        case .list(let items): return .array(items.map { constant($0) })
        case .object(let members): return .object(members.mapValues { constant($0) })
        }
    }

    private mutating func value(
        of field: GraphQLDocument.Field, in node: GraphQLNode, path: [JSON]
    ) -> JSON {
        if field.name == "__typename" { return .string(node.type) }
        resolved += 1
        guard resolved < 500_000 else { return .null }
        let arguments = field.arguments.mapValues { constant($0) }.filter { !$0.value.isNull }
        do {
            let outcome = try GraphQLFields(world: world, credential: credential)
                .value(of: field.name, in: node, arguments)
            return json(outcome, field, path)
        } catch {
            errors.append(Self.error(error, field, path))
            return .null
        }
    }

    private mutating func json(
        _ outcome: GraphQLOutcome, _ field: GraphQLDocument.Field, _ path: [JSON]
    ) -> JSON {
        switch outcome {
        case .leaf(let value): return value
        case .null: return .null
        case .list(let items):
            var values: [JSON] = []
            for (index, item) in items.enumerated() {
                values.append(json(item, field, path + [.int(index)]))
            }
            return .array(values)
        case .node(let node):
            var members: [String: JSON] = [:]
            fill(&members, node, field.selections, path: path)
            return .object(members)
        }
    }

    private static func error(
        _ error: any Error, _ field: GraphQLDocument.Field, _ path: [JSON]
    ) -> JSON {
        let (type, message): (String, String) =
            switch error {
            case let failure as GraphQLFailure: (failure.type, failure.message)
            case let refusal as Refusal:
                (
                    refusal.status == 403 ? "FORBIDDEN" : "UNPROCESSABLE",
                    refusal.body["errors"]?[0]?["message"]?.text ?? refusal.body["message"]?.text
                        ?? ""
                )
            default: ("SERVICE_UNAVAILABLE", "Something went wrong while executing your query.")
            }
        return [
            "type": .string(type), "path": .array(path), "message": .string(message),
            "locations": [field.place.json],
        ]
    }
}
