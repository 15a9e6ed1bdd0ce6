/// One node of a document with its place in the file.
package struct DataNode: Sendable {
    /// What the node is.
    package enum Content: Sendable {
        case scalar(DataValue)
        case sequence([DataNode])
        case mapping([DataMember])
    }

    /// What the node is; an alias has the content of what it refers to, shared and not copied.
    package let content: Content
    /// The node's own text.
    ///
    /// A scalar with its quotes; a collection from its first byte to its last scalar's end. Anchors and tags in front are not part of it. A TOML table's span is the hull of all its parts.
    package let span: Range<Int>
    /// How it is written.
    package let style: DataStyle
    /// What makes editing delicate in this node or anything below it.
    package let features: DataFeatures
    /// What makes editing delicate in this node itself.
    package let ownFeatures: DataFeatures

    init(
        content: Content, span: Range<Int>, style: DataStyle, features: DataFeatures = [],
        ownFeatures: DataFeatures = []
    ) {
        self.content = content
        self.span = span
        self.style = style
        self.features = features
        self.ownFeatures = ownFeatures
    }

    /// The node without its place; costs the size of the tree below, aliases expanded (bounded at parse).
    package var value: DataValue {
        switch content {
        case .scalar(let value): value
        case .sequence(let items): .sequence(items.map(\.value))
        case .mapping(let members): .mapping(members.map { .init($0.key, $0.value.value) })
        }
    }

    /// The value of a mapping's member; the last one when the key stands there twice; nil if there is none.
    package subscript(key: String) -> DataNode? {
        members.last { $0.key.hasSameBytes(as: key) }?.value
    }

    /// The item of a sequence; nil outside of it.
    package subscript(index: Int) -> DataNode? {
        items.indices.contains(index) ? items[index] : nil
    }

    /// The members of a mapping; none for anything else.
    package var members: [DataMember] {
        if case .mapping(let members) = content { members } else { [] }
    }

    /// The items of a sequence; none for anything else.
    package var items: [DataNode] {
        if case .sequence(let items) = content { items } else { [] }
    }

    /// The text of a string; nil for any other kind of value.
    package var string: String? {
        if case .scalar(.string(let text)) = content { text } else { nil }
    }

    /// The text of any scalar, numbers in their canonical spelling; nil for a collection.
    package var scalarText: String? {
        guard case .scalar(let value) = content else { return nil }
        switch value {
        case .null: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .integer(let text), .float(let text), .string(let text), .other(let text): return text
        case .sequence, .mapping: return nil
        }
    }
}

/// One member of a mapping with its place in the file.
package struct DataMember: Sendable {
    /// The key, decoded; a key that is not a string is spelled as in the file.
    package let key: String
    /// The key's own text with its quotes.
    package let keySpan: Range<Int>
    /// The value.
    package let value: DataNode
    /// From the key's first byte to the value's last.
    package let span: Range<Int>
}

/// How a node is written.
package enum DataStyle: Hashable, Sendable {
    /// A scalar without quotes.
    case plain
    case singleQuoted
    case doubleQuoted
    /// A YAML block scalar introduced by `|`, or a TOML string in three single quotes.
    case literal
    /// A YAML block scalar introduced by `>`, or a TOML string in three double quotes.
    case folded
    /// A collection in brackets.
    case flow
    /// A collection by indentation, or a TOML table.
    case block
}

/// What makes editing a node delicate.
package struct DataFeatures: OptionSet, Hashable, Sendable {
    package let rawValue: Int
    /// The features of a bit set.
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// A YAML anchor, `&name`.
    package static let anchor = DataFeatures(rawValue: 1)
    /// A YAML alias, `*name`.
    package static let alias = DataFeatures(rawValue: 2)
    /// A YAML tag, `!name`.
    package static let tag = DataFeatures(rawValue: 4)
    /// A YAML merge key, `<<`.
    package static let mergeKey = DataFeatures(rawValue: 8)
    /// A key that stands twice in one mapping.
    package static let duplicateKey = DataFeatures(rawValue: 16)
    /// A YAML key that is itself a collection.
    package static let complexKey = DataFeatures(rawValue: 32)
}
