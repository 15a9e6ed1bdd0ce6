/// Adds and removes parts of a collection in brackets, in the layout that its other parts have.
///
/// JSON, flow collections of YAML, and arrays and inline tables of TOML only differ in their comments.
struct FlowEditor {
    /// How comments are written between the parts.
    enum Comments {
        case none
        case hash
        case slashes
    }

    /// Where the text of a new part goes, which decides how it is written.
    enum Layout {
        case inline
        /// On lines of its own, with this indentation.
        case lines([UInt8])
    }

    let source: SourceText
    let comments: Comments
    /// The collection with its brackets.
    let span: Range<Int>
    /// Its parts in order.
    let parts: [Range<Int>]
    /// What an empty collection's only part is indented by; nil to keep it on the line.
    let indentationWhenEmpty: [UInt8]?

    private var bytes: [UInt8] { source.bytes }

    // MARK: Inserting

    func inserting(
        at index: Int, comment: String?, text: (Layout) throws(DataEditError) -> [UInt8]
    ) throws(DataEditError) -> [TextEdit] {
        guard let first = parts.first else { return try fillingEmpty(comment: comment, text: text) }
        let neighbour = index == 0 ? first : parts[index - 1]
        if source.isFirstOnLine(neighbour.lowerBound) {
            let indentation = source.indentation(
                ofLine: source.lineNumber(at: neighbour.lowerBound))
            var lines = try text(.lines(indentation))
            if let comment {
                let newline = source.terminator(near: neighbour.lowerBound).bytes
                lines = commentOpening + Array(comment.utf8) + newline + indentation + lines
            }
            return index == 0
                ? [insertingLines(lines, before: first, indentation: indentation)]
                : insertingLines(lines, after: neighbour, indentation: indentation)
        }
        guard comment == nil else {
            throw .unsupported("there is no line of its own for the comment")
        }
        let part = try text(.inline)
        if index == 0 { return [.insertion(part + separator, at: first.lowerBound)] }
        return [.insertion(separator + part, at: neighbour.upperBound)]
    }

    private var commentOpening: [UInt8] { Array((comments == .slashes ? "// " : "# ").utf8) }

    private func fillingEmpty(
        comment: String?, text: (Layout) throws(DataEditError) -> [UInt8]
    ) throws(DataEditError) -> [TextEdit] {
        let inner = span.lowerBound + 1..<span.upperBound - 1
        guard bytes[inner].allSatisfy({ $0 <= 0x20 }) else {
            throw .unsupported("the empty collection holds comments")
        }
        guard let outer = indentationWhenEmpty else {
            guard comment == nil else {
                throw .unsupported("there is no line of its own for the comment")
            }
            return [TextEdit(range: inner, replacement: try text(.inline))]
        }
        let newline = source.terminator(near: span.lowerBound).bytes
        let line = source.indentation(ofLine: source.lineNumber(at: span.lowerBound))
        var part = newline + line + outer
        if let comment { part += commentOpening + Array(comment.utf8) + newline + line + outer }
        part += try text(.lines(line + outer)) + newline + line
        return [TextEdit(range: inner, replacement: part)]
    }

    private func insertingLines(_ text: [UInt8], before part: Range<Int>, indentation: [UInt8])
        -> TextEdit
    {
        let newline = source.terminator(near: part.lowerBound).bytes
        return .insertion(text + [0x2C] + newline + indentation, at: part.lowerBound)
    }

    private func insertingLines(
        _ text: [UInt8], after part: Range<Int>, indentation: [UInt8]
    ) -> [TextEdit] {
        let newline = source.terminator(near: part.lowerBound).bytes
        guard let comma = comma(after: part) else {
            if let end = endOfBlankRest(from: part.upperBound), end > part.upperBound {
                return [
                    .insertion([0x2C], at: part.upperBound),
                    .insertion(newline + indentation + text, at: end),
                ]
            }
            return [.insertion([0x2C] + newline + indentation + text, at: part.upperBound)]
        }
        if let end = endOfBlankRest(from: comma + 1) {
            return [.insertion(newline + indentation + text + [0x2C], at: end)]
        }
        return [.insertion([0x2C] + newline + indentation + text, at: part.upperBound)]
    }

    /// A comma and the blanks that stand after the first comma; one blank where there is no model.
    private var separator: [UInt8] {
        guard parts.count > 1, let comma = comma(after: parts[0]) else { return [0x2C, 0x20] }
        let blanks = bytes[comma + 1..<max(comma + 1, parts[1].lowerBound)]
        return blanks.isEmpty ? [0x2C] : [0x2C, 0x20]
    }

