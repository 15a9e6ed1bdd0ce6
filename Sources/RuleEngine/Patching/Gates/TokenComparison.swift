internal import Documents

/// Two syntax trees of a file: every token outside of the edits must be there still, at its place and in its blocks.
struct TokenComparison {
    /// What is wrong, said of the file; nil when nothing is.
    let problem: String?
    /// How many tokens were found again.
    let kept: Int

    /// A leaf of a tree.
    private struct Token: Hashable {
        var kind: String
        var range: Range<Int>
        /// Where the statement starts whose block it stands in; nil at the top level.
        var owner: Int?
    }

    /// Compares what was with what is; `splices` lead from one to the other, and statements stand in `blocks`.
    init(before: SyntaxTree, after: SyntaxTree, splices: [TextEdit], blocks: Set<String>) {
        let new = Dictionary(
            Self.tokens(of: after, blocks).map { ($0.range, $0) },
            uniquingKeysWith: { first, _ in first })
        let splices = splices.sorted()
        var problem: String?
        var kept = 0
        var shift = 0
        var index = 0
        for token in Self.tokens(of: before, blocks) {
            // Edits that end before the token, insertions at its start among them, only move it.
            while index < splices.count, splices[index].range.upperBound <= token.range.lowerBound {
                shift += splices[index].replacement.count - splices[index].range.count
                index += 1
            }
            if index < splices.count, splices[index].range.lowerBound < token.range.upperBound {
                continue
            }
            let range = token.range.lowerBound + shift..<token.range.upperBound + shift
            guard let match = new[range], match.kind == token.kind,
                Self.isOwned(match, as: token, splices: splices)
            else {
                let line = before.source.lineNumber(at: token.range.lowerBound)
                problem = "would read differently in line \(line), outside of the edits"
                break
            }
            kept += 1
        }
        self.kept = kept
        self.problem = problem ?? Self.lostComment(before: before, after: after)
    }

    /// Comments may move, but none may go.
    private static func lostComment(before: SyntaxTree, after: SyntaxTree) -> String? {
        var rest = comments(of: after)[...]
        for comment in comments(of: before) {
            guard let index = rest.firstIndex(of: comment) else {
                return "would lose the comment `\(comment)`"
            }
            rest = rest[(index + 1)...]
        }
        return nil
    }

    private static func comments(of tree: SyntaxTree) -> [String] {
        tokens(of: tree, []).filter { $0.kind.hasSuffix("comment") }.map {
            tree.source.text($0.range)
        }
    }

    /// Whether a token stands in the block of the same statement as before; of one that is edited nothing can be said.
    private static func isOwned(_ token: Token, as old: Token, splices: [TextEdit]) -> Bool {
        guard let owner = old.owner else { return token.owner == nil }
        var shift = 0
        for splice in splices where splice.range.lowerBound <= owner {
            if splice.range.upperBound > owner { return token.owner != nil }
            shift += splice.replacement.count - splice.range.count
        }
        return token.owner == owner + shift
    }

    /// The leaves in the order of the file, without those that are empty; no recursion, whatever the depth.
    private static func tokens(of tree: SyntaxTree, _ blocks: Set<String>) -> [Token] {
        var tokens: [Token] = []
        var stack: [(node: SyntaxNode, owner: Int?)] = [(tree.root, nil)]
        while let (node, owner) = stack.popLast() {
            let children = node.children
            let range = node.range
            guard !children.isEmpty else {
                if !range.isEmpty {
                    tokens.append(Token(kind: node.kind, range: range, owner: owner))
                }
                continue
            }
            for child in children.reversed() {
                stack.append((child, blocks.contains(child.kind) ? range.lowerBound : owner))
            }
        }
        return tokens
    }
}
