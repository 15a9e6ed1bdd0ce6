internal import Documents

extension SourceText {
    /// The splice that puts whole lines in front of a line; `lineCount + 1` stands for the end of the file.
    ///
    /// The lines end as their neighbour does. Behind a last line without a terminator the file stays without one.
    func inserting(_ lines: [[UInt8]], beforeLine line: Int) -> TextEdit {
        if line <= lineCount, !isEmptyText {
            let offset =
                line <= 1 ? contentRange(ofLine: 1).lowerBound : fullRange(ofLine: line).lowerBound
            let end = terminator(near: offset).bytes
            return .insertion(lines.flatMap { $0 + end }, at: offset)
        }
        let end = terminator(near: bytes.count).bytes
        if isEmptyText || endsWithNewline {
            return .insertion(lines.flatMap { $0 + end }, at: bytes.count)
        }
        return .insertion(lines.flatMap { end + $0 }, at: bytes.count)
    }

    /// Whether there is nothing in the file but perhaps a byte order mark.
    var isEmptyText: Bool { bytes.count == (hasByteOrderMark ? 3 : 0) }

    /// The content of a line.
    func content(ofLine line: Int) -> ArraySlice<UInt8> { bytes[contentRange(ofLine: line)] }

    /// Whether a line holds nothing but white space.
    func isBlank(line: Int) -> Bool { content(ofLine: line).allSatisfy(\.isBlankByte) }

    /// How many blank lines stand directly before a line; nil when they reach up to the start of the file.
    func blankLines(before line: Int) -> Int? {
        var count = 0
        while line - 1 - count >= 1, isBlank(line: line - 1 - count) { count += 1 }
        return line - 1 - count >= 1 ? count : nil
    }

    /// How many blank lines there are from a line on; nil when they reach to the end of the file.
    func blankLines(from line: Int) -> Int? {
        var count = 0
        while line + count <= lineCount, isBlank(line: line + count) { count += 1 }
        return line + count <= lineCount ? count : nil
    }
}

extension UInt8 {
    /// A space, a tab, or a stray carriage return or form feed.
    var isBlankByte: Bool { self == 0x20 || self == 0x09 || self == 0x0C || self == 0x0D }
}

extension [UInt8] {
    /// The text with each of its line ends written in one way.
    func withLineEnds(_ terminator: LineTerminator) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        var index = startIndex
        while index < endIndex {
            let byte = self[index]
            index += 1
            switch byte {
            case 0x0A: result += terminator.bytes
            case 0x0D:
                if index < endIndex, self[index] == 0x0A { index += 1 }
                result += terminator.bytes
            default: result.append(byte)
            }
        }
        return result
    }
}
