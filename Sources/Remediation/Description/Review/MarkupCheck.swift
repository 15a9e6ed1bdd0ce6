/// Finds what plain prose has no need of: markup, references, commands, and characters that deceive.
enum MarkupCheck {
    private typealias Violation = DescriptionReview.Violation

    private static let markup = [
        "](", "][", "![", "[^", "]:", "```", "~~~", "**", "__", "://", "www.", "mailto:",
        "javascript:",
        "data:",
        "&#", "&lt", "&gt", "&amp", "\\", "$",
    ]
    private static let commands = [
        "/complybot", "complybot:", "<!--", "-->", "complybot-policy", "complybot-plan",
        "complybot-base",
        "signed-off-by", "co-authored-by",
    ]

    /// Markup, mentions, references and commands.
    static func markup(
        _ text: String, field: String, _ index: FactIndex
    ) -> [DescriptionReview.Violation] {
        let lower = Array(text.lowercased().utf8)
        var found =
            commands.filter { lower.holds($0) }.map { Violation(.command, field, $0) }
            + markup.filter { lower.holds($0) }.map { Violation(.markup, field, $0) }
        if holdsTag(Array(text.utf8)) { found.append(Violation(.markup, field, "<")) }
        for token in ReviewedText.tokens(text) where !index.names(token) {
            let bytes = Array(token.lowercased().utf8)
            if token.contains("@") || isReference(bytes) {
                found.append(Violation(.markup, field, token))
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
                if isVisible, ReviewedText.tokens(token).allSatisfy(index.names) { continue }
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
