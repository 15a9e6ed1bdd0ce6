internal import Documents
internal import Snapshots

extension Evaluation {
    /// What the leaf matches.
    func hits(of leaf: PathLeaf, given: Solution, in scope: RuleScope) -> LeafAnswer {
        guard let select = ruleSet.dataPaths[leaf.select] else { return LeafAnswer() }
        let leaf = leaf.rendered { template in
            try? render(template, captures: given.captures, in: scope)
        }
        switch leaf.place {
        case .files(let files, let format):
            return hits(of: leaf, select, in: scope.files(globs(files)), format: format)
        case .inside(let id): return hits(of: leaf, select, inside: id, given: given, in: scope)
        }
    }

    private func hits(
        of leaf: PathLeaf, _ select: DataPath, in files: [RepositoryPath], format: DataFormat?
    ) -> LeafAnswer {
        var answer = LeafAnswer()
        for path in files {
            guard let format = format ?? DataFormat.of(fileName: path.description) else { continue }
            if let doubt = doubt(about: path) {
                answer.doubt = answer.doubt ?? doubt
                continue
            }
            do throws(DocumentError) {
                let document = try facts(of: path).document(format)
                for number in document.roots.indices {
                    let place = DataPlace(format: format, document: number, path: DataPath())
                    answer.hits += hits(of: leaf, select, below: place, in: document, at: path)
                }
            } catch {
                answer.doubt = answer.doubt ?? doubt(error, in: path)
            }
        }
        return answer
    }

    private func hits(
        of leaf: PathLeaf, _ select: DataPath, inside id: String, given: Solution,
        in scope: RuleScope
    ) -> LeafAnswer {
        var answer = LeafAnswer()
        do throws(NotEvaluated) {
            for match in try matches(ofLeaf: id, given: given, in: scope) {
                guard let path = match.path, let place = match.data,
                    let document = try? facts(of: path).document(place.format)
                else { continue }
                answer.hits += hits(of: leaf, select, below: place, in: document, at: path)
            }
        } catch {
            answer.doubt = error.reason
        }
        return answer
    }

    private func hits(
        of leaf: PathLeaf, _ select: DataPath, below place: DataPlace, in document: DataDocument,
        at path: RepositoryPath
    ) -> [LeafHit] {
        guard let node = place.node(in: document) else { return [] }
        let matches = node.select(select)
        if leaf.isAbsent {
            guard matches.isEmpty else { return [] }
            return [LeafHit(match: LeafMatch(path: path, span: node.place, data: place))]
        }
        return matches.filter { match in
            leaf.conditions.allSatisfy { holds($0, match.node, in: path) }
        }.map { match in
            let below = DataPlace(
                format: place.format, document: place.document,
                path: place.path.appending(match.path))
            var hit = LeafHit(
                match: LeafMatch(path: path, span: match.node.span, data: below))
            if let capture = leaf.capture, let text = match.node.scalarText {
                hit.captures[capture] = text
                hit.match.captureSpans[capture] = match.node.span
                if match.node.string == nil { hit.match.values[capture] = match.node.value }
            }
            return hit
        }
    }

    private func holds(
        _ condition: PathLeaf.Condition, _ node: DataNode, in path: RepositoryPath
    ) -> Bool {
        switch condition {
        case .present: return true
        case .absent: return false
        case .equals(let text): return node.scalarText.map { $0 == text.source } ?? false
        case .isOne(let texts):
            return node.scalarText.map { text in texts.contains { $0.source == text } } ?? false
        case .type(let name): return node.typeName == name
        case .minimum(let number): return (node.number?.numericOrder(with: number) ?? -1) >= 0
        case .maximum(let number): return (node.number?.numericOrder(with: number) ?? 1) <= 0
        case .length(let minimum, let maximum):
            return node.length.map { $0 >= minimum && $0 <= maximum ?? .max } ?? false
        case .contains(let text): return node.contains(text)
        case .version(let range):
            guard let text = node.scalarText else { return false }
            return SemanticVersionRange(range)?.contains(text) ?? false
        case .matches(let pattern):
            guard let text = node.scalarText, let expression = ruleSet.expressions[pattern] else {
                return false
            }
            return matches(expression, text, in: path)
        }
    }
}

extension PathLeaf {
    /// The leaf with plain texts in place of its templates; a template that has no value matches nothing.
    fileprivate func rendered(_ text: (Template) -> String?) -> PathLeaf {
        guard !templates.isEmpty else { return self }
        var leaf = self
        leaf.conditions = conditions.map { condition in
            switch condition {
            case .equals(let template):
                .isOne(of: [text(template)].compactMap(\.self).map(Template.init(literal:)))
            case .isOne(let templates):
                .isOne(of: templates.compactMap(text).map(Template.init(literal:)))
            default: condition
            }
        }
        return leaf
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

    /// The value of a scalar.
    fileprivate var number: DataValue? {
        if case .scalar(let value) = content { value } else { nil }
    }

    /// How many items, keys or characters there are; nil for what has no length.
    fileprivate var length: Int? {
        switch content {
        case .sequence(let items): items.count
        case .mapping(let members): members.count
        case .scalar(.string(let text)): text.unicodeScalars.count
        case .scalar: nil
        }
    }

    /// Whether a list has an item, a mapping a key, or a text a part.
    fileprivate func contains(_ wanted: String) -> Bool {
        switch content {
        case .sequence(let items): items.contains { $0.scalarText == wanted }
        case .mapping: self[wanted] != nil
        case .scalar(.string(let text)): text.contains(wanted)
        case .scalar: false
        }
    }

    /// Where something that is absent from the node is said to be missing: its first key, else its start.
    var place: Range<Int> {
        members.first?.keySpan ?? span.lowerBound..<span.lowerBound
    }
}
