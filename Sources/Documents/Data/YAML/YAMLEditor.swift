/// Makes the splices for one document of a YAML file.
struct YAMLEditor: DataEditor {
    let source: SourceText
    let root: DataNode
    let writer: YAMLWriter

    init(source: SourceText, root: DataNode) {
        self.source = source
        self.root = root
        writer = YAMLWriter(manner: YAMLManner(of: root, in: source))
    }

    // MARK: Inserting

    func inserting(
        _ member: DataValue.Member, into target: DataTarget, at index: Int, comment: String?
    ) throws(DataEditError) -> [TextEdit] {
        try check(target.chain, changesKeys: true)
        let node = target.node
        if isInFlow(target.chain) || node.style == .flow {
            return try flow(node, node.members.map(\.span)).inserting(at: index, comment: comment) {
                _ throws(DataEditError) in writer.flow(member)
            }
        }
        guard let first = node.members.first else { throw .unsupported("the mapping has no place") }
        let column = source.column(of: first.keySpan.lowerBound)
        let keyStyles = Set(node.members.map { keyStyle($0) })
        let lines = writer.member(
            member, column: column, keyStyle: keyStyles.count == 1 ? keyStyle(first) : .plain,
            style: commonQuotes(node.members.map(\.value)))
        return [
            inserted(
                lines, at: index, among: node.members.map(\.span), column: column, comment: comment)
        ]
    }

    func inserting(
        _ item: DataValue, into target: DataTarget, at index: Int, comment: String?
    ) throws(DataEditError) -> [TextEdit] {
        try check(target.chain, changesKeys: false)
        let node = target.node
        if isInFlow(target.chain) || node.style == .flow {
            let style = commonQuotes(node.items)
            return try flow(node, node.items.map(\.span)).inserting(at: index, comment: comment) {
                _ throws(DataEditError) in writer.flow(item, style: style)
            }
        }
        let parts = try itemSpans(of: node)
        guard let first = parts.first else { throw .unsupported("the sequence has no place") }
        let column = source.column(of: first.lowerBound)
        let blanks = source.bytes[(first.lowerBound + 1)...].prefix { $0 == 0x20 }
        let isAlone =
            source.bytes[blanks.endIndex...].first.map { $0 == 0x0A || $0 == 0x0D || $0 == 0x23 }
            ?? true
        let lines = writer.item(
            item, column: column, gap: isAlone || blanks.isEmpty ? 1 : min(blanks.count, 8),
            style: commonQuotes(node.items))
        return [inserted(lines, at: index, among: parts, column: column, comment: comment)]
    }

    /// The new lines below the part before them, or above the first part.
    private func inserted(
        _ lines: [YAMLWriter.Line], at index: Int, among parts: [Range<Int>], column: Int,
        comment: String?
    ) -> TextEdit {
        let editor = LineEditor(source)
        let indent = [UInt8](repeating: 0x20, count: column)
        var texts = lines.map { $0.indented(if: column) }
        if let comment { texts.insert(indent + Array("# \(comment)".utf8), at: 0) }
        let isSpaced = areSeparatedByBlankLines(parts)
        if index > 0 {
            let last = editor.lastIndentedCommentLine(
                after: lastLine(of: parts[index - 1]), deeperThan: column, comment: [0x23])
            return editor.insertingLines((isSpaced ? [[]] : []) + texts, after: last)
        }
        if isSpaced { texts.append([]) }
        let start = parts[0].lowerBound
        if source.isFirstOnLine(start) {
            let line = editor.firstAttachedCommentLine(
                above: source.lineNumber(at: start), comment: [0x23])
            return editor.insertingLines(texts, before: line)
        }
        let newline = source.terminator(near: start).bytes
        let text = Array(texts.joined(separator: newline).dropFirst(column))
        return .insertion(text + newline + indent, at: start)
    }

    /// The lines of a part, with the blank lines that went with it where all parts have some between them.
    private func lines(of index: Int, among parts: [Range<Int>]) -> ClosedRange<Int> {
        var first = source.lineNumber(at: parts[index].lowerBound)
        var last = max(first, lastLine(of: parts[index]))
        if areSeparatedByBlankLines(parts) {
            if index == parts.count - 1 {
                while first > 1, source.isBlank(line: first - 1) { first -= 1 }
            } else if index == 0 {
                while last < source.lineCount, source.isBlank(line: last + 1) { last += 1 }
            }
        }
        return first...last
    }

