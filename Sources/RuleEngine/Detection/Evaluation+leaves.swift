internal import Documents
internal import Snapshots

/// What each leaf matches.
extension Evaluation {
    /// The matches of a leaf that may depend on what is bound already.
    func hits(of node: Detector, given: Solution, in scope: RuleScope) -> LeafAnswer {
        switch node.kind {
        case .file(let leaf): return hits(of: leaf, in: scope)
        case .regex(let leaf): return hits(of: leaf, in: scope)
        case .path(let leaf): return hits(of: leaf, given: given, in: scope)
        case .code(let leaf): return codeHits(of: leaf, given: given, in: scope)
        case .treeSitter(let leaf): return hits(of: leaf, given: given, in: scope)
        case .dependency(let leaf): return hits(of: leaf, in: scope)
        case .workflow(let leaf): return hits(of: leaf, given: given, in: scope)
        case .updateTool(let leaf): return hits(of: leaf, in: scope)
        case .lockfile(let leaf): return hits(of: leaf, in: scope)
        case .codeowners(let leaf): return hits(of: leaf)
        case .kubernetes(let leaf): return hits(of: leaf, in: scope)
        case .yamlFeatures(let leaf): return hits(of: leaf, given: given, in: scope)
        case .dockerfile(let leaf): return hits(of: leaf, in: scope)
        case .pythonPackage(let id):
            return about(id, given) { style(ofImportsIn: $0) != nil }
        case .pin(let id): return about(id, given) { pin(for: $0, in: scope) != nil }
        case .fixable(let id): return about(id, given) { isFixable($0) }
        case .bound(let name): return fact(given.captures[name]?.isEmpty == false)
        case .variable(let name):
            return fact(scope.compiled.isOn(name))
        case .all, .any, .not, .count, .near: return LeafAnswer()
        }
    }

    /// A leaf that asks something about the match of another.
    private func about(
        _ id: String, _ given: Solution, _ question: (LeafMatch) -> Bool
    ) -> LeafAnswer {
        guard let match = given.matches[id], question(match) else { return LeafAnswer() }
        return LeafAnswer(hits: [LeafHit(match: match)])
    }

    /// A leaf that holds, or does not, without a place.
    func fact(_ holds: Bool) -> LeafAnswer {
        LeafAnswer(hits: holds ? [LeafHit(match: LeafMatch())] : [])
    }

    /// What the pins know of the action that a match of `workflow` names.
    func pin(for match: LeafMatch, in scope: RuleScope) -> ActionPin? {
        guard let name = match.attributes["name"], let ref = match.attributes["ref"] else {
            return nil
        }
        return scope.compiled.pack.pin(of: name, at: ref)
    }

    /// Whether a file's text can be looked at; if not, why not, which is noted once for all rules.
    func doubt(about path: RepositoryPath) -> String? {
        guard case .unavailable(let reason) = facts(of: path).content else { return nil }
        let error = DetectionError(path: path, ruleID: nil, message: reason)
        record(error)
        return error.doubt
    }

    /// Whether an expression matches a part of a file; where a limit is hit that is noted, and counts as no match.
    func matches(
        _ expression: RegularExpression, _ text: String, in path: RepositoryPath
    ) -> Bool {
        do throws(MatchLimit) {
            return try expression.matches(Array(text.utf8), using: matcher)
        } catch {
            record(
                DetectionError(path: path, ruleID: nil, message: "not evaluated: \(error.reason)"))
            return false
        }
    }

    /// A file that cannot be parsed, noted; the reason names its place.
    func doubt(_ error: DocumentError, in path: RepositoryPath) -> String {
        let message =
            "\(path):\(error.position.line): cannot parse \(error.format): \(error.reason)"
        record(DetectionError(path: path, ruleID: nil, message: message))
        return message
    }
}
