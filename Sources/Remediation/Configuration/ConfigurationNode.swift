package import Documents

/// Where a value comes from.
package struct ConfigurationSource: Hashable, Sendable, CustomStringConvertible {
    /// The layers, from the one that everything else goes before.
    package enum Layer: Int, Hashable, Sendable, Comparable {
        case builtIn, `operator`, organization, preset, repository

        package static func < (left: Layer, right: Layer) -> Bool { left.rawValue < right.rawValue }

        /// The layer as people call it.
        package var name: String {
            switch self {
            case .builtIn: "built-in"
            case .operator: "operator"
            case .organization: "organization"
            case .preset: "preset"
            case .repository: "repository"
            }
        }
    }

    package var layer: Layer
    /// The file; nil for what is built in.
    package var file: String?
    /// The line and the column, from 1; 0 for what is built in.
    package var line: Int
    package var column: Int

    /// A source from its parts.
    package init(_ layer: Layer, file: String?, line: Int, column: Int) {
        self.layer = layer
        self.file = file
        self.line = line
        self.column = column
    }

    /// What the program itself says.
    package static let builtIn = ConfigurationSource(.builtIn, file: nil, line: 0, column: 0)

    package var description: String {
        guard let file else { return layer.name }
        return "\(layer.name), \(file):\(line):\(column)"
    }
}

/// A value of a configuration whose every part knows where it comes from.
package indirect enum ConfigurationNode: Hashable, Sendable {
    /// One entry of a list; the whole of it has one source.
    package struct Item: Hashable, Sendable {
        package var value: DataValue
        package var source: ConfigurationSource

        /// An entry from its parts.
        package init(_ value: DataValue, _ source: ConfigurationSource) {
            self.value = value
            self.source = source
        }
    }

    /// One key of a mapping.
    package struct Member: Hashable, Sendable {
        package var key: String
        package var node: ConfigurationNode

        /// A key from its parts.
        package init(_ key: String, _ node: ConfigurationNode) {
            self.key = key
            self.node = node
        }
    }

    /// A single value; null in a layer takes away what lower layers say.
    case scalar(DataValue, ConfigurationSource)
    case list([Item], ConfigurationSource)
    case mapping([Member], ConfigurationSource)

    /// Where the value stands; for a mapping, where the last layer that touched it began it.
    package var source: ConfigurationSource {
        switch self {
        case .scalar(_, let source), .list(_, let source), .mapping(_, let source): source
        }
    }

    /// The value without its sources.
    package var value: DataValue {
        switch self {
        case .scalar(let value, _): value
        case .list(let items, _): .sequence(items.map(\.value))
        case .mapping(let members, _): .mapping(members.map { .init($0.key, $0.node.value) })
        }
    }

    /// The keys of a mapping, in order; none for anything else.
    package var members: [Member] {
        if case .mapping(let members, _) = self { members } else { [] }
    }

    /// The value of a key; nil for none.
    package subscript(key: String) -> ConfigurationNode? {
        members.first { $0.key == key }?.node
    }

    /// The value at a path of keys; nil for none.
    package subscript(path path: some Sequence<String>) -> ConfigurationNode? {
        var node: ConfigurationNode? = self
        for key in path { node = node?[key] }
        return node
    }

    /// The text of a scalar; nil for anything else, and for null.
    package var text: String? {
        guard case .scalar(let value, _) = self else { return nil }
        return value.scalarText
    }

    /// The texts of a list, or of one scalar alone; empty for anything else.
    package var texts: [String] {
        switch self {
        case .scalar: text.map { [$0] } ?? []
        case .list(let items, _): items.compactMap(\.value.scalarText)
        case .mapping: []
        }
    }

    /// The same with a value put at a path of keys, mappings made on the way.
    package func setting(
        _ path: some Collection<String>, to node: ConfigurationNode?
    ) -> ConfigurationNode {
        guard let key = path.first else { return node ?? self }
        var members = members
        let index = members.firstIndex { $0.key == key }
        if path.count == 1, node == nil {
            if let index { members.remove(at: index) }
            return .mapping(members, source)
        }
        let old = index.map { members[$0].node } ?? .mapping([], node?.source ?? source)
        let new = path.count == 1 ? node ?? old : old.setting(path.dropFirst(), to: node)
        if let index { members[index].node = new } else { members.append(.init(key, new)) }
        return .mapping(members, source)
    }
}

extension DataValue {
    /// The text of a scalar other than null.
    var scalarText: String? {
        switch self {
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let text), .float(let text), .string(let text), .other(let text): text
        case .null, .sequence, .mapping: nil
        }
    }
}
