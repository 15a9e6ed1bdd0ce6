internal import Snapshots

/// The logic of detection trees. An answer holds solutions that are sure; what could not be looked at is doubt, and doubt
/// below `not` or `count` is never turned into a solution.
extension Evaluation {
    /// The most solutions that one tree may have at one scope.
    static let solutionLimit = 5_000

    /// Whether a detection tree, such as a precondition, holds with the captures of a finding.
    func holds(_ detector: Detector, for finding: FindingCase) throws(NotEvaluated) -> Bool {
        guard let scope = scope(of: finding.rule.id, at: finding.scope) else {
            throw NotEvaluated(reason: "rule \(finding.rule.id) is not in the set")
        }
        let answer = solve(detector, given: finding.solution, in: scope)
        if !answer.solutions.isEmpty { return true }
        if let doubt = answer.doubt { throw NotEvaluated(reason: doubt) }
        return false
    }

    /// The matches of a leaf of the finding's rule, also of one below `not`, with the finding's captures.
    func matches(
        ofLeaf id: String, for finding: FindingCase
    ) throws(NotEvaluated) -> [LeafMatch] {
        guard let scope = scope(of: finding.rule.id, at: finding.scope) else {
            throw NotEvaluated(reason: "rule \(finding.rule.id) is not in the set")
        }
        return try matches(ofLeaf: id, given: finding.solution, in: scope)
    }

    /// The matches of a leaf: the one of the solution, else all that there are.
    func matches(
        ofLeaf id: String, given solution: Solution, in scope: RuleScope
    ) throws(NotEvaluated) -> [LeafMatch] {
        if let match = solution.matches[id] { return [match] }
        guard let detector = scope.rule.detector(withID: id),
            leavesInProgress.insert(id).inserted
        else { return [] }
        defer { leavesInProgress.remove(id) }
        let answer = solve(detector, given: solution, in: scope)
        if answer.solutions.isEmpty, let doubt = answer.doubt { throw NotEvaluated(reason: doubt) }
        var matches: [LeafMatch] = []
        for match in answer.solutions.compactMap({ $0.matches[id] }) where !matches.contains(match)
        {
            matches.append(match)
        }
        return matches
    }

    /// The ways in which a tree holds that agree with what is bound already.
    func solve(_ node: Detector, given: Solution, in scope: RuleScope) -> Answer {
        switch node.kind {
        case .all(let parts): return named(node, given) { solveAll(parts, given: $0, in: scope) }
        case .any(let parts):
            return named(node, given) { given in
                var answer = Answer()
                for part in parts { answer.add(solve(part, given: given, in: scope)) }
                return answer
            }
        case .not(let part):
            let answer = solve(part, given: given, in: scope)
            if !answer.solutions.isEmpty { return .failing }
            if let doubt = answer.doubt { return Answer(doubt: doubt) }
            return .holding(given.naming(node))
        case .count(let part, let minimum, let maximum):
            let answer = solve(part, given: given, in: scope)
            return count(
                answer, minimum: minimum ?? 0, maximum: maximum ?? .max,
                given: given.naming(node).keeping(secretsOf: answer))
        case .near(let parts, let lines):
            return solveNear(parts, lines: lines, node, given: given, in: scope)
        default:
            let answer = hits(of: node, given: given, in: scope)
            return Answer(
                solutions: answer.hits.compactMap { given.joined(with: $0, of: node) },
                doubt: answer.doubt)
        }
    }

    private func solveAll(_ parts: [Detector], given: Solution, in scope: RuleScope) -> Answer {
        var answer = Answer.holding(given)
        for part in parts {
            var next = Answer(doubt: answer.doubt)
            for solution in answer.solutions {
                next.add(solve(part, given: solution, in: scope))
                guard next.solutions.count <= Self.solutionLimit else {
                    return Answer(doubt: "more than \(Self.solutionLimit) solutions")
                }
            }
            answer = next
            if answer.solutions.isEmpty { break }
        }
        return answer
    }

    /// Gives a node that joins others its id and anchor: those of the first leaf below it.
    func named(
        _ node: Detector, _ given: Solution, _ body: (Solution) -> Answer
    ) -> Answer {
        guard node.id != nil || node.isAnchor else { return body(given) }
        var inner = given
        inner.anchor = nil
        inner.isAnchorChosen = false
        var answer = body(inner)
        answer.solutions = answer.solutions.map { solution in
            var solution = solution
            if let id = node.id { solution.matches[id] = solution.anchor ?? LeafMatch() }
            let isChosen = node.isAnchor || solution.isAnchorChosen
            if given.isAnchorChosen || (!isChosen && given.anchor != nil) {
                solution.anchor = given.anchor
                solution.isAnchorChosen = given.isAnchorChosen
            } else {
                solution.isAnchorChosen = isChosen
            }
            return solution
        }
        return answer
    }

    private func count(
        _ answer: Answer, minimum: Int, maximum: Int, given: Solution
    ) -> Answer {
        var places: Set<LeafMatch?> = []
        for solution in answer.solutions { places.insert(solution.latest) }
        let sure = places.count
        if sure > maximum { return .failing }
        if let doubt = answer.doubt, sure < minimum || maximum != .max {
            return Answer(doubt: doubt)
        }
        return sure >= minimum ? .holding(given) : .failing
    }
}

extension Solution {
    /// The solution that knows of the secrets in what was counted, though it binds nothing of it.
    fileprivate func keeping(secretsOf answer: Answer) -> Solution {
        var kept = self
        for secret in answer.solutions.flatMap(\.secrets) where !kept.secrets.contains(secret) {
            kept.secrets.append(secret)
        }
        return kept
    }

    /// The solution in which a node without a place, `not` or `count`, is known to hold.
    fileprivate func naming(_ node: Detector) -> Solution {
        guard let id = node.id else { return self }
        var named = self
        named.matches[id] = LeafMatch()
        return named
    }

    /// The solution with a leaf's match added; nil when the captures disagree.
    fileprivate func joined(with hit: LeafHit, of node: Detector) -> Solution? {
        var joined = self
        for (name, value) in hit.captures {
            if let bound = captures[name] {
                guard bound.utf8.elementsEqual(value.utf8) else { return nil }
            } else {
                joined.captures[name] = value
            }
        }
        joined.latest = hit.match
        if hit.match.mask != nil { joined.secrets.append(hit.match) }
        if let id = node.id { joined.matches[id] = hit.match }
        guard hit.match.path != nil, node.givesPlace else { return joined }
        if node.isAnchor, !isAnchorChosen {
            joined.anchor = hit.match
            joined.isAnchorChosen = true
        } else if joined.anchor == nil {
            joined.anchor = hit.match
        }
        return joined
    }
}

extension Detector {
    /// Whether a match of this leaf can be a finding's place; the leaves that only ask about another's match cannot.
    fileprivate var givesPlace: Bool {
        switch kind {
        case .all, .any, .not, .count, .near: false
        case .yamlFeatures, .pythonPackage, .pin, .fixable, .bound, .variable: false
        default: true
        }
    }
}
