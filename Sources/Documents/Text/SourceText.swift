/// The lines of a file, by byte offset; the bytes themselves are never changed or decoded.
///
/// A line ends with LF, CR LF or a lone CR. An empty file has one empty line, and a file that ends with a
/// terminator has no further line after it. Every offset counts a byte order mark; the first line's
/// content starts after it. Offsets and lines outside the file are clamped to it.
package struct SourceText: Sendable {
    /// The whole file.
    package let bytes: [UInt8]
    /// Whether the file starts with the UTF-8 byte order mark.
    package let hasByteOrderMark: Bool
    /// The dominant terminator; the earliest in the order LF, CR LF, CR where two are equally frequent.
    package let dominantTerminator: LineTerminator
    private let starts: [Int]

    /// The lines of `bytes`; one pass over them.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        hasByteOrderMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        (starts, dominantTerminator) = Self.scanned(bytes)
    }

    private static func scanned(_ bytes: [UInt8]) -> (starts: [Int], dominant: LineTerminator) {
        var starts = [0]
        var lf = 0
        var crlf = 0
        var cr = 0
        bytes.withUnsafeBufferPointer { buffer in
            var offset = 0
            while offset < buffer.count {
                let byte = buffer[offset]
                offset += 1
                if byte == 0x0A {
                    lf += 1
                } else if byte == 0x0D {
                    if offset < buffer.count, buffer[offset] == 0x0A {
                        offset += 1
                        crlf += 1
                    } else {
                        cr += 1
                    }
                } else {
                    continue
                }
                if offset < buffer.count { starts.append(offset) }
            }
        }
        if lf >= crlf && lf >= cr { return (starts, .lf) }
        return (starts, crlf >= cr ? .crlf : .cr)
    }

    /// Whether a NUL stands in the first 8000 bytes, as git decides it.
    package var isBinary: Bool { bytes.prefix(8000).contains(0) }

    /// Whether the whole file is valid UTF-8; costs one pass.
    package var isUTF8: Bool { UTF8Scanner.firstInvalidOffset(in: bytes) == nil }

    /// How many lines there are; at least one.
    package var lineCount: Int { starts.count }

    /// Whether the last byte ends a line.
    package var endsWithNewline: Bool { bytes.last == 0x0A || bytes.last == 0x0D }

    /// The line of a byte, counted from 1; the end of the file belongs to the last line.
    ///
    /// O(log lines).
    package func lineNumber(at offset: Int) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// Line and column of a byte; costs the length of its line.
    package func position(at offset: Int) -> TextPosition {
        let offset = min(max(offset, 0), bytes.count)
        let line = lineNumber(at: offset)
        let start = contentRange(ofLine: line).lowerBound
        let scalars = bytes[min(start, offset)..<offset].reduce(into: 0) { count, byte in
            if byte & 0xC0 != 0x80 { count += 1 }
        }
        return TextPosition(line: line, column: scalars + 1, offset: offset)
    }

    /// The bytes of a line without its terminator and without a byte order mark.
    package func contentRange(ofLine line: Int) -> Range<Int> {
        let full = fullRange(ofLine: line)
        let end = full.upperBound - (terminator(ofLine: line)?.bytes.count ?? 0)
        let start = full.lowerBound == 0 && hasByteOrderMark ? 3 : full.lowerBound
        return start..<end
    }

    /// The bytes of a line with its terminator, and with the byte order mark on the first line.
    package func fullRange(ofLine line: Int) -> Range<Int> {
        let index = min(max(line, 1), starts.count) - 1
        return starts[index]..<(index + 1 < starts.count ? starts[index + 1] : bytes.count)
    }

    /// How a line ends; nil on a last line that does not.
    package func terminator(ofLine line: Int) -> LineTerminator? {
        let range = fullRange(ofLine: line)
        guard let last = bytes[range].last else { return nil }
        if last == 0x0D { return .cr }
        guard last == 0x0A else { return nil }
        return range.count > 1 && bytes[range.upperBound - 2] == 0x0D ? .crlf : .lf
    }

    /// How a line inserted near a byte should end: as its own line, else the line above, else the dominant.
    package func terminator(near offset: Int) -> LineTerminator {
        let line = lineNumber(at: offset)
        if let own = terminator(ofLine: line) { return own }
        if line > 1, let above = terminator(ofLine: line - 1) { return above }
        return dominantTerminator
    }

    /// The spaces and tabs a line starts with.
    package func indentation(ofLine line: Int) -> [UInt8] {
        Array(bytes[contentRange(ofLine: line)].prefix { $0 == 0x20 || $0 == 0x09 })
    }

    /// The text of a range; invalid UTF-8 shows as replacement characters.
    package func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
    }
}

extension SourceText {
    /// Whether a line holds only spaces and tabs.
    func isBlank(line: Int) -> Bool {
        bytes[contentRange(ofLine: line)].allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    /// The offset of the first byte of a line, after a byte order mark.
    func startOfLine(at offset: Int) -> Int {
        contentRange(ofLine: lineNumber(at: offset)).lowerBound
    }

    /// Whether only spaces and tabs stand before a byte on its line.
    func isFirstOnLine(_ offset: Int) -> Bool {
        bytes[min(startOfLine(at: offset), offset)..<offset].allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }
}
