internal import Documents
internal import Snapshots

/// What each leaf matches.
extension Evaluation {
    /// The matches of a leaf that may depend on what is bound already.
    func hits(of node: Detector, given: Solution, in scope: RuleScope) -> LeafAnswer {
        switch node.kind {
        case .file(let leaf): return hits(of: leaf, in: scope)
        case .regex(let leaf): return hits(of: leaf, in: scope)
        case .path(let leaf): return hits(of: leaf, in: scope)
        case .code(let leaf): return codeHits(of: leaf, given: given, in: scope)
        case .treeSitter(let leaf): return hits(of: leaf, given: given, in: scope)
        case .dependency(let leaf): return hits(of: leaf, in: scope)
        case .workflow(let leaf): return hits(of: leaf, in: scope)
        case .pythonPackage(let id):
            return about(id, given) { style(ofImportsIn: $0) != nil }
        case .pin(let id): return about(id, given) { pin(for: $0, in: scope) != nil }
        case .fixable(let id): return about(id, given) { isFixable($0) }
        case .bound(let name): return fact(given.captures[name]?.isEmpty == false)
        case .variable(let name):
            return fact(scope.compiled.values[name]?.text.isEmpty == false)
        case .all, .any, .not, .count: return LeafAnswer()
        }
    }

    /// A leaf that asks something about the match of another.
    private func about(
        _ id: String, _ given: Solution, _ question: (LeafMatch) -> Bool
    ) -> LeafAnswer {
        guard let match = given.matches[id], question(match) else { return LeafAnswer() }
        return LeafAnswer(hits: [LeafHit(match: match)])
    }

    private func fact(_ holds: Bool) -> LeafAnswer {
        LeafAnswer(hits: holds ? [LeafHit(match: LeafMatch())] : [])
    }

    private func hits(of leaf: FileLeaf, in scope: RuleScope) -> LeafAnswer {
        let found = scope.entries(matching: globs(leaf.globs), ignoringCase: leaf.ignoresCase)
        if leaf.isAbsent { return fact(found.isEmpty) }
        return LeafAnswer(hits: found.map { LeafHit(match: LeafMatch(path: $0)) })
    }

    /// The pin of the action that a match of `workflow` names.
    func pin(for match: LeafMatch, in scope: RuleScope) -> ActionPin? {
        guard let name = match.attributes["name"], let ref = match.attributes["ref"] else {
            return nil
        }
        return scope.compiled.pack.pins["\(name)@\(ref)"]
    }

    /// Whether a file's text can be looked at; if not, why not, which is noted.
    func doubt(about path: RepositoryPath) -> String? {
        guard case .unavailable(let reason) = facts(of: path).content else { return nil }
        record(DetectionError(path: path, ruleID: nil, message: "not evaluated: \(reason)"))
        return "\(path) is not evaluated: \(reason)"
    }

    /// A file that cannot be parsed, noted; the reason names its place.
    func doubt(_ error: DocumentError, in path: RepositoryPath) -> String {
        let message =
            "\(path):\(error.position.line): cannot parse \(error.format): \(error.reason)"
        record(DetectionError(path: path, ruleID: nil, message: message))
        return message
    }
}

// MARK: - Regular expressions

extension Evaluation {
    private func hits(of leaf: RegexLeaf, in scope: RuleScope) -> LeafAnswer {
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

// MARK: - Structured data

extension Evaluation {
    private func hits(of leaf: PathLeaf, in scope: RuleScope) -> LeafAnswer {
        var answer = LeafAnswer()
        guard let select = ruleSet.dataPaths[leaf.select] else { return answer }
        for path in scope.files(globs(leaf.files)) {
            let format =
                leaf.format.flatMap(DataFormat.init(rawValue:))
                ?? DataFormat.of(fileName: path.lastComponent)
            guard let format else { continue }
            if let doubt = doubt(about: path) {
                answer.doubt = answer.doubt ?? doubt
                continue
            }
            do throws(DocumentError) {
                let document = try facts(of: path).document(format)
                answer.hits += hits(of: leaf, select, in: document, at: path)
            } catch {
                answer.doubt = answer.doubt ?? doubt(error, in: path)
            }
        }
        return answer
    }

    private func hits(
        of leaf: PathLeaf, _ select: DataPath, in document: DataDocument, at path: RepositoryPath
    ) -> [LeafHit] {
        var hits: [LeafHit] = []
        for number in document.roots.indices {
            let matches = document.select(select, document: number)
            if leaf.condition == .absent {
                if matches.isEmpty {
                    let start = document.roots[number].place
                    hits.append(LeafHit(match: LeafMatch(path: path, span: start)))
                }
                continue
            }
            for match in matches where holds(leaf.condition, match.node) {
                var hit = LeafHit(match: LeafMatch(path: path, span: match.node.span))
                if let capture = leaf.capture, let text = match.node.scalarText {
                    hit.captures[capture] = text
                    hit.match.captureSpans[capture] = match.node.span
                }
                hits.append(hit)
            }
        }
        return hits
    }

    private func holds(_ condition: PathLeaf.Condition, _ node: DataNode) -> Bool {
        switch condition {
        case .present: true
        case .absent: false
        case .equals(let text): node.scalarText == text
        case .isOne(let texts): node.scalarText.map(texts.contains) ?? false
        case .type(let name): node.typeName == name
        case .matches(let pattern):
            if let text = node.scalarText, let expression = ruleSet.expressions[pattern] {
                (try? expression.matches(Array(text.utf8), using: matcher)) ?? false
            } else {
                false
            }
        }
    }
}

extension DataNode {
    /// The kinds of values that `type` can ask for.
    static let typeNames = ["null", "bool", "integer", "float", "string", "sequence", "mapping"]

    /// The kind of the value, as rules write it.
    fileprivate var typeName: String {
        switch content {
        case .sequence: return "sequence"
        case .mapping: return "mapping"
        case .scalar(let value):
            switch value {
            case .null: return "null"
            case .bool: return "bool"
            case .integer: return "integer"
            case .float: return "float"
            case .string, .other, .sequence, .mapping: return "string"
            }
        }
    }

    /// Where something that is absent from the node is said to be missing: its first key, else its start.
    var place: Range<Int> {
        members.first?.keySpan ?? span.lowerBound..<span.lowerBound
    }
}

// MARK: - Queries

extension Evaluation {
    private func hits(
        of leaf: QueryLeaf, given: Solution, in scope: RuleScope
    ) -> LeafAnswer {
        var answer = LeafAnswer()
        let files = scope.files(
            globs(leaf.files), extensions: Language.extensions[leaf.language] ?? [])
        guard !files.isEmpty else { return answer }
        guard let query = ruleSet.queries[leaf],
            let grammar = context.grammars.grammar(for: leaf.language)
        else {
            return LeafAnswer(doubt: "grammar \(leaf.language) missing")
        }
        // A capture that is bound already must stand in the file as it is, so that others need not be parsed.
        let bound = leaf.captureNames.compactMap { given.captures[$0] }.filter { !$0.isEmpty }
        for path in files {
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
