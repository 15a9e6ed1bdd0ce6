internal import Snapshots

extension Evaluation {
    /// What the leaf matches.
    func hits(of leaf: FileLeaf, in scope: RuleScope) -> LeafAnswer {
        let found = scope.entries(matching: globs(leaf.globs), ignoringCase: leaf.ignoresCase)
        if leaf.isAbsent { return fact(found.isEmpty) }
        return LeafAnswer(hits: found.map { LeafHit(match: LeafMatch(path: $0)) })
    }
}