    // MARK: Deleting

    func deleting(at index: Int) throws(DataEditError) -> [TextEdit] {
        let part = parts[index]
        let comma = comma(after: part)
        let end = comma.map { $0 + 1 } ?? part.upperBound
        if parts.count == 1, let edit = emptying(part, end: end) { return [edit] }
        if source.isFirstOnLine(part.lowerBound), let rest = endOfBlankRest(from: end) {
            return deletingLines(part, through: rest, index: index, hasComma: comma != nil)
        }
        let gap: Range<Int>
        if index > 0 {
            gap = parts[index - 1].upperBound..<part.upperBound
        } else {
            gap = part.lowerBound..<(parts.count > 1 ? parts[1].lowerBound : end)
        }
        guard !hasComment(in: gap.lowerBound..<part.lowerBound),
            !hasComment(in: part.upperBound..<gap.upperBound)
        else { throw .unsupported("a comment stands between the parts") }
        return [TextEdit(range: gap, replacement: [])]
    }

    /// Leaves only the brackets, where nothing but the part stands between them.
    private func emptying(_ part: Range<Int>, end: Int) -> TextEdit? {
        let inner = span.lowerBound + 1..<span.upperBound - 1
        let isAlone =
            bytes[inner.lowerBound..<part.lowerBound].allSatisfy { $0 <= 0x20 }
            && bytes[end..<max(end, inner.upperBound)].allSatisfy { $0 <= 0x20 }
            && bytes[part.upperBound..<end].allSatisfy { $0 <= 0x20 || $0 == 0x2C }
        return isAlone ? TextEdit(range: inner, replacement: []) : nil
    }

    private func deletingLines(
        _ part: Range<Int>, through rest: Int, index: Int, hasComma: Bool
    ) -> [TextEdit] {
        let first = source.lineNumber(at: part.lowerBound)
        let last = source.lineNumber(at: rest)
        let lines = TextEdit(
            range: source.contentRange(ofLine: first)
                .lowerBound..<source.fullRange(ofLine: last).upperBound,
            replacement: [])
        guard index == parts.count - 1, index > 0, !hasComma,
            let comma = comma(after: parts[index - 1])
        else { return [lines] }
        return [TextEdit(range: comma..<comma + 1, replacement: []), lines]
    }

    // MARK: Between the parts

    /// The comma after a part; nil when the closing bracket comes first.
    private func comma(after part: Range<Int>) -> Int? {
        let offset = skippingBlanks(from: part.upperBound)
        return offset < span.upperBound && bytes[offset] == 0x2C ? offset : nil
    }

    private func skippingBlanks(from start: Int) -> Int {
        var offset = start
        while offset < span.upperBound {
            if bytes[offset] <= 0x20 {
                offset += 1
            } else if let end = endOfComment(at: offset) {
                offset = end
            } else {
                break
            }
        }
        return offset
    }

    /// Where a comment that starts here ends; nil when none starts.
    private func endOfComment(at offset: Int) -> Int? {
        let next = offset + 1 < bytes.count ? bytes[offset + 1] : 0
        switch comments {
        case .none: return nil
        case .hash: return bytes[offset] == 0x23 ? endOfLine(offset) : nil
        case .slashes:
            guard bytes[offset] == 0x2F else { return nil }
            if next == 0x2F { return endOfLine(offset) }
            guard next == 0x2A else { return nil }
            var end = offset + 4
            while end < bytes.count, !(bytes[end - 2] == 0x2A && bytes[end - 1] == 0x2F) {
                end += 1
            }
            return min(end, bytes.count)
        }
    }

    private func endOfLine(_ offset: Int) -> Int {
        source.contentRange(ofLine: source.lineNumber(at: offset)).upperBound
    }

    private func hasComment(in range: Range<Int>) -> Bool {
        range.contains { endOfComment(at: $0) != nil }
    }

    /// The end of the line if nothing but blanks and one comment stand on it from here; else nil.
    private func endOfBlankRest(from start: Int) -> Int? {
        let end = endOfLine(start)
        var offset = start
        while offset < end {
            if bytes[offset] == 0x20 || bytes[offset] == 0x09 {
                offset += 1
            } else if let next = endOfComment(at: offset), next <= end {
                offset = next
            } else {
                return nil
            }
        }
        return end
    }
}
