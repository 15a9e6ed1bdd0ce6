internal import CTreeSitter

/// A query in tree-sitter's own language, with its predicates.
///
/// Understood are `#eq?`, `#not-eq?`, `#match?`, `#not-match?`, `#any-of?`, `#not-any-of?`; `#set!` is ignored
/// and any other predicate is an error. The pattern of `#match?` is a POSIX extended regular expression over
/// bytes: no `\d`, `\w`, `\b` and no lookaround; write `[0-9]`, `[A-Za-z0-9_]`.
package final class SyntaxQuery: Sendable {
    /// Compiles a query.
    package init(source: String, grammar: Grammar) throws(DocumentError) {
    }

    /// Every match in the order of the file; with `within`, only matches that touch that range of bytes.
    package func matches(in tree: SyntaxTree, within range: Range<Int>? = nil) -> [SyntaxMatch] {
        []
    }
}

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
}

/// One captured node.
package struct SyntaxCapture: Sendable {
    /// The name, without `@`.
    package let name: String
    /// The node.
    package let node: SyntaxNode
}
