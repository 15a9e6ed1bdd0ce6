/// The lines of a text, counted from 1, as ranges of its bytes without their terminators (LF, CRLF or CR).
struct TextLines: Hashable, Sendable {
    let bytes: [UInt8]
    private let ranges: [Range<Int>]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        var ranges: [Range<Int>] = []
        var start = bytes.starts(with: mark) ? mark.count : 0
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == 0x0a || byte == 0x0d else {
                index += 1
                continue
            }
            ranges.append(start..<index)
            let isPair = byte == 0x0d && index + 1 < bytes.count && bytes[index + 1] == 0x0a
            index += isPair ? 2 : 1
            start = index
        }
        if start < bytes.count { ranges.append(start..<bytes.count) }
        self.ranges = ranges
    }

    var count: Int { ranges.count }

    /// The bytes of one line; none for a line that is not there.
    func line(_ number: Int) -> ArraySlice<UInt8> {
        (1...max(count, 1)).contains(number) && count > 0 ? bytes[ranges[number - 1]] : []
    }

    func isBlank(_ number: Int) -> Bool { line(number).allSatisfy(\.isBlank) }

    /// Lines joined by LF, bytes that are no UTF-8 shown as U+FFFD.
    func text(_ lines: ClosedRange<Int>) -> String {
        var joined: [UInt8] = []
        for number in lines.clamped(to: 1...max(count, 1)) {
            if number > lines.lowerBound { joined.append(0x0a) }
            joined += line(number)
        }
        return String(decoding: joined, as: UTF8.self)
    }
}

extension UInt8 {
    /// ASCII white space.
    var isBlank: Bool { self == 0x20 || (0x09...0x0d).contains(self) }
}

extension Collection<UInt8> where SubSequence: Collection<UInt8> {
    /// Without white space at either end.
    var trimmed: ArraySlice<UInt8> {
        let bytes = Array(self)
        guard let first = bytes.firstIndex(where: { !$0.isBlank }),
            let last = bytes.lastIndex(where: { !$0.isBlank })
        else { return [] }
        return bytes[first...last]
    }
}
