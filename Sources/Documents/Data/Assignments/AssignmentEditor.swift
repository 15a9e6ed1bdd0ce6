/// Makes the splices for files of assignments, one a line: INI, dotenv and Java's properties.
struct AssignmentEditor: DataEditor {
    let source: SourceText
    let root: DataNode
    let format: DataFormat

    func replacing(_ target: DataTarget, with value: DataValue) throws(DataEditError) -> [TextEdit]
    {
        try check(target.chain)
        let node = target.node
        guard node.isScalar, !source.bytes[node.span].contains(where: { $0 == 0x0A || $0 == 0x0D })
        else { throw .unsupported("the old value stands on several lines") }
        return [TextEdit(range: node.span, replacement: try text(of: value, style: node.style))]
    }

    func inserting(
        _ member: DataValue.Member, into target: DataTarget, at index: Int, comment: String?
    ) throws(DataEditError) -> [TextEdit] {
        try check(target.chain)
        guard isName(member.key) else { throw .unsupported("`\(member.key)` is no key") }
        let siblings = target.node.members.filter(\.value.isScalar)
        let line =
            Array(member.key.utf8) + sign(beside: siblings)
            + (try text(of: member.value, style: .plain))
        let lines = (comment.map { [Array("# \($0)".utf8)] } ?? []) + [line]
        let editor = LineEditor(source)
        let place = min(index, siblings.count)
        if place > 0 {
            return [editor.insertingLines(lines, after: lastLine(of: siblings[place - 1].span))]
        }
        if let first = siblings.first {
            let number = source.lineNumber(at: first.keySpan.lowerBound)
            return [
                editor.insertingLines(
                    lines, before: editor.firstAttachedCommentLine(above: number, comment: [0x23]))
            ]
        }
        if target.container != nil {
            let header = source.lineNumber(at: target.node.span.lowerBound)
            return [editor.insertingLines(lines, after: header)]
        }
        guard let section = root.members.first else {
            return [editor.insertingLines(lines, after: source.lineCount)]
        }
        return [
            editor.insertingLines(
                lines + [[]], before: source.lineNumber(at: section.span.lowerBound))
        ]
    }

    func inserting(
        _ item: DataValue, into target: DataTarget, at index: Int, comment: String?
    ) throws(DataEditError) -> [TextEdit] {
        throw .unsupported("the format has no lists")
    }

    func deleting(_ target: DataTarget, index: Int) throws(DataEditError) -> [TextEdit] {
        try check(target.chain.dropLast())
        guard let member = target.container?.members[index], member.value.isScalar else {
            throw .unsupported("whole sections are not removed")
        }
        let first = source.lineNumber(at: member.keySpan.lowerBound)
        return [LineEditor(source).deletingLines(first...lastLine(of: member.span))]
    }

    // MARK: Texts

    /// A text as a value, in quotes where it needs some and the format has them.
    private func text(of value: DataValue, style: DataStyle) throws(DataEditError) -> [UInt8] {
        guard case .string(let text) = value else { throw .unsupported("values are texts here") }
        let isLine = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        if format == .properties { return PropertiesReader.written(text) }
        if format == .ini {
            guard isLine, text.first != " ", text.last != " " else {
                throw .unsupported("the value does not fit on one line")
            }
            return Array(text.utf8)
        }
        let isPlain = text.utf8.allSatisfy {
            DotenvReader.isNameByte($0) || "/:@,+%".utf8.contains($0)
        }
        if style == .plain, isPlain { return Array(text.utf8) }
        if style != .doubleQuoted, isLine, !text.contains("'") { return Array("'\(text)'".utf8) }
        var quoted: [UInt8] = [0x22]
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5C, 0x24: quoted += [0x5C, byte]
            case 0x0A: quoted += Array("\\n".utf8)
            case 0x0D: quoted += Array("\\r".utf8)
            case 0x09: quoted += Array("\\t".utf8)
            default: quoted.append(byte)
            }
        }
        return quoted + [0x22]
    }

    private func isName(_ key: String) -> Bool {
        if format == .properties { return PropertiesReader.isName(key) }
        if format == .env { return !key.isEmpty && key.utf8.allSatisfy(DotenvReader.isNameByte) }
        return !key.isEmpty && key.first != "[" && key.first != " " && key.last != " "
            && key.utf8.allSatisfy { $0 >= 0x20 && !"=:#;".utf8.contains($0) }
    }

    /// What stands between key and value, as beside a sibling or anywhere in the file.
    private func sign(beside siblings: [DataMember]) -> [UInt8] {
        let all = siblings + root.members.flatMap { [$0] + $0.value.members }
        guard let model = all.first(where: { $0.value.isScalar && !$0.value.span.isEmpty }),
            model.keySpan.upperBound <= model.value.span.lowerBound
        else { return plainSign }
        let sign = source.bytes[model.keySpan.upperBound..<model.value.span.lowerBound]
        return sign.contains { $0 == 0x0A || $0 == 0x0D } ? plainSign : Array(sign)
    }

    private var plainSign: [UInt8] { Array((format == .ini ? " = " : "=").utf8) }

    // MARK: Places

    private func lastLine(of span: Range<Int>) -> Int {
        source.lineNumber(at: max(span.lowerBound, span.upperBound - 1))
    }

    private func check(_ chain: some Sequence<DataNode>) throws(DataEditError) {
        for node in chain where node.ownFeatures.contains(.duplicateKey) {
            throw .unsupported("a key stands twice in what holds the value")
        }
    }
}
