internal import Documents

/// A place for lines of code beside a statement, with the blank lines that go around them.
struct CodeInsertion: Hashable {
    /// The line to stand before; one more than there are for the end of the file.
    let line: Int
    /// What the code is indented with.
    let indentation: [UInt8]
    /// Blank lines to add above and below.
    var above: Int
    var below: Int

    /// Finds the place beside a match.
    ///
    /// Without a syntax tree the statement is the lines of the match. With `isElement` a match that is an element of a
    /// list is such a statement.
    init(
        _ place: PatchOperation.CodePlace, span: Range<Int>, source: SourceText, code: CodeTree?,
        blankLines wanted: Int, isElement: Bool = false
    ) throws(Declined) {
        let element = isElement ? code?.element(at: span) : nil
        let statement: StatementLines
        if let element {
            statement = StatementLines(element.range, in: source)
        } else {
            statement = try Self.statement(for: place, span: span, source: source, code: code)
        }
        let comments = code?.language.lineComments ?? ["#", "//"]
        try Self.requireOwnLines(statement, in: source, comments)
        indentation = source.indentation(ofLine: statement.firstLine)
        // Inside a function or class one blank line is what style guides ask for.
        let blank = indentation.isEmpty ? wanted : min(wanted, 1)
        switch place {
        case .after, .lastIn:
            line = statement.lastLine + 1
            above = blank
            let next = source.blankLines(from: line)
            let isLast = source.closesBlock(line: line + (next ?? 0))
            below = isLast ? 0 : next.map { max(0, blank - $0) } ?? 0
        case .before:
            line = Self.lineAboveComments(of: statement.firstLine, in: source, comments)
            above = source.blankLines(before: line).map { max(0, blank - $0) } ?? 0
            below = blank
        case .firstIn:
            line = statement.firstLine
            above = 0
            below = blank
        }
    }

    /// The lines of code with their indentation and blank lines.
    func lines(of text: String, in source: SourceText) -> [[UInt8]] {
        let code = Indentation(of: source).applied(
            to: Indentation.lines(of: text), base: indentation)
        return Array(repeating: [], count: above) + code + Array(repeating: [], count: below)
    }

    private static func statement(
        for place: PatchOperation.CodePlace, span: Range<Int>, source: SourceText, code: CodeTree?
    ) throws(Declined) -> StatementLines {
        switch place {
        case .before, .after:
            guard let code else { return StatementLines(span, in: source) }
            guard let statement = code.statement(holding: span) else {
                throw Declined(reason: "the match stands in no statement")
            }
            return StatementLines(statement.range, in: source)
        case .firstIn, .lastIn:
            guard let statements = code?.body(around: span)?.namedChildren,
                let last = statements.last
            else {
                throw Declined(reason: "the match stands in no function or class")
            }
            guard case .firstIn = place else { return StatementLines(last.range, in: source) }
            // A docstring has to stay first; behind it when it is all there is.
            guard let first = statements.first(where: { !$0.isDocstring && !$0.isComment }) else {
                throw Declined(reason: "the body has nothing but a docstring")
            }
            return StatementLines(first.range, in: source)
        }
    }

    /// Nothing but the statement, and perhaps a comment behind it, may stand on its lines.
    private static func requireOwnLines(
        _ statement: StatementLines, in source: SourceText, _ comments: [String]
    ) throws(Declined) {
        let start = source.contentRange(ofLine: statement.firstLine).lowerBound
        let end = source.contentRange(ofLine: statement.lastLine).upperBound
        let before = source.bytes[start..<max(start, statement.range.lowerBound)]
        let after = source.bytes[min(end, statement.range.upperBound)..<end]
        let rest = after.drop { $0.isBlankByte || ";,".utf8.contains($0) }
        let isComment = comments.contains { rest.starts(with: $0.utf8) }
        guard before.allSatisfy(\.isBlankByte), rest.isEmpty || isComment else {
            throw Declined(reason: "the statement shares its line with another")
        }
    }

    /// The first of the comment lines directly above a line, which belong to it; the line itself when the comments
    /// are the file's header.
    private static func lineAboveComments(
        of line: Int, in source: SourceText, _ comments: [String]
    ) -> Int {
        let indentation = source.indentation(ofLine: line)
        var first = line
        while first > 1, source.indentation(ofLine: first - 1) == indentation,
            comments.contains(where: {
                source.content(ofLine: first - 1).dropFirst(indentation.count)
                    .starts(with: $0.utf8)
            })
        {
            first -= 1
        }
        return first == 1 ? line : first
    }
}

extension SourceText {
    /// Whether a line starts with a bracket that closes, before which no blank line is wanted.
    fileprivate func closesBlock(line: Int) -> Bool {
        guard line <= lineCount else { return false }
        return content(ofLine: line).first { !$0.isBlankByte }.map { "})]".utf8.contains($0) }
            ?? false
    }
}

/// A statement and the lines that it stands on.
struct StatementLines: Hashable {
    let range: Range<Int>
    let firstLine: Int
    let lastLine: Int

    /// The lines of a range.
    init(_ range: Range<Int>, in source: SourceText) {
        self.range = range
        firstLine = source.lineNumber(at: range.lowerBound)
        lastLine = source.lineNumber(at: max(range.lowerBound, range.upperBound - 1))
    }
}
