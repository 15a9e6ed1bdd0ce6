internal import Documents
internal import Snapshots

/// Queries of a language that rules name.
extension Evaluation {
    /// What a named query matches in a file, as its conditions want it.
    func hits(
        of wanted: CodeLeaf.NamedQuery, in path: RepositoryPath, _ language: CompiledLanguage
    ) throws(DocumentError) -> [LeafHit] {
        guard
            let (query, forms) = language.query(wanted.name, forFileNamed: path.lastComponent),
            query.requiredTexts.allSatisfy({ mayContain($0, in: path) })
        else { return [] }
        let facts = facts(of: path)
        let module = try facts.module(forms)
        let text = CodeText(language: language.language)
        let matches = query.matches(in: try facts.tree(forms.grammar))
        // A query with an optional part matches a second time without it, so a place is asked as a whole.
        let excluded = Set(
            matches.filter { match in wanted.absent.contains { match[$0] != nil } }
                .compactMap { $0.captures.first?.node.range })
        var seen: Set<LeafMatch> = []
        return matches.compactMap { match in
            guard let place = match.captures.first?.node.range, !excluded.contains(place) else {
                return nil
            }
            let fits = wanted.conditions.allSatisfy { condition in
                match[condition.capture].map { holds(condition, $0, module, text) } ?? false
            }
            guard fits, let hit = hit(match, at: path, module), seen.insert(hit.match).inserted
            else { return nil }
            return hit
        }
    }

    private func holds(
        _ condition: CodeLeaf.NamedQuery.Condition, _ node: SyntaxNode, _ module: CodeModule,
        _ text: CodeText
    ) -> Bool {
        let written = text.content(of: node) ?? text.withoutSpace(node)
        if let pattern = condition.expression {
            guard let expression = ruleSet.expressions[pattern] else { return false }
            return (try? expression.matches(Array(written.utf8), using: matcher)) ?? false
        }
        let names = [written] + module.resolve(text.name(of: node))
        return names.contains { name in
            condition.patterns.contains { PythonNames.matches(name, $0) }
        }
    }

    /// The place of a match is its first capture; captures in capitals bind.
    private func hit(
        _ match: SyntaxMatch, at path: RepositoryPath, _ module: CodeModule
    ) -> LeafHit? {
        guard let first = match.captures.first?.node.range else { return nil }
        var hit = LeafHit(match: LeafMatch(path: path, span: first))
        for capture in match.captures where hit.match.captureSpans[capture.name] == nil {
            hit.match.captureSpans[capture.name] = capture.node.range
            if CodeLeaf.NamedQuery.binds(capture.name) {
                hit.captures[capture.name] = capture.node.text
            }
        }
        hit.match.callSpan = match["call"]?.range
        hit.match.attributes["function"] = module.function(around: first)
        return hit
    }
}
