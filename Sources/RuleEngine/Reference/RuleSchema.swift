package import Basics

/// The JSON Schema (draft-07, which editors know) of the files of a pack, made from the tables that the readers use.
package enum RuleSchema {
    /// The schema of a rule's file.
    package static var rule: JSONValue { document(RuleFormat.rule, title: "complybot rule") }

    /// The schema of `pack.yaml`.
    package static var pack: JSONValue { document(RuleFormat.pack, title: "complybot rule pack") }

    private static func document(_ format: FormatMapping, title: String) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("$schema", .string("http://json-schema.org/draft-07/schema#")),
            .init("title", .string(title)),
        ]
        members += object(format)
        members.append(
            .init(
                "definitions",
                .members([
                    "node": alternatives(
                        DetectorFormat.nodes,
                        with: DetectorFormat.common + [DetectorFormat.reason]),
                    "operation": alternatives(OperationFormat.operations, with: []),
                ])))
        return .object(members)
    }

    /// A mapping that has one of some keys, and may have others.
    private static func alternatives(_ keys: [FormatKey], with others: [FormatKey]) -> JSONValue {
        .object(
            object(FormatMapping("", keys + others)) + [
                .init("oneOf", .array(keys.map { .members(["required": [$0.name].json]) }))
            ])
    }

    private static func object(_ format: FormatMapping) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = [.init("type", .string("object"))]
        if format.hasOneKey {
            members += [.init("minProperties", .int(1)), .init("maxProperties", .int(1))]
        }
        let required = format.keys.filter(\.isRequired).map(\.name)
        if !required.isEmpty { members.append(.init("required", required.json)) }
        members.append(
            .init(
                "properties",
                .object(
                    format.keys.map { key in
                        JSONValue.Member(
                            key.name, described(schema(of: key.type), as: key.summary))
                    })))
        members.append(.init("additionalProperties", .bool(false)))
        return members
    }

    /// A schema with words; a reference may have no siblings in draft-07, so it is wrapped.
    private static func described(_ schema: [JSONValue.Member], as words: String) -> JSONValue {
        let inner =
            schema.contains { $0.key == "$ref" }
            ? [JSONValue.Member("allOf", .array([.object(schema)]))] : schema
        return .object([.init("description", .string(words))] + inner)
    }

    private static func schema(of type: FormatType) -> [JSONValue.Member] {
        switch type {
        case .text, .template, .glob, .regex, .dataPath, .capture:
            [.init("type", .string("string"))]
        case .identifier:
            [.init("type", .string("string")), .init("pattern", .string("^[A-Za-z0-9_.$]+$"))]
        case .boolean: [.init("type", .string("boolean"))]
        case .integer(let minimum):
            [.init("type", .string("integer")), .init("minimum", .int(minimum))]
        case .scalar: [.init("type", ["string", "number", "boolean"].json)]
        case .anything: []
        case .choice(let words): [.init("enum", words.json)]
        case .list(let item):
            [.init("type", .string("array")), .init("items", .object(schema(of: item)))]
        case .oneOrMore(let item): [.init("anyOf", anyOf([item, .list(item)]))]
        case .dictionary(let value):
            [
                .init("type", .string("object")),
                .init("additionalProperties", .object(schema(of: value))),
            ]
        case .mapping(let format): object(format)
        case .either(let types): [.init("anyOf", anyOf(types))]
        case .node: [.init("$ref", .string("#/definitions/node"))]
        case .operation: [.init("$ref", .string("#/definitions/operation"))]
        }
    }

    private static func anyOf(_ types: [FormatType]) -> JSONValue {
        .array(types.map { .object(schema(of: $0)) })
    }
}

extension [String] {
    fileprivate var json: JSONValue { .array(map { .string($0) }) }
}
