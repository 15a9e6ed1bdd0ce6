/// A value without its place: what two spellings of the same data have in common.
///
/// Numbers are exact literals in one canonical spelling each (see `NumberLiteral`). Strings and keys are
/// equal only when their UTF-8 bytes are, unlike Swift's own comparison. Mappings keep the order of the file,
/// and the order counts.
package indirect enum DataValue: Sendable {
    case null
    case bool(Bool)
    case integer(String)
    case float(String)
    case string(String)
    /// A scalar no other case covers: a date or time of TOML.
    case other(String)
    case sequence([DataValue])
    case mapping([Member])

    /// One member of a mapping.
    package struct Member: Sendable, Hashable {
        package var key: String
        package var value: DataValue

        /// A member from its parts.
        package init(_ key: String, _ value: DataValue) {
            self.key = key
            self.value = value
        }

        package static func == (left: Member, right: Member) -> Bool {
            left.key.hasSameBytes(as: right.key) && left.value == right.value
        }

        package func hash(into hasher: inout Hasher) {
            hasher.combine(key)
            hasher.combine(value)
        }
    }

    /// The text of a scalar, numbers in their canonical spelling; nil for a collection.
    package var scalarText: String? {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let text), .float(let text), .string(let text), .other(let text): text
        case .sequence, .mapping: nil
        }
    }

    /// Whether the value has no parts.
    package var isScalar: Bool {
        switch self {
        case .sequence, .mapping: false
        default: true
        }
    }
}

extension DataValue: Hashable {
    package static func == (left: DataValue, right: DataValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)), (.float(let left), .float(let right)),
            (.string(let left), .string(let right)), (.other(let left), .other(let right)):
            left.hasSameBytes(as: right)
        case (.sequence(let left), .sequence(let right)): left == right
        case (.mapping(let left), .mapping(let right)): left == right
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .integer(let text), .float(let text), .string(let text), .other(let text):
            hasher.combine(text)
        case .sequence(let values): hasher.combine(values)
        case .mapping(let members): hasher.combine(members)
        }
    }
}

extension String {
    /// Whether two texts have the same UTF-8 bytes; Swift's `==` also equates different normal forms.
    func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
