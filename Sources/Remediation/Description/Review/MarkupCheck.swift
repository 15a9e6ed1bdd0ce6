/// Finds what plain prose has no need of: markup, references, commands, and characters that deceive.
enum MarkupCheck {
    private typealias Violation = DescriptionReview.Violation

    private static let markup: [[UInt8]] = [
        "](", "][", "![", "[^", "]:", "```", "~~~", "**", "__", "://", "www.", "mailto:",
        "javascript:", "data:", "&#", "&lt", "&gt", "&amp",
    ].map { Array($0.utf8) }
    private static let commands: [[UInt8]] = [
        "/complybot", "complybot:", "<!--", "-->", "complybot-policy", "complybot-plan",
        "complybot-base", "signed-off-by", "co-authored-by",
    ].map { Array($0.utf8) }

    /// Markup, mentions, references and commands.
    static func markup(_ read: ReviewedText, _ index: FactIndex) -> [DescriptionReview.Violation] {
        let text = read.raw
        let field = read.field
        let lower = Array(text.lowercased().utf8)
        var found =
            held(commands, in: lower).map { Violation(.command, field, $0) }
            + held(markup, in: lower).map { Violation(.markup, field, $0) }
        for sign in ["\\", "$"] where lower.contains(sign.utf8.first ?? 0) {
            found.append(Violation(.markup, field, sign))
        }
        if holdsTag(lower) { found.append(Violation(.markup, field, "<")) }
        for (word, _) in read.words where !index.names(word) {
            if word.contains("@") || isReference(Array(word.lowercased().utf8)) {
                found.append(Violation(.markup, field, word))
            }
        }
        for line in text.split(whereSeparator: \.isNewline) {
            let start = line.drop(while: \.isWhitespace).prefix(3)
            if start.hasPrefix("#") || start.hasPrefix(">") || start.hasPrefix("|")
                || start == "---"
            {
                found.append(Violation(.markup, field, start))
            }
        }
        return found
    }

    /// Characters outside of printable ASCII, the Latin of Europe and ordinary punctuation.
    ///
    /// Letters of other scripts imitate Latin ones; what the facts themselves contain may be repeated.
    static func characters(
        _ text: String, field: String, _ index: FactIndex
    ) -> [DescriptionReview.Violation] {
        for token in text.split(separator: " ") {
            for scalar in token.unicodeScalars where !isOrdinary(scalar) {
                let isVisible = !VisibleText.isInvisible(scalar)
                if isVisible, WordCutter.words(of: token).allSatisfy(index.names) { continue }
                let value = "U+" + String(scalar.value, radix: 16).uppercased()
                return [Violation(.characters, field, value)]
            }
        }
        return []
    }

    private static func isOrdinary(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0a, 0x0d, 0x20...0x7e, 0xa0...0xac, 0xae...0x17f: true
        default: "–—‘’“”…•→−≤≥".unicodeScalars.contains(scalar)
        }
    }

    private static func held(_ patterns: [[UInt8]], in bytes: [UInt8]) -> [String] {
        var isPresent = [Bool](repeating: false, count: 256)
        for byte in bytes { isPresent[Int(byte)] = true }
        return patterns.filter { pattern in
            // Most texts have no character that begins one.
            isPresent[Int(pattern[0])] && isPresent[Int(pattern[1])]
                && bytes.firstIndex(of: pattern) != nil
        }.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func holdsTag(_ bytes: [UInt8]) -> Bool {
        zip(bytes, bytes.dropFirst()).contains { first, second in
            first == UInt8(ascii: "<")
                && (second | 0x20 >= 0x61 && second | 0x20 <= 0x7a || "/!?".utf8.contains(second))
        }
    }

    /// `#12`, `owner/name#12` and `GH-12`.
    private static func isReference(_ bytes: [UInt8]) -> Bool {
        func isDigit(_ index: Int) -> Bool {
            index < bytes.count && (0x30...0x39).contains(bytes[index])
        }
        return bytes.indices.contains { bytes[$0] == UInt8(ascii: "#") && isDigit($0 + 1) }
            || bytes.starts(with: "gh-".utf8) && isDigit(3)
    }
}
