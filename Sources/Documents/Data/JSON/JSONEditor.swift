/// Makes the splices for JSON, with or without comments.
struct JSONEditor: DataEditor {
    let source: SourceText
    let root: DataNode
    let format: DataFormat

    func replacing(_ target: DataTarget, with value: DataValue) throws(DataEditError) -> [TextEdit]
    {
        let span = target.node.span
        if !target.node.isScalar, hasComment(in: target.node) {
            throw .unsupported("the old value holds comments")
        }
        let line = source.indentation(ofLine: source.lineNumber(at: span.lowerBound))
        let layout: FlowEditor.Layout = hasLines ? .lines(line) : .inline
        return [
            TextEdit(range: span, replacement: try writer(at: span.lowerBound).text(value, layout))
        ]
    }

    func inserting(
        _ member: DataValue.Member, into target: DataTarget, at index: Int, comment: String?
    ) throws(DataEditError) -> [TextEdit] {
        let node = target.node
        let writer = writer(at: node.span.lowerBound)
        let colon = colon(of: node)
        return try flow(node, node.members.map(\.span)).inserting(at: index, comment: comment) {
            layout throws(DataEditError) in
            writer.quoted(member.key) + colon + (try writer.text(member.value, layout))
        }
    }

    func inserting(
        _ item: DataValue, into target: DataTarget, at index: Int, comment: String?
    ) throws(DataEditError) -> [TextEdit] {
        let node = target.node
        let writer = writer(at: node.span.lowerBound)
        return try flow(node, node.items.map(\.span)).inserting(at: index, comment: comment) {
            layout throws(DataEditError) in try writer.text(item, layout)
        }
    }

    func deleting(_ target: DataTarget, index: Int) throws(DataEditError) -> [TextEdit] {
        guard let container = target.container else { return [] }
        let members = container.members.map(\.span)
        return try flow(container, members.isEmpty ? container.items.map(\.span) : members)
            .deleting(at: index)
    }

    private func flow(_ node: DataNode, _ parts: [Range<Int>]) -> FlowEditor {
        FlowEditor(
            source: source, comments: format == .jsonc ? .slashes : .none, span: node.span,
            parts: parts,
            indentationWhenEmpty: hasLines || root.span == node.span && source.lineCount > 1
                ? unit : nil)
    }

    private func writer(at offset: Int) -> JSONWriter {
        JSONWriter(
            unit: unit, newline: source.terminator(near: offset).bytes, colon: colon(of: root))
    }

    // MARK: The file's manner

    /// Whether the parts of the root have lines of their own.
    private var hasLines: Bool {
        firstPart.map { source.isFirstOnLine($0.lowerBound) } ?? (source.lineCount > 1)
    }

    private var firstPart: Range<Int>? { root.members.first?.span ?? root.items.first?.span }

    /// What one level is indented by.
    private var unit: [UInt8] {
        guard let firstPart, source.isFirstOnLine(firstPart.lowerBound) else {
            return [0x20, 0x20]
        }
        let outer = source.indentation(ofLine: source.lineNumber(at: root.span.lowerBound))
        let inner = source.indentation(ofLine: source.lineNumber(at: firstPart.lowerBound))
        return inner.count > outer.count ? Array(inner.dropFirst(outer.count)) : [0x20, 0x20]
    }

    /// What stands between key and value, as the node's last member has it.
    private func colon(of node: DataNode) -> [UInt8] {
        guard let member = node.members.last ?? root.members.last else { return [0x3A, 0x20] }
        let between = source.bytes[member.keySpan.upperBound..<member.value.span.lowerBound]
        return between.allSatisfy { $0 == 0x3A || $0 == 0x20 || $0 == 0x09 }
            ? Array(between) : [0x3A, 0x20]
    }

    /// Whether a comment stands anywhere between the scalars of a node.
    private func hasComment(in node: DataNode) -> Bool {
        guard format == .jsonc else { return false }
        return node.gaps.contains { source.bytes[$0].contains(UInt8(ascii: "/")) }
    }
}

extension DataNode {
    var isScalar: Bool {
        if case .scalar = content { true } else { false }
    }

    /// What stands in its span but is neither a key nor a scalar below it: indicators, blanks, comments.
    var gaps: [Range<Int>] {
        var covered: [Range<Int>] = []
        collectScalars(into: &covered)
        var gaps: [Range<Int>] = []
        var offset = span.lowerBound
        for range in covered.sorted(by: { $0.lowerBound < $1.lowerBound })
        where range.lowerBound >= offset {
            gaps.append(offset..<range.lowerBound)
            offset = range.upperBound
        }
        if offset < span.upperBound { gaps.append(offset..<span.upperBound) }
        return gaps
    }

    private func collectScalars(into ranges: inout [Range<Int>]) {
        if ownFeatures.contains(.alias) {
            ranges.append(span)
            return
        }
        switch content {
        case .scalar: ranges.append(span)
        case .sequence(let items): for item in items { item.collectScalars(into: &ranges) }
        case .mapping(let members):
            for member in members {
                ranges.append(member.keySpan)
                member.value.collectScalars(into: &ranges)
            }
        }
    }
}
