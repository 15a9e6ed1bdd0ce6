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

    /// Whether it is text the grammar could not place.
    package var isError: Bool { kind == "ERROR" }

    /// Whether the parser supposed it without any text.
    package var isMissing: Bool { ts_node_is_missing(raw) }

    /// Whether there is an error in it or below.
    package var hasErrors: Bool { ts_node_has_error(raw) }

    /// The node above; nil for the root.
    ///
    /// Costs the depth of the node.
    package var parent: SyntaxNode? { node(ts_node_parent(raw)) }

    /// The nodes directly below.
    package var children: [SyntaxNode] { fieldedChildren.map(\.node) }

    /// The named nodes directly below.
    package var namedChildren: [SyntaxNode] { children.filter(\.isNamed) }

    /// The first child in a field of the grammar; nil when there is none.
    package func child(field: String) -> SyntaxNode? {
        node(ts_node_child_by_field_name(raw, field, UInt32(field.utf8.count)))
    }

    /// The field in which its parent holds it; nil when in none.
    ///
    /// Costs the number of siblings.
    package var fieldName: String? {
        parent?.fieldedChildren.first { $0.node == self }?.field
    }

    /// The next sibling, named or not.
    package var nextSibling: SyntaxNode? { node(ts_node_next_sibling(raw)) }

    /// The previous sibling, named or not.
    package var previousSibling: SyntaxNode? { node(ts_node_prev_sibling(raw)) }

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

    /// A cursor walks over the children in one pass, where asking for each by index would walk for each.
    private var fieldedChildren: [(node: SyntaxNode, field: String?)] {
        var cursor = ts_tree_cursor_new(raw)
        defer { ts_tree_cursor_delete(&cursor) }
        var children: [(node: SyntaxNode, field: String?)] = []
        var isThere = ts_tree_cursor_goto_first_child(&cursor)
        while isThere {
            let field = ts_tree_cursor_current_field_name(&cursor).map { String(cString: $0) }
            children.append(
                (SyntaxNode(tree: tree, raw: ts_tree_cursor_current_node(&cursor)), field))
            isThere = ts_tree_cursor_goto_next_sibling(&cursor)
        }
        return children
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
