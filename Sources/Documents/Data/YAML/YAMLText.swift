internal import Basics

/// Writes strings of YAML as one-line scalars.
enum YAMLText {
    /// A string in the style asked for if that can hold it, else in quotes.
    ///
    /// A key may be a word that YAML 1.1 takes for a boolean, for that is how `on:` is written everywhere.
    static func scalar(
        _ text: String, style: DataStyle, quotes: DataStyle, inFlow: Bool = false,
        isKey: Bool = false
    ) -> [UInt8] {
        switch style {
        case .singleQuoted where isPrintable(text): return singleQuoted(text)
        case .singleQuoted, .doubleQuoted: return doubleQuoted(text)
        default:
            if isPlain(text, inFlow: inFlow, isKey: isKey) { return Array(text.utf8) }
            return quotes == .singleQuoted && isPrintable(text)
                ? singleQuoted(text) : doubleQuoted(text)
        }
    }

    // MARK: Plain

    private static func isPlain(_ text: String, inFlow: Bool, isKey: Bool) -> Bool {
        guard isPrintable(text), YAMLScalar.value(ofPlain: text) == .string(text),
            isKey || !looksSpecialToOlderReaders(text)
        else { return false }
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, first != 0x20, last != 0x20,
            last != 0x3A
        else {
            return false
        }
        if "?:,[]{}#&*!|>'\"%@`=<".utf8.contains(first) { return false }
        if first == 0x2D,
            bytes.count == 1 || bytes[1] == 0x20 || bytes.starts(with: [0x2D, 0x2D, 0x2D])
        {
            return false
        }
        if bytes.starts(with: [0x2E, 0x2E, 0x2E]) { return false }
        for (index, byte) in bytes.enumerated() {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            if byte == 0x3A, inFlow || next == 0x20 { return false }
            if byte == 0x20, next == 0x23 { return false }
            if inFlow, ",[]{}?".utf8.contains(byte) { return false }
        }
        return !isKey || bytes.count <= 512
    }

    /// Words and numbers of YAML 1.1, which many programs still read: `yes`, `12:30`, `1_000`, dates.
    private static func looksSpecialToOlderReaders(_ text: String) -> Bool {
        if ["y", "n", "yes", "no", "on", "off"].contains(text.lowercased()) { return true }
        let bytes = Array(text.utf8)
        let start = bytes.first == 0x2D || bytes.first == 0x2B ? 1 : 0
        guard start < bytes.count, (0x30...0x39).contains(bytes[start]) else { return false }
        let isNumberLike = bytes.dropFirst(start).allSatisfy {
            (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x3A
        }
        let isDateLike =
            bytes.count >= 8 && bytes[4] == 0x2D
            && bytes.prefix(4).allSatisfy { (0x30...0x39).contains($0) }
        return isNumberLike || isDateLike
    }

    /// Whether each character may stand in a scalar on one line as it is.
    static func isPrintable(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy(isPrintable)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
            0x10000...:
            true
        default: false
        }
    }

    // MARK: Quoted

    private static func singleQuoted(_ text: String) -> [UInt8] {
        [0x27] + text.utf8.flatMap { $0 == 0x27 ? [0x27, 0x27] : [$0] } + [0x27]
    }

    private static func doubleQuoted(_ text: String) -> [UInt8] {
        Array(text.quoted { !isPrintable($0) }.utf8)
    }

    // MARK: Literal

    /// The header and lines of a literal block scalar; nil for a text that it cannot hold.
    static func literal(_ text: String) -> (header: [UInt8], lines: [[UInt8]])? {
        guard text.utf8.contains(0x0A), let first = text.utf8.first, first != 0x20, first != 0x0A
        else {
            return nil
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.allSatisfy(isPrintable), lines.contains(where: { !$0.isEmpty }) else {
            return nil
        }
        let header: String
        if lines.last?.isEmpty != true {
            header = "|-"
        } else {
            lines.removeLast()
            header = lines.last?.isEmpty == true ? "|+" : "|"
        }
        return (Array(header.utf8), lines.map { Array($0.utf8) })
    }
}
