/// Compares a document with the schema before anything is done.
struct GraphQLCheck {
    let document: GraphQLDocument
    private var errors: [JSON] = []
    private var used: Set<String> = []

    init(_ document: GraphQLDocument) { self.document = document }

    /// The mistakes of an operation, as GitHub words them.
    static func errors(in operation: GraphQLDocument.Operation, of document: GraphQLDocument)
        -> [JSON]
    {
        var check = GraphQLCheck(document)
        let isMutation = operation.kind == "mutation"
        check.look(
            operation.selections, at: isMutation ? "Mutation" : "Query",
            path: [.string("\(operation.kind) \(operation.name ?? "")".trimmed)], depth: 0)
        return check.errors
    }

    private mutating func look(
        _ selections: [GraphQLDocument.Selection], at type: String, path: [JSON], depth: Int
    ) {
        guard depth < 32 else { return }
        for selection in selections {
            switch selection {
            case .field(let field):
                look(field, at: type, path: path + [.string(field.key)], depth: depth)
            case .spread(let name):
                guard let fragment = document.fragments[name] else {
                    add(
                        "Fragment \(name) was used, but not defined", "useAndDefineFragment", path,
                        nil)
                    continue
                }
                guard used.insert(name).inserted else { continue }
                look(
                    fragment.selections, at: fragment.type, path: ["fragment \(name)"],
                    depth: depth + 1)
            case .inline(let condition, _, let inner):
                if let condition, GraphQLSchema.shared.types[condition] == nil {
                    add(
                        "No such type \(condition), so it can't be a fragment condition",
                        "undefinedType", path, nil)
                    continue
                }
                look(inner, at: condition ?? type, path: path, depth: depth + 1)
            }
        }
    }

    private mutating func look(
        _ field: GraphQLDocument.Field, at type: String, path: [JSON], depth: Int
    ) {
        if field.name == "__typename" { return }
        guard let known = GraphQLSchema.shared.types[type]?.fields[field.name] else {
            add(
                "Field '\(field.name)' doesn't exist on type '\(type)'", "undefinedField", path,
                field,
                ["typeName": .string(type), "fieldName": .string(field.name)])
            return
        }
        for name in field.arguments.keys.sorted() where !known.arguments.contains(name) {
            add(
                "Field '\(field.name)' doesn't accept argument '\(name)'", "argumentNotAccepted",
                path, field)
        }
        let isObject = GraphQLSchema.shared.types[known.type] != nil
        if isObject, field.selections.isEmpty {
            add(
                "Field must have selections (field '\(field.name)' returns \(known.type) but has no selections. Did you mean '\(field.name) { ... }'?)",
                "selectionMismatch", path, field)
        } else if !isObject, !field.selections.isEmpty {
            add(
                "Selections can't be made on scalars (field '\(field.name)' returns \(known.type) but has selections)",
                "selectionMismatch", path, field)
        } else if isObject {
            look(field.selections, at: known.type, path: path, depth: depth + 1)
        }
    }

    private mutating func add(
        _ message: String, _ code: String, _ path: [JSON], _ field: GraphQLDocument.Field?,
        _ more: [String: JSON] = [:]
    ) {
        errors.append([
            "message": .string(message), "path": .array(path),
            "locations": field.map { [$0.place.json] } ?? [],
            "extensions": .object(more.merging(["code": .string(code)]) { $1 }),
        ])
    }
}

extension String {
    /// The text without spaces at its ends.
    var trimmed: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