    private func areSeparatedByBlankLines(_ parts: [Range<Int>]) -> Bool {
        guard parts.count > 1 else { return false }
        return zip(parts, parts.dropFirst()).allSatisfy { part, next in
            let between =
                lastLine(of: part)
                + 1..<max(lastLine(of: part) + 1, source.lineNumber(at: next.lowerBound))
            return between.contains { source.isBlank(line: $0) }
        }
    }

    // MARK: Replacing

    func replacing(_ target: DataTarget, with value: DataValue) throws(DataEditError) -> [TextEdit]
    {
        try check(target.chain.dropLast(), changesKeys: false)
        let node = target.node
        guard node.ownFeatures.isDisjoint(with: [.anchor, .alias, .tag]) else {
            throw .unsupported("the old value is an alias, or has an anchor or a tag")
        }
        if hasComment(in: node) { throw .unsupported("the old value holds comments") }
        if isInFlow(target.chain.dropLast())
            || (node.style == .flow && !value.isScalar && !node.isEmpty)
        {
            return [
                TextEdit(
                    range: node.span,
                    replacement: spaced(writer.flow(value, style: node.style), at: node))
            ]
        }
        guard let container = target.container else {
            return replacing(
                node.span,
                with: writer.content(
                    value, column: source.column(of: node.span.lowerBound), style: node.style))
        }
        guard case .mapping(let members) = container.content, let index = target.index else {
            let column = source.column(of: node.span.lowerBound)
            var lines = writer.content(value, column: column, style: node.style)
            if node.span.isEmpty { lines[0] = .init(text: [0x20] + lines[0].text, isFirst: true) }
            return replacing(node.span, with: lines)
        }
        let member = members[index]
        let column = source.column(of: member.keySpan.lowerBound)
        let rendering = writer.underKey(value, column: column, style: node.style)
        if rendering.lines.isEmpty, node.style != .block {
            return [TextEdit(range: node.span, replacement: spaced(rendering.head, at: node))]
        }
        let colon = try endOfColon(after: member.keySpan)
        guard !source.bytes[colon..<max(colon, node.span.lowerBound)].contains(0x23) else {
            throw .unsupported("a comment or a property stands between the key and the old value")
        }
        let head = rendering.head.isEmpty ? [] : [0x20] + rendering.head
        return replacing(
            colon..<max(colon, node.span.upperBound),
            with: [.init(text: head, isFirst: true)]
                + rendering.lines.map { .init(text: $0, isFirst: false) })
    }

    /// The first line in the place of the range, the others below the line on which the range ends.
    private func replacing(_ range: Range<Int>, with lines: [YAMLWriter.Line]) -> [TextEdit] {
        let newline = source.terminator(near: range.upperBound).bytes
        let column = source.column(of: range.lowerBound)
        let below = lines.dropFirst().flatMap { newline + $0.indented(if: column) }
        let head = lines.first.map { $0.isFirst ? $0.text : Array($0.text.dropFirst(column)) } ?? []
        let lineEnd = source.contentRange(ofLine: source.lineNumber(at: range.upperBound))
            .upperBound
        if below.isEmpty || lineEnd <= range.upperBound {
            return [TextEdit(range: range, replacement: head + below)]
        }
        return [TextEdit(range: range, replacement: head), .insertion(below, at: lineEnd)]
    }

    /// A text with a blank in front where the empty value it replaces follows a colon directly.
    private func spaced(_ text: [UInt8], at node: DataNode) -> [UInt8] {
        let start = node.span.lowerBound
        guard node.span.isEmpty, start > 0, source.bytes[start - 1] > 0x20 else { return text }
        return [0x20] + text
    }

    // MARK: Deleting

    func deleting(_ target: DataTarget, index: Int) throws(DataEditError) -> [TextEdit] {
        try check(target.chain.dropLast(), changesKeys: true)
        guard let container = target.container, let parent = target.parent else { return [] }
        let isMapping = !container.members.isEmpty
        if isInFlow(target.chain.dropLast()) {
            let parts = isMapping ? container.members.map(\.span) : container.items.map(\.span)
            return try flow(container, parts).deleting(at: index)
        }
        let parts = isMapping ? container.members.map(\.span) : try itemSpans(of: container)
        if parts.count == 1 {
            return try replacing(parent, with: isMapping ? .mapping([]) : .sequence([]))
        }
        let part = parts[index]
        if source.isFirstOnLine(part.lowerBound) {
            return [LineEditor(source).deletingLines(lines(of: index, among: parts))]
        }
        guard index == 0, !source.bytes[part.upperBound..<parts[1].lowerBound].contains(0x23) else {
            throw .unsupported("the part does not stand on lines of its own")
        }
        return [TextEdit(range: part.lowerBound..<parts[1].lowerBound, replacement: [])]
    }

    // MARK: Guards

