internal import CTreeSitter

/// A node of a syntax tree; it keeps its tree alive.
///
/// Sendable because the C tree it points into is never changed after the parse.
package struct SyntaxNode: @unchecked Sendable {
    /// The tree it belongs to.
    package let tree: SyntaxTree
    let raw: TSNode

    init(tree: SyntaxTree, raw: TSNode) {
        self.tree = tree
        self.raw = raw
    }

    /// What the grammar calls it: "call", "identifier", "(".
    package var kind: String { "" }
    /// Its bytes in the file.
    package var range: Range<Int> { 0..<0 }
    /// Whether the grammar names it, unlike punctuation and keywords.
    package var isNamed: Bool { false }
    /// Whether it is text the grammar could not place.
    package var isError: Bool { false }
    /// Whether the parser supposed it without any text.
    package var isMissing: Bool { false }
    /// Whether there is an error in it or below.
    package var hasErrors: Bool { false }
    /// The node above; nil for the root.
    package var parent: SyntaxNode? { nil }
    /// The nodes directly below.
    package var children: [SyntaxNode] { [] }
    /// The named nodes directly below.
    package var namedChildren: [SyntaxNode] { [] }
    /// The child in a field of the grammar; nil when there is none.
    package func child(field: String) -> SyntaxNode? { nil }
    /// The field in which its parent holds it; nil when in none.
    package var fieldName: String? { nil }
    /// The next sibling, named or not.
    package var nextSibling: SyntaxNode? { nil }
    /// The previous sibling, named or not.
    package var previousSibling: SyntaxNode? { nil }
    /// Its text.
    package var text: String { tree.source.text(range) }
    /// The line it starts on, counted from 1.
    package var startLine: Int { tree.source.lineNumber(at: range.lowerBound) }
    /// The line its last byte stands on, counted from 1.
    package var endLine: Int {
        tree.source.lineNumber(at: max(range.lowerBound, range.upperBound - 1))
    }
}
