internal import CTreeSitter

/// The syntax tree of one file.
///
/// Sendable because it owns the C tree, which nobody changes after the parse.
package final class SyntaxTree: @unchecked Sendable {
    /// The file.
    package let source: SourceText
    /// The grammar it was read with.
    package let grammar: Grammar
    private let tree: OpaquePointer

    private static let budgetMicroseconds: Int = 200_000

    /// Parses a file; throws when it takes longer than 200 ms, or is too large for the parser library.
    ///
    /// Too large are 2 MiB, and about 60 000 tokens (`SyntaxTokenCount` says why).
    /// Text that does not fit the grammar is no error here but makes nodes that are; see `hasErrors`.
    package convenience init(parsing bytes: [UInt8], grammar: Grammar) throws(DocumentError) {
        try self.init(parsing: bytes, grammar: grammar, budgetMicroseconds: Self.budgetMicroseconds)
    }

    init(parsing bytes: [UInt8], grammar: Grammar, budgetMicroseconds: Int) throws(DocumentError) {
        source = SourceText(bytes)
        self.grammar = grammar
        func failure(_ reason: String) -> DocumentError {
            DocumentError(
                format: grammar.language, reason: reason,
                position: TextPosition(line: 1, column: 1, offset: 0))
        }
        guard bytes.count <= DataLimits.bytes else {
            throw failure("the file is larger than 2 MiB")
        }
        guard SyntaxTokenCount.isSafe(bytes) else {
            throw failure("the file has more tokens than the parser library is safe with")
        }
        let parser = ts_parser_new()
        defer { ts_parser_delete(parser) }
        guard ts_parser_set_language(parser, grammar.pointer) else {
            throw failure("the grammar does not fit the parser library")
        }
        let result = bytes.withUnsafeBytes { buffer in
            Self.parse(buffer, with: parser, budgetMicroseconds: budgetMicroseconds)
        }
        guard let result else { throw failure("parsing took longer than its time budget") }
        tree = result
    }

    /// The tree, or nil when the budget is used up.
    ///
    /// libtree-sitter 0.20.7 also gives up when the system clock passes a full second, for it adds the budget
    /// to the nanoseconds without carry. It goes on where it stopped when asked again.
    private static func parse(
        _ bytes: UnsafeRawBufferPointer, with parser: OpaquePointer?, budgetMicroseconds: Int
    ) -> OpaquePointer? {
        let text = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        let start = ContinuousClock.now
        var left = budgetMicroseconds
        while left > 0 {
            ts_parser_set_timeout_micros(parser, UInt64(left))
            if let tree = ts_parser_parse_string(parser, nil, text, UInt32(bytes.count)) {
                return tree
            }
            left = budgetMicroseconds - Int((ContinuousClock.now - start) / .microseconds(1))
        }
        return nil
    }

    deinit { ts_tree_delete(tree) }

    /// The node of the whole file.
    package var root: SyntaxNode { SyntaxNode(tree: self, raw: ts_tree_root_node(tree)) }

    /// Whether any part could not be parsed.
    package var hasErrors: Bool { root.hasErrors }
}
