/// Makes the splices for TOML: between headers by lines, in arrays and inline tables by commas.
struct TOMLEditor: DataEditor {
    let source: SourceText
    let sections: [TOMLSection]
    let writer = TOMLWriter()

    // MARK: Replacing

    func replacing(_ target: DataTarget, with value: DataValue) throws(DataEditError) -> [TextEdit]
    {
        let node = target.node
        guard node.style != .block else {
            throw .unsupported("the old value is a table with a header or dots")
        }
        if !node.isScalar, node.gaps.contains(where: { source.bytes[$0].contains(0x23) }) {
            throw .unsupported("the old value holds comments")
        }
        let style: DataStyle = node.string == nil ? .doubleQuoted : node.style
        return [TextEdit(range: node.span, replacement: try writer.text(value, style: style))]
    }

    // MARK: Inserting

    func inserting(
        _ member: DataValue.Member, into target: DataTarget, at index: Int, comment: String?
    ) throws(DataEditError) -> [TextEdit] {
        let node = target.node
        if node.style == .flow {
            return try flow(node, node.members.map(\.span)).inserting(at: index, comment: comment) {
                _ throws(DataEditError) in try writer.entry(member)
            }
        }
        if let place = dottedEntries(below: target.steps) {
            return [
                try insertingDotted(member, below: target.steps, after: place, comment: comment)
            ]
        }
        if case .mapping(let members) = member.value, !members.isEmpty {
            let path = target.steps + [.key(member.key)]
            let header = [0x5B] + writer.dotted(path) + [0x5D]
            return [try insertingSection(header, members, below: target.steps, comment: comment)]
        }
        guard let section = sections.firstIndex(where: { $0.path == target.steps }) else {
            return [try insertingHeader(of: target.steps, with: member, comment: comment)]
        }
        let siblings = Array(node.members.prefix(index).reversed())
        return [try inserting(member, into: sections[section], after: siblings, comment: comment)]
    }

    func inserting(
        _ item: DataValue, into target: DataTarget, at index: Int, comment: String?
    ) throws(DataEditError) -> [TextEdit] {
        let node = target.node
        if node.style == .flow {
            let style = commonQuotes(node.items)
            return try flow(node, node.items.map(\.span)).inserting(at: index, comment: comment) {
                _ throws(DataEditError) in try writer.text(item, style: style)
            }
        }
        guard case .mapping(let members) = item, index == node.items.count else {
            throw .unsupported("an array of tables only takes tables at its end")
        }
        let header = [0x5B, 0x5B] + writer.dotted(target.steps) + [0x5D, 0x5D]
        return [try insertingSection(header, members, below: target.steps, comment: comment)]
    }

    /// A line below the nearest sibling before it, else above the first line of the table.
    private func inserting(
        _ member: DataValue.Member, into section: TOMLSection, after siblings: [DataMember],
        comment: String?
    ) throws(DataEditError) -> TextEdit {
        let editor = LineEditor(source)
        let model = section.entries.last
        let indent = model.map {
            source.indentation(ofLine: source.lineNumber(at: $0.keySpan.lowerBound))
        }
        let entry = try writer.entry(
            member, equals: equals(like: model), style: commonQuotes(siblings.map(\.value)))
        let lines = commented([entry], comment, indent: indent ?? [])
        let previous = siblings.lazy.compactMap { sibling in
            section.entries.last { $0.keySpan.lowerBound == sibling.keySpan.lowerBound }
        }.first
        if let previous { return editor.insertingLines(lines, after: lastLine(of: previous)) }
        if let first = section.entries.first {
            let line = editor.firstAttachedCommentLine(
                above: source.lineNumber(at: first.keySpan.lowerBound), comment: [0x23])
            return editor.insertingLines(lines, before: line)
        }
        if !section.path.isEmpty {
            return editor.insertingLines(
                lines, after: source.lineNumber(at: section.header.lowerBound))
        }
        guard sections.count > 1 else {
            return editor.insertingLines(lines, after: source.lineCount)
        }
        return editor.insertingLines(lines + [[]], before: lineAbove(sections[1]))
    }

    private func insertingDotted(
        _ member: DataValue.Member, below path: [DataPath.Step],
        after place: (section: TOMLSection, entry: TOMLSection.Entry), comment: String?
    ) throws(DataEditError) -> TextEdit {
        let inner = path.dropFirst(place.section.path.count) + [.key(member.key)]
        let equals = Array(equals(like: place.entry).utf8)
        let entry = try writer.dotted(Array(inner)) + equals + writer.text(member.value)
        let line = source.lineNumber(at: place.entry.keySpan.lowerBound)
        let lines = commented([entry], comment, indent: source.indentation(ofLine: line))
        return LineEditor(source).insertingLines(lines, after: lastLine(of: place.entry))
    }

    /// A table of its own below the last one that belongs to the same parent.
    private func insertingSection(
        _ header: [UInt8], _ members: [DataValue.Member], below path: [DataPath.Step],
        comment: String?
    ) throws(DataEditError) -> TextEdit {
        var lines = [header]
        for member in members { lines.append(try writer.entry(member, equals: equals(like: nil))) }
        lines = commented(lines, comment, indent: [])
        let editor = LineEditor(source)
        guard let last = sections.last(where: { $0.path.starts(with: path) }),
            let line = lastLine(of: last)
        else {
            let isEmpty = source.contentRange(ofLine: 1).lowerBound == source.bytes.count
            return editor.insertingLines((isEmpty ? [] : [[]]) + lines, after: source.lineCount)
        }
        return editor.insertingLines([[]] + lines, after: lineBelowComments(after: line))
    }

