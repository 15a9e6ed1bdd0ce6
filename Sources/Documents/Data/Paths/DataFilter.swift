internal import Basics

/// What a `[?…]` of a path asks of each child of a node.
package indirect enum DataFilter: Hashable, Sendable {
    case any([DataFilter])
    case all([DataFilter])
    case not(DataFilter)
    /// The query selects something.
    case exists(Query)
    case comparison(Operand, Comparator, Operand)

    /// A path within a filter.
    package struct Query: Hashable, Sendable {
        /// Whether it starts at the child that is asked about, `@`, and not at the root, `$`.
        package let isRelative: Bool
        package let path: DataPath
    }

    /// One side of a comparison.
    package enum Operand: Hashable, Sendable {
        /// A text, number, truth value or null.
        case literal(DataValue)
        /// The value at a path that names one node at most.
        case query(Query)
    }

    /// How two values are compared.
    package enum Comparator: String, Hashable, Sendable, CaseIterable {
        case equal = "=="
        case unequal = "!="
        case atMost = "<="
        case atLeast = ">="
        case less = "<"
        case greater = ">"
    }

    /// Whether the filter holds for a child of a document with this root.
    func holds(for node: DataNode, in root: DataNode) -> Bool {
        switch self {
        case .any(let parts): parts.contains { $0.holds(for: node, in: root) }
        case .all(let parts): parts.allSatisfy { $0.holds(for: node, in: root) }
        case .not(let part): !part.holds(for: node, in: root)
        case .exists(let query): !query.nodes(for: node, in: root).isEmpty
        case .comparison(let left, let comparator, let right):
            comparator.holds(left.value(for: node, in: root), right.value(for: node, in: root))
        }
    }
}

extension DataFilter.Query: CustomStringConvertible {
    fileprivate func nodes(for node: DataNode, in root: DataNode) -> [DataMatch] {
        (isRelative ? node : root).select(path, in: root)
    }

    package var description: String {
        (isRelative ? "@" : "$") + path.description.dropFirst()
    }
}

extension DataFilter.Operand: CustomStringConvertible {
    /// The value; nil when the path selects nothing, or several nodes because a key stands twice.
    fileprivate func value(for node: DataNode, in root: DataNode) -> DataValue? {
        switch self {
        case .literal(let value): return value
        case .query(let query):
            let nodes = query.nodes(for: node, in: root)
            return nodes.count == 1 ? nodes[0].node.value : nil
        }
    }

    package var description: String {
        switch self {
        case .query(let query): query.description
        case .literal(.string(let text)), .literal(.other(let text)): text.quoted(by: "'")
        case .literal(.integer(let text)), .literal(.float(let text)): text
        case .literal(.bool(let flag)): flag ? "true" : "false"
        case .literal: "null"
        }
    }
}

extension DataFilter.Comparator {
    /// Nothing equals nothing; only two numbers, or two texts, have an order.
    fileprivate func holds(_ left: DataValue?, _ right: DataValue?) -> Bool {
        switch self {
        case .equal: Self.areEqual(left, right)
        case .unequal: !Self.areEqual(left, right)
        case .less: Self.isLess(left, right)
        case .greater: Self.isLess(right, left)
        case .atMost: Self.isLess(left, right) || Self.areEqual(left, right)
        case .atLeast: Self.isLess(right, left) || Self.areEqual(left, right)
        }
    }

    private static func areEqual(_ left: DataValue?, _ right: DataValue?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return left.isEquivalent(to: right)
    }

    private static func isLess(_ left: DataValue?, _ right: DataValue?) -> Bool {
        guard let left, let right else { return false }
        if let order = left.numericOrder(with: right) { return order < 0 }
        if case .string(let left) = left, case .string(let right) = right {
            return left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
        }
        return false
    }
}

extension DataFilter: CustomStringConvertible {
    package var description: String {
        switch self {
        case .any(let parts): parts.map { $0.text(below: self) }.joined(separator: " || ")
        case .all(let parts): parts.map { $0.text(below: self) }.joined(separator: " && ")
        case .not(.exists(let query)): "!\(query)"
        case .not(let part): "!(\(part))"
        case .exists(let query): query.description
        case .comparison(let left, let comparator, let right):
            "\(left) \(comparator.rawValue) \(right)"
        }
    }

    /// The text of a part, in parentheses where it binds less than what it is part of.
    private func text(below outer: DataFilter) -> String {
        switch (self, outer) {
        case (.any, _), (.all, .all): "(\(self))"
        default: description
        }
    }
}
