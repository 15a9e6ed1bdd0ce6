/// The bytes that a bracket expression of a pattern stands for.
struct ByteSet: Equatable, Sendable {
    private var low: (UInt64, UInt64) = (0, 0)
    private var high: (UInt64, UInt64) = (0, 0)

    static func == (left: ByteSet, right: ByteSet) -> Bool {
        left.low == right.low && left.high == right.high
    }

    func contains(_ byte: UInt8) -> Bool {
        let bit = UInt64(1) << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: return low.0 & bit != 0
        case 1: return low.1 & bit != 0
        case 2: return high.0 & bit != 0
        default: return high.1 & bit != 0
        }
    }

    private mutating func insert(_ byte: UInt8) {
        let bit = UInt64(1) << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: low.0 |= bit
        case 1: low.1 |= bit
        case 2: high.0 |= bit
        default: high.1 |= bit
        }
    }

    private mutating func invert() {
        low = (~low.0, ~low.1)
        high = (~high.0, ~high.1)
    }

    /// Reads `[…]` from where the bracket opens; nil when it never closes or names an unknown class.
    static func parse(_ pattern: [UInt8], from start: Int) -> (set: ByteSet, end: Int)? {
        var set = ByteSet()
        var index = start + 1
        guard index < pattern.count else { return nil }
        let isNegated = pattern[index] == UInt8(ascii: "!") || pattern[index] == UInt8(ascii: "^")
        if isNegated { index += 1 }
        var isFirst = true
        while index < pattern.count, isFirst || pattern[index] != UInt8(ascii: "]") {
            isFirst = false
            if pattern[index...].starts(with: "[:".utf8) {
                guard let end = set.insertClass(pattern, from: index + 2) else { return nil }
                index = end
                continue
            }
            guard let (first, next) = literal(pattern, at: index) else { return nil }
            index = next
            if index + 1 < pattern.count, pattern[index] == UInt8(ascii: "-"),
                pattern[index + 1] != UInt8(ascii: "]")
            {
                guard let (last, end) = literal(pattern, at: index + 1) else { return nil }
                if first <= last { for byte in first...last { set.insert(byte) } }
                index = end
            } else {
                set.insert(first)
            }
        }
        guard index < pattern.count else { return nil }
        if isNegated { set.invert() }
        return (set, index + 1)
    }

    private static func literal(_ pattern: [UInt8], at index: Int) -> (UInt8, Int)? {
        guard index < pattern.count else { return nil }
        if pattern[index] != UInt8(ascii: "\\") { return (pattern[index], index + 1) }
        return index + 1 < pattern.count ? (pattern[index + 1], index + 2) : nil
    }

    private mutating func insertClass(_ pattern: [UInt8], from start: Int) -> Int? {
        guard let colon = pattern[start...].firstIndex(of: UInt8(ascii: ":")),
            colon + 1 < pattern.count,
            pattern[colon + 1] == UInt8(ascii: "]"),
            let belongs = Self.classes[String(decoding: pattern[start..<colon], as: UTF8.self)]
        else { return nil }
        for byte in UInt8(0)..<128 where belongs(byte) { insert(byte) }
        return colon + 2
    }

    private static let classes: [String: @Sendable (UInt8) -> Bool] = [
        "digit": { (0x30...0x39).contains($0) },
        "lower": { (0x61...0x7a).contains($0) },
        "upper": { (0x41...0x5a).contains($0) },
        "alpha": { (0x61...0x7a).contains($0 | 0x20) },
        "alnum": { (0x30...0x39).contains($0) || (0x61...0x7a).contains($0 | 0x20) },
        "xdigit": { (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) },
        "space": { $0 == 0x20 || (0x09...0x0d).contains($0) },
        "blank": { $0 == 0x20 || $0 == 0x09 },
        "cntrl": { $0 < 0x20 || $0 == 0x7f },
        "print": { (0x20...0x7e).contains($0) },
        "graph": { (0x21...0x7e).contains($0) },
        "punct": {
            (0x21...0x7e).contains($0) && !(0x30...0x39).contains($0)
                && !(0x61...0x7a).contains($0 | 0x20)
        },
    ]
}
