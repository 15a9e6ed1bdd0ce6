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
        /// What it stands in, from the root down, as one number.
        var blocks: Int
    }

    /// Compares what was with what is; `splices` lead from one to the other.
    init(before: SyntaxTree, after: SyntaxTree, splices: [TextEdit]) {
        // One numbering for both trees: what an edit puts in front must not change the numbers of what follows.
        var numbers: [String: Int] = [:]
        let old = Self.tokens(of: before, numbers: &numbers)
        let new = Dictionary(
            Self.tokens(of: after, numbers: &numbers).map { ($0.range, $0) },
            uniquingKeysWith: { first, _ in first })
        let splices = splices.sorted()
        var problem: String?
        var kept = 0
        var shift = 0
        var index = 0
        for token in old {
            // Edits that end before the token, insertions at its start among them, only move it.
            while index < splices.count, splices[index].range.upperBound <= token.range.lowerBound {
                shift += splices[index].replacement.count - splices[index].range.count
                index += 1
            }
            if index < splices.count, splices[index].range.lowerBound < token.range.upperBound {
                continue
            }
            let range = token.range.lowerBound + shift..<token.range.upperBound + shift
            guard let match = new[range], match.kind == token.kind, match.blocks == token.blocks
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
        var numbers: [String: Int] = [:]
        return tokens(of: tree, numbers: &numbers).filter { $0.kind == "comment" }.map {
            tree.source.text($0.range)
        }
    }

    /// The leaves in the order of the file, without those that are empty; no recursion, whatever the depth.
    private static func tokens(of tree: SyntaxTree, numbers: inout [String: Int]) -> [Token] {
        var tokens: [Token] = []
        var stack: [(node: SyntaxNode, blocks: Int)] = [(tree.root, 0)]
        while let (node, blocks) = stack.popLast() {
            let children = node.children
            guard !children.isEmpty else {
                let range = node.range
                if !range.isEmpty {
                    tokens.append(Token(kind: node.kind, range: range, blocks: blocks))
                }
                continue
            }
            // Only blocks count: an edit may well put a token into a longer expression.
            var below = blocks
            if node.isBlock || node.isDefinition {
                let path = "\(blocks)/\(node.kind)"
                let number = numbers[path] ?? numbers.count + 1
                numbers[path] = number
                below = number
            }
            for child in children.reversed() { stack.append((child, below)) }
        }
        return tokens
    }
}
