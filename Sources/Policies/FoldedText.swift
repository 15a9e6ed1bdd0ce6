/// A text with every run of white space folded to one space, that still knows the line of each byte.
///
/// Clauses are compared in this form, byte for byte: a paragraph may be wrapped anew without breaking a
/// citation, but no letter may change, not even to a canonically equivalent one.
struct FoldedText {
    private(set) var bytes: [UInt8] = []
    private var lineOfByte: [Int] = []

    init(_ text: some Sequence<UInt8>) { append(text, line: 1) }

    init(_ lines: TextLines, _ range: ClosedRange<Int>) {
        guard lines.count > 0 else { return }
        for number in range.clamped(to: 1...lines.count) {
            append(lines.line(number), line: number)
        }
    }

    init(_ lines: [CatalogText.Line]) {
        for line in lines { append(line.text, line: line.number) }
    }

    private mutating func append(_ text: some Sequence<UInt8>, line: Int) {
        var hasGap = !bytes.isEmpty
        for byte in text {
            if byte.isBlank {
                hasGap = !bytes.isEmpty
                continue
            }
            if hasGap {
                bytes.append(0x20)
                lineOfByte.append(line)
                hasGap = false
            }
            bytes.append(byte)
            lineOfByte.append(line)
        }
    }

    /// The lines over which the first occurrence of another folded text goes; nil when it does not occur, or
    /// is empty.
    func lines(of clause: FoldedText) -> ClosedRange<Int>? {
        guard let offset = offset(of: clause.bytes) else { return nil }
        let lines = lineOfByte[offset..<(offset + clause.bytes.count)]
        // A catalog may tell its parts in another order than the file does.
        return lines.reduce(lines[offset]...lines[offset]) {
            min($0.lowerBound, $1)...max($0.upperBound, $1)
        }
    }

    /// Knuth, Morris and Pratt's search: linear, whatever a hostile document holds.
    private func offset(of pattern: [UInt8]) -> Int? {
        guard !pattern.isEmpty, pattern.count <= bytes.count else { return nil }
        var borders = [Int](repeating: 0, count: pattern.count)
        var length = 0
        for index in pattern.indices.dropFirst() {
            while length > 0, pattern[index] != pattern[length] { length = borders[length - 1] }
            if pattern[index] == pattern[length] { length += 1 }
            borders[index] = length
        }
        length = 0
        for (index, byte) in bytes.enumerated() {
            while length > 0, byte != pattern[length] { length = borders[length - 1] }
            if byte == pattern[length] { length += 1 }
            if length == pattern.count { return index - length + 1 }
        }
        return nil
    }
}
