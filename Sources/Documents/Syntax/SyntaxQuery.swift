internal import CTreeSitter

/// A query in tree-sitter's own language, with its predicates.
///
/// Understood are `#eq?`, `#not-eq?`, `#match?`, `#not-match?`, `#any-of?`, `#not-any-of?`; `#set!` is ignored
/// and any other predicate is an error. The pattern of `#match?` is a POSIX extended regular expression over
/// bytes: no `\d`, `\b` and no lookaround; write `[0-9]`, `(^|[^a-z])`. A predicate on a capture that holds
/// several nodes must hold for each of them, and one on a capture that is empty in a match holds.
///
/// Sendable because the compiled query is only read after `init`.
package final class SyntaxQuery: @unchecked Sendable {
    private let query: OpaquePointer
    private let captureNames: [String]
    private let predicates: [[SyntaxPredicate]]
    /// Where each pattern starts in the query's text, in bytes.
    package let patternStarts: [Int]
    /// Texts that a file must hold, all of them, for the query to match in it; perhaps not all there are.
    package let requiredTexts: [String]

    /// Compiles a query; the position of an error counts in the query's text.
    package init(source: String, grammar: Grammar) throws(DocumentError) {
        let text = SourceText(Array(source.utf8))
        var offset: UInt32 = 0
        var problem = TSQueryErrorNone
        let query = text.bytes.withUnsafeBytes { bytes in
            ts_query_new(
                grammar.pointer, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                UInt32(clamping: bytes.count), &offset, &problem)
        }
        guard let query else {
            throw DocumentError(
                format: "query", reason: Self.reason(problem),
                position: text.position(at: Int(offset)))
        }
        let names = (0..<ts_query_capture_count(query)).map { index in
            Self.string { ts_query_capture_name_for_id(query, index, &$0) }
        }
        do throws(SyntaxPredicate.Problem) {
            var predicates: [[SyntaxPredicate]] = []
            for pattern in 0..<ts_query_pattern_count(query) {
                predicates.append(try Self.predicates(of: query, pattern: pattern))
            }
            self.predicates = predicates
            requiredTexts = Self.requiredTexts(of: query, predicates)
        } catch {
            let start = Int(ts_query_start_byte_for_pattern(query, error.pattern))
            ts_query_delete(query)
            throw DocumentError(
                format: "query", reason: error.reason, position: text.position(at: start))
        }
        self.query = query
        captureNames = names
        patternStarts = (0..<ts_query_pattern_count(query)).map {
            Int(ts_query_start_byte_for_pattern(query, $0))
        }
    }

    deinit { ts_query_delete(query) }

    /// Every match in the order of the file; with `within`, only matches that touch that range of bytes.
    package func matches(in tree: SyntaxTree, within range: Range<Int>? = nil) -> [SyntaxMatch] {
        let cursor = ts_query_cursor_new()
        defer { ts_query_cursor_delete(cursor) }
        if let range {
            ts_query_cursor_set_byte_range(
                cursor, UInt32(clamping: range.lowerBound), UInt32(clamping: range.upperBound))
        }
        ts_query_cursor_exec(cursor, query, tree.root.raw)
        var found: [SyntaxMatch] = []
        var match = TSQueryMatch()
        while ts_query_cursor_next_match(cursor, &match) {
            let pattern = Int(match.pattern_index)
            let captures = UnsafeBufferPointer(
                start: match.captures, count: Int(match.capture_count))
            let nodes = captures.map {
                (index: $0.index, node: SyntaxNode(tree: tree, raw: $0.node))
            }
            guard predicates[pattern].allSatisfy({ $0.holds(for: nodes) }) else { continue }
            found.append(
                SyntaxMatch(
                    pattern: pattern,
                    captures: nodes.map {
                        SyntaxCapture(name: captureNames[Int($0.index)], node: $0.node)
                    }))
        }
        return Self.ordered(found)
    }

    /// By the first captured node, then by pattern; the cursor's own order where both are the same.
    private static func ordered(_ matches: [SyntaxMatch]) -> [SyntaxMatch] {
        matches.enumerated().sorted { left, right in
            let leftKey = (left.element.start, left.element.pattern, left.offset)
            return leftKey < (right.element.start, right.element.pattern, right.offset)
        }.map(\.element)
    }

    // MARK: Compiling

    private static func predicates(
        of query: OpaquePointer, pattern: UInt32
    ) throws(SyntaxPredicate.Problem) -> [SyntaxPredicate] {
        var count: UInt32 = 0
        let start = ts_query_predicates_for_pattern(query, pattern, &count)
        let steps = UnsafeBufferPointer(start: start, count: Int(count))
        var predicates: [SyntaxPredicate] = []
        var operands: [SyntaxPredicate.Operand] = []
        for step in steps {
            switch step.type {
            case TSQueryPredicateStepTypeCapture: operands.append(.capture(step.value_id))
            case TSQueryPredicateStepTypeString:
                operands.append(
                    .text(string { ts_query_string_value_for_id(query, step.value_id, &$0) }))
            default:
                if let predicate = try SyntaxPredicate(operands, pattern: pattern) {
                    predicates.append(predicate)
                }
                operands = []
            }
        }
        return predicates
    }

    /// What the predicates of the only pattern ask of captures that no match is without.
    private static func requiredTexts(
        of query: OpaquePointer, _ predicates: [[SyntaxPredicate]]
    ) -> [String] {
        guard predicates.count == 1, let predicates = predicates.first else { return [] }
        return predicates.compactMap { predicate in
            let quantifier = ts_query_capture_quantifier_for_id(query, 0, predicate.capture)
            let isAlwaysThere =
                quantifier == TSQuantifierOne || quantifier == TSQuantifierOneOrMore
            return isAlwaysThere ? predicate.requiredText : nil
        }
    }

    private static func string(_ read: (inout UInt32) -> UnsafePointer<CChar>?) -> String {
        var length: UInt32 = 0
        guard let start = read(&length) else { return "" }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(length))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func reason(_ problem: TSQueryError) -> String {
        switch problem {
        case TSQueryErrorNodeType: "the grammar has no such node"
        case TSQueryErrorField: "the grammar has no such field"
        case TSQueryErrorCapture: "a predicate names a capture that its pattern does not have"
        case TSQueryErrorStructure: "the grammar allows no such structure"
        case TSQueryErrorLanguage: "the grammar does not fit the parser library"
        default: "the query's syntax is wrong"
        }
    }
}
