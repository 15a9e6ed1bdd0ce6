/// One place where a query's pattern fits.
package struct SyntaxMatch: Sendable {
    /// Which of the query's patterns, counted from 0.
    package let pattern: Int
    /// The captures in the order of the pattern.
    package let captures: [SyntaxCapture]

    /// The first node captured under a name; nil when there is none.
    package subscript(name: String) -> SyntaxNode? {
        captures.first { $0.name == name }?.node
    }

    /// Where its first capture starts.
    var start: Int { captures.first?.node.range.lowerBound ?? 0 }
}

/// One captured node.
package struct SyntaxCapture: Sendable {
    /// The name, without `@`.
    package let name: String
    /// The node.
    package let node: SyntaxNode
}
