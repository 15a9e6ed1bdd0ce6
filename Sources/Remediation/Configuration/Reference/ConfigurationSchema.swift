package import Basics

/// The JSON Schema (draft-07, which editors know) of a repository's configuration, made from the table that the reader uses.
package enum ConfigurationSchema {
    /// The schema.
    package static var document: JSONValue {
        .object(
            [
                .init("$schema", "http://json-schema.org/draft-07/schema#"),
                .init("title", "complybot repository configuration"),
            ] + object(ConfigurationTable.keys))
    }

    private static func object(_ keys: [ConfigurationKey]) -> [JSONValue.Member] {
        var properties: [JSONValue.Member] = []
        for key in keys {
            properties.append(.init(key.name, described(key)))
            if key.isAppendable {
                properties.append(.init("add-\(key.name)", value(key.kind, allowsNull: false)))
            }
        }
        var members: [JSONValue.Member] = [.init("type", "object")]
        let required = keys.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { members.append(.init("required", .array(required))) }
        return members + [
            .init("properties", .object(properties)), .init("additionalProperties", .bool(false)),
        ]
    }

    private static func described(_ key: ConfigurationKey) -> JSONValue {
        var words = key.summary
        if let waits = key.waitsFor { words += " Nothing acts on it yet: it waits for \(waits)." }
        let description = JSONValue.Member("description", .string(words))
        guard case .object(let members) = value(key.kind, allowsNull: !key.isRequired) else {
            return .object([description])
        }
        return .object([description] + members)
    }

    /// A value of a kind; null takes away what lower layers say.
    private static func value(
        _ kind: ConfigurationKey.Kind, allowsNull: Bool
    ) -> JSONValue {
        guard allowsNull else { return .object(plain(kind)) }
        return .members(["anyOf": .array([.object(plain(kind)), .members(["type": "null"])])])
    }

    private static func plain(_ kind: ConfigurationKey.Kind) -> [JSONValue.Member] {
        switch kind {
        case .text: [.init("anyOf", .array([filledText, .members(["type": "number"])]))]
        case .flag: [.init("type", "boolean")]
        case .number(let range):
            [
                .init("type", "integer"), .init("minimum", .int(range.lowerBound)),
                .init("maximum", .int(range.upperBound)),
            ]
        case .choice(let names): [.init("enum", .array(names.map { .string($0) }))]
        case .texts, .globs, .command, .parameter:
            [.init("anyOf", .array([scalar, .members(["type": "array", "items": scalar])]))]
        case .record(let keys): object(keys)
        case .records(let keys):
            [.init("type", "array"), .init("items", .object(object(keys)))]
        case .references(let keys):
            [
                .init("type", "array"),
                .init("items", .members(["anyOf": .array([scalar, .object(object(keys))])])),
            ]
        case .map(let kind, _):
            [
                .init("type", "object"),
                .init("additionalProperties", value(kind, allowsNull: true)),
            ]
        }
    }

    private static let filledText = JSONValue.members(["type": "string", "minLength": .int(1)])
    private static let scalar = JSONValue.members([
        "type": .array(["string", "number", "boolean"])
    ])
}
