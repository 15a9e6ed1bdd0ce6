/// Cuts text into words, byte by byte: every check of every sentence begins with it.
enum WordCutter {
    /// The words between blanks, brackets and quotes, without final punctuation.
    static func words(of text: some StringProtocol) -> [String] {
        let bytes = Array(text.utf8)
        var words: [String] = []
        var start = 0
        var position = 0
        while position < bytes.count {
            let length = separator(at: position, in: bytes)
            if length > 0 {
                append(bytes, start, position, to: &words)
                start = position + length
            }
            position += max(1, length)
        }
        append(bytes, start, bytes.count, to: &words)
        return words
    }

    /// The parts of a word between hyphens, dashes and slashes.
    static func parts(of word: String) -> [String] {
        let bytes = Array(word.utf8)
        guard bytes.contains(where: { $0 == hyphen || $0 == slash || $0 >= 0x80 }) else {
            return [word]
        }
        return word.split { "-–—/".contains($0) }.map(String.init)
    }

    /// Whether the last of a word, but for what closes a quotation or a bracket, ends a sentence.
    static func endsSentence(_ word: Substring) -> Bool {
        word.last { !"\"')”’".contains($0) }.map { ".!?;".contains($0) } ?? false
    }

    private static let hyphen = UInt8(ascii: "-")
    private static let slash = UInt8(ascii: "/")
    private static let separators: [Bool] = {
        var table = [Bool](repeating: false, count: 128)
        for byte in "\t\n\u{b}\u{c}\r ()[]{}<>\"',;`|*".utf8 { table[Int(byte)] = true }
        return table
    }()

    private static func append(
        _ bytes: [UInt8], _ start: Int, _ end: Int, to words: inout [String]
    ) {
        var end = end
        while end > start {
            if ".:!?".utf8.contains(bytes[end - 1]) {
                end -= 1
            } else if end - start >= 3, bytes[end - 3] == 0xe2, bytes[end - 2] == 0x80,
                bytes[end - 1] == 0xa6
            {
                end -= 3
            } else {
                break
            }
        }
        if end > start { words.append(String(decoding: bytes[start..<end], as: UTF8.self)) }
    }

    /// The bytes of the separator that begins there; zero for none.
    private static func separator(at position: Int, in bytes: [UInt8]) -> Int {
        let byte = bytes[position]
        if byte < 0x80 { return separators[Int(byte)] ? 1 : 0 }
        let rest = bytes.count - position
        switch byte {
        // Next line and the blank that does not break.
        case 0xc2 where rest >= 2: return [0x85, 0xa0].contains(bytes[position + 1]) ? 2 : 0
        case 0xe1 where rest >= 3:
            return bytes[position + 1] == 0x9a && bytes[position + 2] == 0x80 ? 3 : 0
        case 0xe2 where rest >= 3: return isSpaceOrQuote(bytes[position + 1], bytes[position + 2])
        case 0xe3 where rest >= 3:
            return bytes[position + 1] == 0x80 && bytes[position + 2] == 0x80 ? 3 : 0
        default: return 0
        }
    }

    /// U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, and the quotes U+2018, U+2019, U+201C, U+201D.
    private static func isSpaceOrQuote(_ second: UInt8, _ third: UInt8) -> Int {
        switch (second, third) {
        case (0x80, 0x80...0x8a), (0x80, 0xa8), (0x80, 0xa9), (0x80, 0xaf), (0x81, 0x9f): 3
        case (0x80, 0x98), (0x80, 0x99), (0x80, 0x9c), (0x80, 0x9d): 3
        default: 0
        }
    }
}
