internal import Documents

extension SyntaxTree {
    /// The smallest node that covers a range.
    func node(covering range: Range<Int>) -> SyntaxNode {
        var node = root
        while let child = node.children.first(where: {
            $0.range.lowerBound <= range.lowerBound && $0.range.upperBound >= range.upperBound
                && !$0.range.isEmpty
        }) {
            node = child
        }
        return node
    }

    /// The whole statement that holds a range, with its decorators; nil when the range is more than one.
    func statement(holding range: Range<Int>) -> SyntaxNode? {
        var node = node(covering: range)
        while let parent = node.parent {
            if parent.isBlock { return node }
            node = parent
        }
        return nil
    }

    /// The body of the function or class that is, or holds, what stands at a range.
    func body(around range: Range<Int>) -> SyntaxNode? {
        var node: SyntaxNode? = node(covering: range)
        while let current = node {
            if current.isDefinition {
                return current.child(field: "body")
                    ?? current.children.first { $0.isDefinition }?.child(field: "body")
            }
            node = current.parent
        }
        return nil
    }
}

extension SyntaxNode {
    private static let blocks: Set<String> = [
        "module", "block", "program", "statement_block", "class_body", "source_file",
        "statement_list",
    ]
    private static let definitions: Set<String> = [
        "function_definition", "class_definition", "decorated_definition", "function_declaration",
        "method_declaration", "method_definition", "class_declaration",
    ]

    /// Whether statements stand directly below.
    var isBlock: Bool { Self.blocks.contains(kind) }

    /// Whether it defines a function or class.
    var isDefinition: Bool { Self.definitions.contains(kind) }

    /// Whether it is a comment.
    var isComment: Bool { kind == "comment" }

    /// Whether it is a statement that is nothing but a string.
    var isDocstring: Bool {
        kind == "expression_statement" && namedChildren.count == 1
            && namedChildren.first?.kind == "string"
    }
}