    /// Refuses where a change would mean more than it says, or a template may not be YAML at all.
    private func check(_ chain: some Sequence<DataNode>, changesKeys: Bool) throws(DataEditError) {
        if root.features.contains(.complexKey) {
            throw .unsupported(
                "the file has keys that are collections, as templates in `{{ }}` make them")
        }
        for node in chain {
            if !node.ownFeatures.isDisjoint(with: [.anchor, .alias]) {
                throw .unsupported("what holds the value is shared by an anchor or an alias")
            }
            if node.ownFeatures.contains(.duplicateKey) {
                throw .unsupported("a key stands twice in what holds the value")
            }
            if changesKeys, node.ownFeatures.contains(.mergeKey) {
                throw .unsupported("what holds the value has a merge key")
            }
            if node.members.contains(where: { $0.key.contains("{{") }) {
                throw .unsupported("the structure is templated")
            }
        }
    }

    private func isInFlow(_ chain: some Sequence<DataNode>) -> Bool {
        chain.contains { !$0.isScalar && $0.style == .flow }
    }

    private func hasComment(in node: DataNode) -> Bool {
        if node.isScalar {
            guard node.style == .literal || node.style == .folded else { return false }
            let header =
                node.span.lowerBound..<min(node.span.upperBound, endOfLine(node.span.lowerBound))
            return source.bytes[header].contains(0x23)
        }
        return node.gaps.contains { source.bytes[$0].contains(0x23) }
    }

    private func flow(_ node: DataNode, _ parts: [Range<Int>]) throws(DataEditError) -> FlowEditor {
        guard node.features.isDisjoint(with: [.anchor, .alias, .tag]) else {
            throw .unsupported("the collection holds anchors, aliases or tags")
        }
        // `[a: b]` holds a mapping that has no braces of its own.
        guard node.span.count >= 2, [0x5B, 0x7B].contains(source.bytes[node.span.lowerBound]) else {
            throw .unsupported("the mapping has no braces")
        }
        return FlowEditor(
            source: source, comments: .hash, span: node.span, parts: parts,
            indentationWhenEmpty: nil)
    }

    // MARK: Places

    /// The items of a block sequence with their dashes.
    private func itemSpans(of node: DataNode) throws(DataEditError) -> [Range<Int>] {
        var spans: [Range<Int>] = []
        var cursor = YAMLCursor(source.bytes, at: node.span.lowerBound)
        for item in node.items {
            cursor.skipBlanksAndComments()
            guard cursor.byte == 0x2D else { throw .unsupported("an item has no dash of its own") }
            spans.append(cursor.offset..<max(cursor.offset + 1, item.span.upperBound))
            cursor = YAMLCursor(source.bytes, at: max(cursor.offset + 1, item.span.upperBound))
        }
        return spans
    }

    private func endOfColon(after key: Range<Int>) throws(DataEditError) -> Int {
        var cursor = YAMLCursor(source.bytes, at: key.upperBound)
        cursor.skipBlanksAndComments()
        guard cursor.byte == 0x3A else { throw .unsupported("the key has no colon of its own") }
        return cursor.offset + 1
    }

    private func lastLine(of part: Range<Int>) -> Int {
        source.lineNumber(at: max(part.lowerBound, part.upperBound - 1))
    }

    private func endOfLine(_ offset: Int) -> Int {
        source.contentRange(ofLine: source.lineNumber(at: offset)).upperBound
    }

    // MARK: Styles

    private func keyStyle(_ member: DataMember) -> DataStyle {
        switch source.bytes[member.keySpan].first {
        case 0x27: .singleQuoted
        case 0x22: .doubleQuoted
        default: .plain
        }
    }

    /// The quotes that every string among some nodes has; plain when they differ or there is none.
    private func commonQuotes(_ nodes: [DataNode]) -> DataStyle {
        let styles = Set(nodes.filter { $0.string != nil }.map(\.style))
        guard styles.count == 1, let style = styles.first else { return .plain }
        return style == .singleQuoted || style == .doubleQuoted ? style : .plain
    }
}

extension DataNode {
    /// Whether the node is a collection without parts.
    fileprivate var isEmpty: Bool { !isScalar && members.isEmpty && items.isEmpty }
}

extension DataTarget {
    /// The node that holds the target, as a target of its own; nil for the root.
    var parent: DataTarget? {
        guard chain.count > 1 else { return nil }
        return DataTarget(chain: chain.dropLast(), steps: steps.dropLast())
    }

    private init(chain: [DataNode], steps: [DataPath.Step]) {
        self.chain = chain
        self.steps = steps
        missingKey = nil
    }
}
