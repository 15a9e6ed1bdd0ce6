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
    package var kind: String { ts_node_type(raw).map { String(cString: $0) } ?? "" }

    /// Its bytes in the file.
    package var range: Range<Int> {
        let start = Int(ts_node_start_byte(raw))
        return start..<max(start, Int(ts_node_end_byte(raw)))
    }

    /// Whether the grammar names it, unlike punctuation and keywords.
    package var isNamed: Bool { ts_node_is_named(raw) }

    /// Whether the parser supposed it without any text.
    package var isMissing: Bool { ts_node_is_missing(raw) }

    /// Whether there is an error in it or below.
    package var hasErrors: Bool { ts_node_has_error(raw) }

    /// The node above; nil for the root.
    ///
    /// Costs the depth of the node.
    package var parent: SyntaxNode? { node(ts_node_parent(raw)) }

    /// The nodes directly below.
    package var children: [SyntaxNode] {
        // A cursor walks over them in one pass, where asking for each by index would walk for each.
        var cursor = ts_tree_cursor_new(raw)
        defer { ts_tree_cursor_delete(&cursor) }
        var children: [SyntaxNode] = []
        var isThere = ts_tree_cursor_goto_first_child(&cursor)
        while isThere {
            children.append(SyntaxNode(tree: tree, raw: ts_tree_cursor_current_node(&cursor)))
            isThere = ts_tree_cursor_goto_next_sibling(&cursor)
        }
        return children
    }

    /// The named nodes directly below.
    package var namedChildren: [SyntaxNode] { children.filter(\.isNamed) }

    /// The first child in a field of the grammar; nil when there is none.
    package func child(field: String) -> SyntaxNode? {
        node(ts_node_child_by_field_name(raw, field, UInt32(field.utf8.count)))
    }

    /// Its text; invalid UTF-8 shows as replacement characters.
    package var text: String { tree.source.text(range) }

    /// The line it starts on, counted from 1.
    package var startLine: Int { tree.source.lineNumber(at: range.lowerBound) }

    /// The line its last byte stands on, counted from 1.
    package var endLine: Int {
        tree.source.lineNumber(at: max(range.lowerBound, range.upperBound - 1))
    }

    private func node(_ raw: TSNode) -> SyntaxNode? {
        ts_node_is_null(raw) ? nil : SyntaxNode(tree: tree, raw: raw)
    }
}

extension SyntaxNode: Hashable {
    package static func == (left: SyntaxNode, right: SyntaxNode) -> Bool {
        left.tree === right.tree && ts_node_eq(left.raw, right.raw)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(raw.id)
    }
}
