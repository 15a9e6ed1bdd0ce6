/// A mapping of the rule format: the keys that it may have.
///
/// Readers, the JSON Schema and the reference are made from the same tables, so that they cannot disagree.
package struct FormatMapping: Sendable {
    /// What it is, in a sentence for the reference.
    package var summary: String
    package var keys: [FormatKey]
    /// Whether it has exactly one of its keys.
    package var hasOneKey: Bool

    /// A table from its rows.
    package init(_ summary: String, hasOneKey: Bool = false, _ keys: [FormatKey]) {
        self.summary = summary
        self.keys = keys
        self.hasOneKey = hasOneKey
    }

    /// The keys' names, in the order of the table.
    package var names: [String] { keys.map(\.name) }

    /// The same table with more keys.
    package func adding(_ more: [FormatKey]) -> FormatMapping {
        FormatMapping(summary, hasOneKey: hasOneKey, keys + more)
    }
}

/// A key of a mapping.
package struct FormatKey: Sendable {
    package var name: String
    package var type: FormatType
    package var isRequired: Bool
    /// What it means, in a sentence for the reference.
    package var summary: String

    /// A key that may be missing.
    package init(_ name: String, _ type: FormatType, _ summary: String) {
        self.name = name
        self.type = type
        self.isRequired = false
        self.summary = summary
    }

    /// A key that must be there.
    package static func required(
        _ name: String, _ type: FormatType, _ summary: String
    ) -> FormatKey {
        var key = FormatKey(name, type, summary)
        key.isRequired = true
        return key
    }
}

/// What stands behind a key.
package indirect enum FormatType: Sendable {
    case text
    /// Text with `{{places}}`.
    case template
    case glob
    case regex
    /// A path into structured data, such as `$.a[*].b`.
    case dataPath
    /// The name of a leaf or an operation.
    case identifier
    /// A capture's name, with or without `$`.
    case capture
    case boolean
    case integer(minimum: Int)
    /// Any single value but null.
    case scalar
    case anything
    case choice([String])
    case list(FormatType)
    /// One, or a list of them.
    case oneOrMore(FormatType)
    /// A mapping with keys of the author's own.
    case dictionary(FormatType)
    case mapping(FormatMapping)
    case either([FormatType])
    /// A node of a detection tree.
    case node
    /// An operation of a patch.
    case operation
}

extension FormatType {
    /// One of the cases of an enumeration by its raw value.
    package static func choice<Choice: RawRepresentable & CaseIterable>(
        of type: Choice.Type
    ) -> FormatType where Choice.RawValue == String { .choice(Choice.allCases.map(\.rawValue)) }
}
