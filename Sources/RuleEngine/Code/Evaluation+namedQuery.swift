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
                .compactMap { wanted.place(of: $0)?.range })
        var seen: Set<LeafMatch> = []
        return matches.compactMap { match in
            guard let place = wanted.place(of: match)?.range, !excluded.contains(place) else {
                return nil
            }
            let fits = wanted.conditions.allSatisfy { condition in
                match[condition.capture].map { holds(condition, $0, module, text, in: path) }
                    ?? false
            }
            let hit = hit(match, at: place, in: path, module)
            return fits && seen.insert(hit.match).inserted ? hit : nil
        }
    }

    private func holds(
        _ condition: CodeLeaf.NamedQuery.Condition, _ node: SyntaxNode, _ module: CodeModule,
        _ text: CodeText, in path: RepositoryPath
    ) -> Bool {
        if let pattern = condition.expression {
            guard let expression = ruleSet.expressions[pattern] else { return false }
            let written = text.content(of: node) ?? node.text
            return matches(expression, written, in: path)
        }
        let written = text.content(of: node) ?? text.withoutSpace(node)
        let names = [written] + module.resolve(text.name(of: node))
        return names.contains { name in
            condition.patterns.contains { PythonNames.matches(name, $0) }
        }
    }

    /// Captures in capitals bind.
    private func hit(
        _ match: SyntaxMatch, at place: Range<Int>, in path: RepositoryPath, _ module: CodeModule
    ) -> LeafHit {
        var hit = LeafHit(match: LeafMatch(path: path, span: place))
        for capture in match.captures where hit.match.captureSpans[capture.name] == nil {
            hit.match.captureSpans[capture.name] = capture.node.range
            if CodeLeaf.NamedQuery.binds(capture.name) {
                hit.captures[capture.name] = capture.node.text
            }
        }
        hit.match.callSpan = match["call"]?.range
        hit.match.attributes["function"] = module.function(around: place)
        return hit
    }
}

extension CodeLeaf.NamedQuery {
    /// What gives a match its place: the capture that is called as the query is, else the first.
    fileprivate func place(of match: SyntaxMatch) -> SyntaxNode? {
        match[name] ?? match.captures.first?.node
    }
}
