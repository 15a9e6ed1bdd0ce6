package import Basics

/// The shape of a tool's arguments or result: as much of JSON Schema as the tools need.
///
/// It is written out for models and clients, and checked here in both directions.
package struct ToolSchema: Sendable, Hashable {
    /// What a value may be.
    package indirect enum Shape: Sendable, Hashable {
        /// An object; without `isOpen` it has no members but these.
        case object([Member], isOpen: Bool)
        case array(of: ToolSchema, count: ClosedRange<Int>)
        /// A text of so many Unicode scalars.
        case text(length: ClosedRange<Int>)
        /// One of these texts.
        case choice([String])
        case integer(ClosedRange<Int>)
        case flag
        case anything
    }

    /// A member of an object.
    package struct Member: Sendable, Hashable {
        package var name: String
        package var schema: ToolSchema
        package var isRequired: Bool

        /// A member that must be there.
        package static func required(_ name: String, _ schema: ToolSchema) -> Member {
            Member(name: name, schema: schema, isRequired: true)
        }

        /// A member that may be missing.
        package static func optional(_ name: String, _ schema: ToolSchema) -> Member {
            Member(name: name, schema: schema, isRequired: false)
        }
    }

    package var shape: Shape
    /// What it is for, in words for whoever fills it in.
    package var summary: String?
    /// Whether null may stand in its place.
    package var isNullable = false

    /// A schema from its parts.
    package init(_ shape: Shape, _ summary: String? = nil) {
        self.shape = shape
        self.summary = summary
    }

    /// A closed object.
    package static func object(_ members: [Member], _ summary: String? = nil) -> ToolSchema {
        ToolSchema(.object(members, isOpen: false), summary)
    }

    /// An array of at most so many items.
    package static func array(
        of items: ToolSchema, count: ClosedRange<Int> = 0...10_000, _ summary: String? = nil
    ) -> ToolSchema {
        ToolSchema(.array(of: items, count: count), summary)
    }

    /// A text.
    package static func text(
        _ length: ClosedRange<Int> = 0...65_536, _ summary: String? = nil
    ) -> ToolSchema {
        ToolSchema(.text(length: length), summary)
    }

    /// One of some texts.
    package static func choice(_ words: [String], _ summary: String? = nil) -> ToolSchema {
        ToolSchema(.choice(words), summary)
    }

    /// A whole number.
    package static func integer(
        _ range: ClosedRange<Int> = 0...Int(Int32.max), _ summary: String? = nil
    ) -> ToolSchema {
        ToolSchema(.integer(range), summary)
    }

    /// True or false.
    package static func flag(_ summary: String? = nil) -> ToolSchema { ToolSchema(.flag, summary) }

    /// The schema with null allowed in its place.
    package var orNull: ToolSchema {
        var schema = self
        schema.isNullable = true
        return schema
    }

    /// The members of an object; none for anything else.
    package var members: [Member] {
        if case .object(let members, _) = shape { members } else { [] }
    }

    /// An object's schema with more members.
    package func adding(_ more: [Member]) -> ToolSchema {
        guard case .object(let members, let isOpen) = shape else { return self }
        var schema = self
        schema.shape = .object(members + more, isOpen: isOpen)
        return schema
    }
}

extension ToolSchema {
    /// The schema as JSON Schema 2020-12, its keywords always in the same order.
    package var json: JSONValue {
        var members: [JSONValue.Member] = []
        func add(_ key: String, _ value: JSONValue) { members.append(.init(key, value)) }
        if let type = typeName {
            add("type", isNullable ? .array([.string(type), "null"]) : .string(type))
        }
        if let summary { add("description", .string(summary)) }
        switch shape {
        case .object(let fields, let isOpen):
            add("properties", .object(fields.map { .init($0.name, $0.schema.json) }))
            let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
            if !required.isEmpty { add("required", .array(required)) }
            if !isOpen { add("additionalProperties", .bool(false)) }
        case .array(let items, let count):
            add("items", items.json)
            if count.lowerBound > 0 { add("minItems", .int(count.lowerBound)) }
            add("maxItems", .int(count.upperBound))
        case .text(let length):
            if length.lowerBound > 0 { add("minLength", .int(length.lowerBound)) }
            add("maxLength", .int(length.upperBound))
        case .choice(let words):
            add("enum", .array(words.map { .string($0) } + (isNullable ? [.null] : [])))
        case .integer(let range):
            add("minimum", .int(range.lowerBound))
            add("maximum", .int(range.upperBound))
        case .flag, .anything: break
        }
        return .object(members)
    }

    private var typeName: String? {
        switch shape {
        case .object: "object"
        case .array: "array"
        case .text, .choice: "string"
        case .integer: "integer"
        case .flag: "boolean"
        case .anything: nil
        }
    }
}
