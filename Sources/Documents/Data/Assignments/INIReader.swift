/// Reads INI files: `key = value` or `key: value`, under `[sections]`, as Python's configparser and EditorConfig do.
///
/// A line that stands in deeper goes on with the value above it. Comments have lines of their own; values are texts.
struct INIReader {
    private let source: SourceText
    private var members: [DataMember] = []
    private var section: Section?
    private var open: Assignment?

    /// A section that goes on.
    private struct Section {
        var name: String
        var nameSpan: Range<Int>
        var start: Int
        var end: Int
        var members: [DataMember] = []
    }

    /// A key whose value may go on in the next line.
    private struct Assignment {
        var key: String
        var keySpan: Range<Int>
        var column: Int
        var lines: [String]
        var span: Range<Int>
    }

    private init(_ source: SourceText) { self.source = source }

    /// The file as a mapping: keys before the first section, then the sections.
    static func root(of source: SourceText) throws(DocumentError) -> DataNode {
        var reader = INIReader(source)
        for line in 1...max(1, source.lineCount) {
            try reader.read(source.contentRange(ofLine: line))
        }
        reader.endSection()
        return .mapping(reader.members, span: 0..<source.bytes.count)
    }

    private mutating func read(_ line: Range<Int>) throws(DocumentError) {
        let text = source.trimmed(line)
        guard let first = source.bytes[text].first, first != 0x23, first != 0x3B else { return }
        let column = text.lowerBound - line.lowerBound
        if var current = open, column > current.column {
            let start = current.span.isEmpty ? text.lowerBound : current.span.lowerBound
            current.lines.append(source.text(text))
            current.span = start..<text.upperBound
            open = current
            return
        }
        endAssignment()
        if first == 0x5B { return try readHeader(text) }
        guard let sign = source.bytes[text].firstIndex(where: { $0 == 0x3D || $0 == 0x3A }) else {
            throw error("neither a section nor `key = value`", at: text.lowerBound)
        }
        let key = source.trimmed(text.lowerBound..<sign)
        guard !key.isEmpty else { throw error("a value without a key", at: text.lowerBound) }
        let value = source.trimmed(sign + 1..<text.upperBound)
        open = Assignment(
            key: source.text(key), keySpan: key, column: column, lines: [source.text(value)],
            span: value)
    }

    private mutating func readHeader(_ text: Range<Int>) throws(DocumentError) {
        let end = source.bytes[text].lastIndex(of: 0x5D) ?? text.upperBound
        let rest = end < text.upperBound ? source.trimmed(end + 1..<text.upperBound) : text
        guard rest.isEmpty || [0x23, 0x3B].contains(source.bytes[rest.lowerBound]) else {
            throw error("a section ends with `]`", at: text.lowerBound)
        }
        endSection()
        let name = source.trimmed(text.lowerBound + 1..<end)
        section = Section(
            name: source.text(name), nameSpan: name, start: text.lowerBound, end: end + 1)
    }

    private mutating func endAssignment() {
        guard let assignment = open else { return }
        open = nil
        let node = DataNode(
            content: .scalar(.string(assignment.lines.joined(separator: "\n"))),
            span: assignment.span, style: .plain)
        let member = DataMember(
            key: assignment.key, keySpan: assignment.keySpan, value: node,
            span: assignment.keySpan
                .lowerBound..<max(
                    assignment.keySpan.upperBound, assignment.span.upperBound))
        if section == nil {
            members.append(member)
        } else {
            section?.members.append(member)
            section?.end = member.span.upperBound
        }
    }

    private mutating func endSection() {
        endAssignment()
        guard let ended = section else { return }
        section = nil
        let span = ended.start..<ended.end
        members.append(
            DataMember(
                key: ended.name, keySpan: ended.nameSpan,
                value: .mapping(ended.members, span: span), span: span))
    }

    private func error(_ reason: String, at offset: Int) -> DocumentError {
        DocumentError(
            format: DataFormat.ini.rawValue, reason: reason, position: source.position(at: offset))
    }
}

extension DataNode {
    /// A mapping in lines, with what can be said of its keys.
    static func mapping(_ members: [DataMember], span: Range<Int>) -> DataNode {
        let keys = Set(members.map { Array($0.key.utf8) })
        let own: DataFeatures = keys.count < members.count ? .duplicateKey : []
        let features = members.reduce(into: own) { $0.formUnion($1.value.features) }
        return DataNode(
            content: .mapping(members), span: span, style: .block, features: features,
            ownFeatures: own)
    }
}

extension SourceText {
    /// A range without the blanks at both ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (lower, upper) = (range.lowerBound, range.upperBound)
        while lower < upper, bytes[lower] == 0x20 || bytes[lower] == 0x09 { lower += 1 }
        while upper > lower, bytes[upper - 1] == 0x20 || bytes[upper - 1] == 0x09 { upper -= 1 }
        return lower..<upper
    }
}