    /// The header of a table that so far only its subtables imply, above the first of them.
    private func insertingHeader(
        of path: [DataPath.Step], with member: DataValue.Member, comment: String?
    ) throws(DataEditError) -> TextEdit {
        guard let first = sections.first(where: { $0.path.starts(with: path) }) else {
            throw .unsupported("the table has no place")
        }
        let entry = commented([try writer.entry(member)], comment, indent: [])
        let lines = [[0x5B] + writer.dotted(path) + [0x5D]] + entry + [[]]
        return LineEditor(source).insertingLines(lines, before: lineAbove(first))
    }

    // MARK: Deleting

    func deleting(_ target: DataTarget, index: Int) throws(DataEditError) -> [TextEdit] {
        guard let container = target.container else { return [] }
        if container.style == .flow {
            let parts =
                container.members.isEmpty
                ? container.items.map(\.span) : container.members.map(\.span)
            return try flow(container, parts).deleting(at: index)
        }
        var runs: [ClosedRange<Int>] = []
        for section in sections {
            if section.path.starts(with: target.steps), !section.path.isEmpty {
                let first = source.lineNumber(at: section.header.lowerBound)
                runs.append(first...max(first, lastLine(of: section) ?? first))
                continue
            }
            for entry in section.entries {
                let path = section.path + entry.keys.map { .key($0) }
                guard path.starts(with: target.steps) else { continue }
                let first = source.lineNumber(at: entry.keySpan.lowerBound)
                runs.append(first...max(first, lastLine(of: entry)))
            }
        }
        return joined(runs).map { LineEditor(source).deletingLines($0) }
    }

    /// Runs of lines between which only blank lines stand become one.
    private func joined(_ runs: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
        var result: [ClosedRange<Int>] = []
        for run in runs {
            if let last = result.last,
                (last.upperBound + 1..<run.lowerBound).allSatisfy({ source.isBlank(line: $0) })
            {
                result[result.count - 1] = last.lowerBound...run.upperBound
            } else {
                result.append(run)
            }
        }
        return result
    }

    // MARK: Places

    private func flow(_ node: DataNode, _ parts: [Range<Int>]) -> FlowEditor {
        FlowEditor(
            source: source, comments: .hash, span: node.span, parts: parts,
            indentationWhenEmpty: nil)
    }

    /// The last dotted entry that makes a table, when nothing but dotted keys does.
    private func dottedEntries(
        below path: [DataPath.Step]
    ) -> (section: TOMLSection, entry: TOMLSection.Entry)? {
        guard !sections.contains(where: { $0.path == path }) else { return nil }
        for section in sections
        where path.count > section.path.count && path.starts(with: section.path) {
            let entry = section.entries.last { entry in
                let whole = section.path + entry.keys.map { .key($0) }
                return whole.count > path.count && whole.starts(with: path)
            }
            if let entry { return (section, entry) }
        }
        return nil
    }

    private func lastLine(of entry: TOMLSection.Entry) -> Int {
        source.lineNumber(at: max(entry.valueSpan.lowerBound, entry.valueSpan.upperBound - 1))
    }

    /// The line of the last entry, or of the header; nil for a file's top without entries.
    private func lastLine(of section: TOMLSection) -> Int? {
        if let last = section.entries.last { return lastLine(of: last) }
        return section.path.isEmpty ? nil : source.lineNumber(at: section.header.lowerBound)
    }

    /// The header's line, or that of the comments directly above it.
    private func lineAbove(_ section: TOMLSection) -> Int {
        LineEditor(source).firstAttachedCommentLine(
            above: source.lineNumber(at: section.header.lowerBound), comment: [0x23])
    }

    /// The last of the comment lines directly below a line, unless they are about the header below them.
    private func lineBelowComments(after line: Int) -> Int {
        let last = LineEditor(source).lastIndentedCommentLine(
            after: line, deeperThan: -1, comment: [0x23])
        guard last > line, last < source.lineCount else { return last }
        let next = source.contentRange(ofLine: last + 1).lowerBound
        return source.bytes[next] == 0x5B ? line : last
    }

    // MARK: Styles

    private func commented(_ lines: [[UInt8]], _ comment: String?, indent: [UInt8]) -> [[UInt8]] {
        ((comment.map { [Array("# \($0)".utf8)] } ?? []) + lines).map { indent + $0 }
    }

    /// `=` with or without blanks, as an entry has it; with where there is no model.
    private func equals(like entry: TOMLSection.Entry?) -> String {
        guard let entry = entry ?? sections.lazy.compactMap(\.entries.last).first else {
            return " = "
        }
        return entry.valueSpan.lowerBound == entry.keySpan.upperBound + 1 ? "=" : " = "
    }

    /// The quotes that every string among some nodes has; double ones when they differ or there is none.
    private func commonQuotes(_ nodes: [DataNode]) -> DataStyle {
        let styles = Set(nodes.filter { $0.string != nil }.map(\.style))
        return styles == [.singleQuoted] ? .singleQuoted : .doubleQuoted
    }
}
