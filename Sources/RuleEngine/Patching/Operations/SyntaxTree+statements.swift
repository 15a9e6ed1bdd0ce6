internal import Documents

/// A syntax tree with what its language calls blocks and definitions.
struct CodeTree {
    let tree: SyntaxTree
    let language: Language

    /// The smallest node that covers a range.
    func node(covering range: Range<Int>) -> SyntaxNode {
        var node = tree.root
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
            if isBlock(parent) { return node }
            node = parent
        }
        return nil
    }

    /// The element of a list that stands exactly at a range; nil when none does.
    func element(at range: Range<Int>) -> SyntaxNode? {
        var node: SyntaxNode? = node(covering: range)
        while let current = node, current.range == range {
            if let parent = current.parent, language.lists.contains(parent.kind) { return current }
            node = current.parent
        }
        return nil
    }

    /// The body of the function or class that is, or holds, what stands at a range.
    func body(around range: Range<Int>) -> SyntaxNode? {
        var node: SyntaxNode? = node(covering: range)
        while let current = node {
            if isDefinition(current) {
                let body =
                    current.child(field: "body")
                    ?? current.children.first(where: isDefinition)?.child(field: "body")
                return body.map(statementList)
            }
            node = current.parent
        }
        return nil
    }

    /// The statements of the file.
    var statements: [SyntaxNode] { tree.root.namedChildren }

    /// Whether statements stand directly below.
    func isBlock(_ node: SyntaxNode) -> Bool { language.blocks.contains(node.kind) }

    /// Whether it defines a function or class.
    func isDefinition(_ node: SyntaxNode) -> Bool { language.definitions.contains(node.kind) }

    /// Some grammars put the statements of a block into one node of it.
    private func statementList(_ body: SyntaxNode) -> SyntaxNode {
        let inner = body.namedChildren.filter { !$0.isComment }
        return inner.count == 1 && inner.allSatisfy(isBlock) ? inner[0] : body
    }
}

extension SyntaxNode {
    /// Whether it is a comment, of whatever kind.
    var isComment: Bool { kind.hasSuffix("comment") }

    /// Whether it is a statement that is nothing but a string.
    var isDocstring: Bool {
        kind == "expression_statement" && namedChildren.count == 1
            && namedChildren.first?.kind == "string"
    }
}
