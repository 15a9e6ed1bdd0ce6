/// Makes the splices that add and remove whole lines, ended as their neighbours are.
struct LineEditor {
    private let source: SourceText

    init(_ source: SourceText) { self.source = source }

    /// A line below another one; the file's final newline stays or stays missing.
    func insertingLine(_ line: [UInt8], after number: Int) -> TextEdit {
        insertingLines([line], after: number)
    }

    /// Lines below another one; the file's final newline stays or stays missing.
    func insertingLines(_ lines: [[UInt8]], after number: Int) -> TextEdit {
        let range = source.fullRange(ofLine: number)
        if source.contentRange(ofLine: 1).lowerBound == source.bytes.count {
            // Only an empty file has no line to follow; a new file ends with a newline.
            return .insertion(lines.flatMap { $0 + [0x0A] }, at: source.bytes.count)
        }
        let newline = source.terminator(near: range.lowerBound).bytes
        if source.terminator(ofLine: number) == nil {
            return .insertion(lines.flatMap { newline + $0 }, at: range.upperBound)
        }
        return .insertion(lines.flatMap { $0 + newline }, at: range.upperBound)
    }

    /// A line above another one.
    func insertingLine(_ line: [UInt8], before number: Int) -> TextEdit {
        insertingLines([line], before: number)
    }

    /// Lines above another one.
    func insertingLines(_ lines: [[UInt8]], before number: Int) -> TextEdit {
        let start = source.contentRange(ofLine: number).lowerBound
        let newline = source.terminator(near: start).bytes
        return .insertion(lines.flatMap { $0 + newline }, at: start)
    }

    /// Removes lines whole.
    ///
    /// Blank lines below go too when the line above is blank or there is none, so that no gap doubles. At the
    /// end of the file the blank lines above go instead, and a missing final newline stays missing.
    func deletingLines(_ lines: ClosedRange<Int>) -> TextEdit {
        var first = lines.lowerBound
        var last = lines.upperBound
        let isAboveBlank = first == 1 || source.isBlank(line: first - 1)
        if isAboveBlank, last < source.lineCount {
            while last < source.lineCount, source.isBlank(line: last + 1) { last += 1 }
        }
        if last == source.lineCount {
            while first > 1, source.isBlank(line: first - 1) { first -= 1 }
        }
        let end = source.fullRange(ofLine: last).upperBound
        var start = source.contentRange(ofLine: first).lowerBound
        if source.terminator(ofLine: last) == nil, first > 1 {
            start = source.contentRange(ofLine: first - 1).upperBound
        }
        return TextEdit(range: start..<end, replacement: [])
    }

    /// The first of the comment lines that stand directly above a line with its indentation.
    ///
    /// The line itself when there are none, or when they reach up to the top of the file: those are about
    /// the whole file.
    func firstAttachedCommentLine(above line: Int, comment: [UInt8]) -> Int {
        let indentation = source.indentation(ofLine: line)
        var first = line
        while first > 1, source.indentation(ofLine: first - 1) == indentation,
            isComment(first - 1, comment: comment)
        { first -= 1 }
        return first == 1 ? line : first
    }

    /// The last of the comment lines directly below a line that are indented deeper than `column`.
    func lastIndentedCommentLine(after line: Int, deeperThan column: Int, comment: [UInt8]) -> Int {
        var last = line
        while last < source.lineCount, isComment(last + 1, comment: comment),
            source.indentation(ofLine: last + 1).count > column
        { last += 1 }
        return last
    }

    private func isComment(_ line: Int, comment: [UInt8]) -> Bool {
        source.bytes[source.contentRange(ofLine: line)]
            .drop { $0 == 0x20 || $0 == 0x09 }.starts(with: comment)
    }
}
