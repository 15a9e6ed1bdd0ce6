/// Holds every quotation against the words it claims to repeat.
enum QuotationCheck {
    private typealias Violation = DescriptionReview.Violation

    /// Quotations that do not stand, letter by letter, in one of the sources, and quotation marks that never close.
    ///
    /// Line ends and blanks count alike, and the first letter may change its case.
    static func check(_ text: ReviewedText, _ sources: [String]) -> [DescriptionReview.Violation] {
        let quotations = quotations(in: text.raw)
        guard !quotations.isEmpty else { return [] }
        let folded = sources.map(blanksFolded)
        var found: [Violation] = []
        for quotation in quotations {
            guard let words = quotation else {
                found.append(Violation(.quotation, text.field, "a quotation that does not end"))
                continue
            }
            let isKnown = folded.contains { source in
                forms(of: blanksFolded(words)).contains { Array(source.utf8).holds($0) }
            }
            if !isKnown { found.append(Violation(.quotation, text.field, words)) }
        }
        return found
    }

    /// What stands between quotation marks outside of code; nil for one that does not end.
    private static func quotations(in text: String) -> [String?] {
        var result: [String?] = []
        var current: String?
        var isCode = false
        for character in text {
            if character == "`" { isCode.toggle() }
            if !isCode, "\"“”„«»".contains(character) {
                if let words = current {
                    result.append(words)
                    current = nil
                } else {
                    current = ""
                }
            } else {
                current?.append(character)
            }
        }
        if current != nil { result.append(nil) }
        return result
    }

    /// The words, also without the punctuation that the sentence put before the closing mark.
    private static func forms(of words: String) -> [String] {
        let bare =
            words.last.map { ".,!?;".contains($0) } == true ? String(words.dropLast()) : words
        guard let first = bare.first else { return [] }
        let rest = bare.dropFirst()
        return [bare, first.lowercased() + rest, first.uppercased() + rest]
    }

    private static func blanksFolded(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
