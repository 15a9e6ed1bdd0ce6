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
        return source.inserting([line], beforeLine: try target().line)
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
        let target = try target()
        let indented = wanted.map { $0.isEmpty ? $0 : target.indentation + $0 }
        return source.inserting(indented, beforeLine: target.line)
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
