internal import Documents

/// Where a line or block goes, found in a file.
struct LineOperation {
    let source: SourceText
    let place: PatchOperation.LinePlace

    /// The splice that makes sure of one line; nil when it is there.
    ///
    /// `pattern` is what counts as the line being there; nil for the line itself.
    func ensuring(line: [UInt8], unless pattern: String?) throws(Declined) -> TextEdit? {
        guard !line.contains(where: { $0 == 0x0A || $0 == 0x0D }) else {
            throw Declined(reason: "the line would be several lines")
        }
        if let pattern {
            if try firstLine(matching: pattern) != nil { return nil }
        } else if (1...source.lineCount).contains(where: {
            source.content(ofLine: $0).trimmedAtEnd == line[...].trimmedAtEnd
        }), !source.isEmptyText {
            return nil
        }
        return try inserting([line])
    }

    /// The splice that makes sure of several lines in a row, whatever their indentation; nil when they are there.
    func ensuring(block lines: [[UInt8]]) throws(Declined) -> TextEdit? {
        guard !lines.isEmpty else { return nil }
        let wanted = Indentation.stripped(lines)
        let last = source.lineCount - lines.count + 1
        if last >= 1 {
            for first in 1...last {
                let window = (first..<first + lines.count).map { Array(source.content(ofLine: $0)) }
                if Indentation.stripped(window) == wanted { return nil }
            }
        }
        return try inserting(wanted)
    }

    /// The splice that makes the lines between two markers some lines, and adds all of it when no marker is there; nil
    /// when it is so.
    func ensuring(
        block lines: [[UInt8]], between markers: PatchOperation.BlockMarkers
    ) throws(Declined) -> TextEdit? {
        let begin = linesWithText(markers.begin)
        let end = linesWithText(markers.end)
        if begin.isEmpty, end.isEmpty {
            return try inserting([Array(markers.begin.utf8)] + lines + [Array(markers.end.utf8)])
        }
        guard begin.count == 1, end.count == 1, begin[0] < end[0] else {
            throw Declined(
                reason:
                    "the markers `\(markers.begin)` and `\(markers.end)` do not stand there once, in order"
            )
        }
        let inside = (begin[0] + 1..<end[0]).map { Array(source.content(ofLine: $0)) }
        if Indentation.stripped(inside) == Indentation.stripped(lines) { return nil }
        let indentation = source.indentation(ofLine: begin[0])
        let terminator = source.terminator(ofLine: begin[0])?.bytes ?? [0x0A]
        let range =
            source.fullRange(ofLine: begin[0])
            .upperBound..<source.fullRange(ofLine: end[0])
            .lowerBound
        return TextEdit(
            range: range,
            replacement: lines.flatMap { ($0.isEmpty ? $0 : indentation + $0) + terminator })
    }

    /// The splice that puts lines at the place, with the indentation there.
    private func inserting(_ lines: [[UInt8]]) throws(Declined) -> TextEdit {
        if case .section(let header) = place, linesWithText(header).isEmpty {
            let apart: [[UInt8]] =
                source.isEmptyText || source.isBlank(line: source.lineCount) ? [] : [[]]
            return source.inserting(
                apart + [Array(header.utf8)] + lines, beforeLine: source.lineCount + 1)
        }
        let target = try target()
        let indented = lines.map { $0.isEmpty ? $0 : target.indentation + $0 }
        return source.inserting(indented, beforeLine: target.line)
    }

    /// The lines that hold nothing but a text, blanks around it aside.
    private func linesWithText(_ text: String) -> [Int] {
        let wanted = Array(text.utf8)[...].trimmedAtEnd.drop(while: \.isBlankByte)
        return (1...source.lineCount).filter { line in
            source.content(ofLine: line).trimmedAtEnd.drop(while: \.isBlankByte) == wanted
        }
    }

    /// The line behind the last one of a section: it ends where the next one starts that is written alike, and one that
    /// a comment starts also at a blank line.
    private func end(ofSection header: String) throws(Declined) -> Int {
        let found = linesWithText(header)
        guard found.count == 1, let first = found.first else {
            throw Declined(reason: "`\(header)` starts several sections")
        }
        let opening = Array(header.utf8)[...].drop(while: \.isBlankByte).first
        let isComment = opening.map { "#;".utf8.contains($0) } ?? false
        var last = first
        for line in first + 1..<source.lineCount + 1 {
            let content = source.content(ofLine: line).drop(while: \.isBlankByte)
            if content.isEmpty {
                if isComment { break }
                continue
            }
            if !isComment, content.first == opening { break }
            last = line
        }
        return last + 1
    }

    /// The line to stand before, and the indentation there.
    private func target() throws(Declined) -> (line: Int, indentation: [UInt8]) {
        switch place {
        case .bottom: return (source.lineCount + 1, [])
        case .top:
            let hasInterpreter = source.content(ofLine: 1).starts(with: "#!".utf8)
            return (hasInterpreter ? 2 : 1, [])
        case .before(let pattern):
            let line = try requiredLine(pattern)
            return (line, source.indentation(ofLine: line))
        case .after(let pattern):
            let line = try requiredLine(pattern)
            return (line + 1, source.indentation(ofLine: line))
        case .section(let header): return (try end(ofSection: header), [])
        }
    }

    private func requiredLine(_ pattern: String) throws(Declined) -> Int {
        guard let line = try firstLine(matching: pattern) else {
            throw Declined(reason: "no line matches `\(pattern)`")
        }
        return line
    }

    private func firstLine(matching pattern: String) throws(Declined) -> Int? {
        let expression: RegularExpression
        do { expression = try RegularExpression(pattern) } catch {
            throw Declined(reason: "the pattern `\(pattern)` is malformed: \(error.reason)")
        }
        let matcher = PatternMatcher()
        for line in 1...source.lineCount {
            do throws(MatchLimit) {
                if try expression.matches(Array(source.content(ofLine: line)), using: matcher) {
                    return line
                }
            } catch {
                throw Declined(
                    reason: "the pattern `\(pattern)` cannot be searched: \(error.reason)")
            }
        }
        return nil
    }
}

extension ArraySlice<UInt8> {
    /// The bytes without blanks at their end.
    var trimmedAtEnd: ArraySlice<UInt8> {
        var rest = self
        while let last = rest.last, last.isBlankByte { rest.removeLast() }
        return rest
    }
}
