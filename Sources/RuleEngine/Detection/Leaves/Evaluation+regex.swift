internal import Documents
internal import Snapshots

extension Evaluation {
    /// What the leaf matches.
    func hits(of leaf: RegexLeaf, in scope: RuleScope) -> LeafAnswer {
        var answer = LeafAnswer()
        guard let expression = ruleSet.expressions[leaf.pattern] else { return answer }
        let exceptions = leaf.exceptions.compactMap { ruleSet.expressions[$0] }
        let number = ruleSet.patternNumbers[leaf.pattern]
        for path in scope.files(globs(leaf.files)) where isText(path) {
            if let number, isReadable(path), !hits(in: path).contains(number) { continue }
            if let doubt = doubt(about: path) {
                answer.doubt = answer.doubt ?? doubt
                continue
            }
            do throws(MatchLimit) {
                answer.hits += try matches(
                    of: expression, group: leaf.group, exceptions: exceptions, in: path)
            } catch {
                let reason = "\(path): \(error.reason)"
                record(DetectionError(path: path, ruleID: scope.rule.id, message: error.reason))
                answer.doubt = answer.doubt ?? reason
            }
        }
        return answer
    }

    private func isText(_ path: RepositoryPath) -> Bool {
        let name = path.lastComponent
        guard let dot = name.lastIndex(of: ".") else { return true }
        return !Language.binaryExtensions.contains(name[name.index(after: dot)...].lowercased())
    }

    private func matches(
        of expression: RegularExpression, group: String?, exceptions: [RegularExpression],
        in path: RepositoryPath
    ) throws(MatchLimit) -> [LeafHit] {
        let bytes = facts(of: path).bytes
        var hits: [LeafHit] = []
        let found = try expression.matches(
            in: bytes, range: bytes.afterByteOrderMark, using: matcher)
        for match in found {
            let text = Array(bytes[match.span])
            var isException = false
            for exception in exceptions where try exception.matches(text, using: matcher) {
                isException = true
            }
            if isException { continue }
            hits.append(
                LeafHit(
                    match: LeafMatch(
                        path: path, span: group.flatMap { match.groups[$0] } ?? match.span,
                        captureSpans: match.groups),
                    captures: match.groups.mapValues {
                        String(decoding: bytes[$0], as: UTF8.self)
                    }))
        }
        return hits
    }
}
