internal import Foundation

/// A JSON Schema, with the keywords that GitHub's description uses.
package final class Schema: Sendable {
    let reference: String?
    let types: Set<String>
    let isNullable: Bool
    let properties: [String: Schema]
    let required: [String]
    let additional: Additional
    let items: Schema?
    let branches: [Schema]
    let values: Set<JSON>?
    let format: String?
    let pattern: String?
    let bounds: Bounds

    enum Additional: Sendable {
        case allowed
        case refused
        case each(Schema)
    }

    struct Bounds: Sendable {
        var minimum: Double?
        var maximum: Double?
        var length: ClosedRange<Int>
        var count: ClosedRange<Int>
    }

    /// A schema from its JSON.
    package init(_ json: JSON) {
        reference = json["$ref"]?.text.flatMap { $0.split(separator: "/").last.map(String.init) }
        let types = (json["type"]?.items ?? json["type"].map { [$0] } ?? []).compactMap(\.text)
        self.types = Set(types)
        isNullable = types.contains("null")
        properties = (json["properties"]?.members ?? [:]).mapValues { Schema($0) }
        required = json["required"]?.items?.compactMap(\.text) ?? []
        additional =
            switch json["additionalProperties"] {
            case .bool(false): .refused
            case .object(let members)?: .each(Schema(.object(members)))
            default: .allowed
            }
        items = json["items"].map { Schema($0) }
        branches = json["anyOf"]?.items?.map { Schema($0) } ?? []
        values = json["enum"]?.items.map { Set($0) }
        format = json["format"]?.text
        pattern = json["pattern"]?.text
        bounds = Bounds(
            minimum: json["minimum"]?.measure, maximum: json["maximum"]?.measure,
            length: (json["minLength"]?.number ?? 0)...(json["maxLength"]?.number ?? .max),
            count: (json["minItems"]?.number ?? 0)...(json["maxItems"]?.number ?? .max))
    }
}

extension JSON {
    /// The number of an integer or a fraction; nil for anything else.
    var measure: Double? {
        switch self {
        case .int(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    /// The name of its type in JSON Schema.
    var schemaType: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .int: "integer"
        case .double(let number): number == number.rounded() ? "integer" : "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
