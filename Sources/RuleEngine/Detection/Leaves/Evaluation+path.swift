internal import Documents
internal import Snapshots

extension Evaluation {
    /// What the leaf matches.
    func hits(of leaf: PathLeaf, in scope: RuleScope) -> LeafAnswer {
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
