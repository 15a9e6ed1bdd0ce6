internal import Documents
internal import Snapshots

/// Leaves that match close together.
extension Evaluation {
    /// The solutions of the first part beside which every other part matches, at most so many lines away.
    func solveNear(
        _ parts: [Detector], lines: Int, _ node: Detector, given: Solution, in scope: RuleScope
    ) -> Answer {
        guard let first = parts.first else { return .failing }
        var answer = named(node, given) { solve(first, given: $0, in: scope) }
        for part in parts.dropFirst() where !answer.solutions.isEmpty {
            let other = solve(part, given: given, in: scope)
            answer.doubt = answer.doubt ?? other.doubt
            let places = LinePlaces(of: other.solutions.compactMap(\.latest), in: self)
            answer.solutions = answer.solutions.filter { solution in
                solution.latest.map { places.has(within: lines, of: $0, in: self) } ?? false
            }
        }
        return answer
    }

    /// The lines that a match stands on.
    fileprivate func lines(of match: LeafMatch) -> (path: RepositoryPath, lines: ClosedRange<Int>)?
    {
        guard let path = match.path, let span = match.span, let source = text(of: path) else {
            return nil
        }
        let count = source.bytes.count
        let first = source.lineNumber(at: min(span.lowerBound, count))
        return (path, first...max(first, source.lineNumber(at: min(span.upperBound, count))))
    }
}

/// The lines of matches, file by file.
private struct LinePlaces {
    private var places: [RepositoryPath: [ClosedRange<Int>]] = [:]

    init(of matches: [LeafMatch], in evaluation: Evaluation) {
        for match in matches {
            guard let (path, lines) = evaluation.lines(of: match) else { continue }
            places[path, default: []].append(lines)
        }
    }

    /// Whether one of the matches is at most so many lines before or behind another match.
    func has(within distance: Int, of match: LeafMatch, in evaluation: Evaluation) -> Bool {
        guard let (path, lines) = evaluation.lines(of: match) else { return false }
        return places[path, default: []].contains { other in
            max(other.lowerBound - lines.upperBound, lines.lowerBound - other.upperBound)
                <= distance
        }
    }
}
