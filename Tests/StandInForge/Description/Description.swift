internal import Foundation

/// GitHub's own description of its REST API: the part that is served here.
package struct Description: Sendable {
    /// The operations, those with the most fixed parts first.
    package let operations: [Operation]
    /// Compares values with the description's schemas.
    package let validator: SchemaValidator

    /// Why the description cannot be used.
    package struct Unusable: Error, CustomStringConvertible {
        package let description: String
    }

    /// The description that lies in `Fixtures/github`, read once.
    package static let shared = Result { try Description(folder: fixtures) }

    /// The folder of the description and its examples, in the checkout that this was built from.
    package static let fixtures: String = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/github").path

    /// Reads `openapi.json` and what GitHub documents elsewhere, `supplement.json`, in a folder.
    package init(folder: String) throws {
        var operations: [Operation] = []
        var schemas: [String: Schema] = [:]
        for name in ["openapi.json", "supplement.json"] {
            let path = "\(folder)/\(name)"
            guard let data = FileManager.default.contents(atPath: path) else {
                throw Unusable(description: "cannot read \(path)")
            }
            let json = try JSON(parsing: data)
            for (path, methods) in json["paths"]?.members ?? [:] {
                for (method, operation) in methods.members ?? [:] {
                    operations.append(Operation(method: method.uppercased(), path: path, operation))
                }
            }
            for (name, schema) in json["components"]?["schemas"]?.members ?? [:] {
                schemas[name] = Schema(schema)
            }
        }
        self.operations = operations.sorted { ($0.literals, $1.id) > ($1.literals, $0.id) }
        validator = SchemaValidator(schemas: schemas)
    }

    /// The operation that a request asks for, with the values of its path; nil for none.
    package func operation(
        _ method: String, _ path: [String]
    ) -> (operation: Operation, values: [String: String])? {
        for operation in operations where operation.method == method {
            if let values = operation.match(path) { return (operation, values) }
        }
        return nil
    }

    /// What is wrong with a request's query and body.
    func mistakes(
        inQuery query: [String: String], body: JSON?, of operation: Operation
    ) -> [String] {
        var mistakes: [String] = []
        for parameter in operation.query {
            guard let text = query[parameter.name] else {
                if parameter.isRequired { mistakes.append("query: no \(parameter.name)") }
                continue
            }
            let value = Self.value(of: text, for: parameter.schema)
            mistakes += validator.mistakes(
                in: value, against: parameter.schema, at: "query/\(parameter.name)")
        }
        if let schema = operation.body {
            if let body {
                mistakes += validator.mistakes(in: body, against: schema, at: "body")
            } else if operation.needsBody {
                mistakes.append("body: none, but \(operation.id) needs one")
            }
        } else if body != nil {
            mistakes.append("body: \(operation.id) has none")
        }
        return mistakes
    }

    /// Parameters of the query that GitHub would pass over in silence, sorted.
    func strays(inQuery query: [String: String], of operation: Operation) -> [String] {
        query.keys.filter { name in !operation.query.contains { $0.name == name } }.sorted()
            .map { "query: \($0) is no parameter of \(operation.id)" }
    }

    /// What is wrong with an answer; statuses that the description leaves out only need an error's shape.
    func mistakes(inAnswer status: Int, body: JSON?, of operation: Operation) -> [String] {
        if let described = operation.answers[status] {
            guard let schema = described else { return [] }
            guard let body else { return ["answer \(status) of \(operation.id): no body"] }
            return validator.mistakes(in: body, against: schema, at: "answer \(status)")
        }
        if status < 300 { return ["answer \(status) is not described for \(operation.id)"] }
        guard let body, body["message"]?.text != nil else { return [] }
        guard let schema = validator.schemas["basic-error"], status != 422 else { return [] }
        return validator.mistakes(in: body, against: schema, at: "answer \(status)")
    }

    private static func value(of text: String, for schema: Schema) -> JSON {
        if schema.types.contains("integer"), let number = Int(text) { return .int(number) }
        if schema.types.contains("boolean"), ["true", "false"].contains(text) {
            return .bool(text == "true")
        }
        if schema.types.contains("array") {
            return .strings(text.split(separator: ",").map(String.init))
        }
        return .string(text)
    }
}
