internal import Documents
internal import Snapshots

extension Evaluation {
    /// What the leaf matches.
    func hits(
        of leaf: QueryLeaf, given: Solution, in scope: RuleScope
    ) -> LeafAnswer {
        var answer = LeafAnswer()
        guard let language = scope.compiled.languages[leaf.language] else { return answer }
        let files = scope.files(globs(leaf.files), extensions: language.extensions)
        // A capture that is bound already must stand in the file as it is, so that others need not be parsed.
        let bound = leaf.captureNames.compactMap { given.captures[$0] }.filter { !$0.isEmpty }
        for path in files {
            let name = language.grammar(ofFileNamed: path.lastComponent)
            guard let query = ruleSet.queries[leaf]?[name],
                let grammar = context.grammars.grammar(for: name)
            else {
                answer.doubt = answer.doubt ?? "grammar \(name) missing"
                continue
            }
            if isReadable(path) {
                guard query.requiredTexts.allSatisfy({ mayContain($0, in: path) }),
                    bound.allSatisfy({ contains(anyOf: [$0], in: path) })
                else { continue }
            }
            if let doubt = doubt(about: path) {
                answer.doubt = answer.doubt ?? doubt
                continue
            }
            do throws(DocumentError) {
                let facts = facts(of: path)
                answer.hits += try facts.hits(of: leaf) { () throws(DocumentError) in
                    query.matches(in: try facts.tree(grammar)).compactMap { hit($0, at: path) }
                }
            } catch {
                answer.doubt = answer.doubt ?? doubt(error, in: path)
            }
        }
        return answer
    }

    /// The place of a query's match is the smallest range around its captures.
    private func hit(_ match: SyntaxMatch, at path: RepositoryPath) -> LeafHit? {
        let ranges = match.captures.map(\.node.range)
        guard let start = ranges.map(\.lowerBound).min(), let end = ranges.map(\.upperBound).max()
        else { return nil }
        var hit = LeafHit(match: LeafMatch(path: path, span: start..<end))
        for capture in match.captures where hit.captures[capture.name] == nil {
            hit.captures[capture.name] = capture.node.text
            hit.match.captureSpans[capture.name] = capture.node.range
        }
        return hit
    }
}
