/// A text cut where sentences and lines end, so that some can be struck and the rest put together again.
package struct SentenceText {
    /// The sentences as written, by line.
    let lines: [[String]]

    /// All sentences.
    package var sentences: [String] { lines.flatMap(\.self) }

    /// Cuts after `.`, `!` and `?` before a blank, except inside code; closing quotes and brackets go with the sentence.
    package init(_ text: String) {
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map(Self.cut)
    }

    private init(lines: [[String]]) { self.lines = lines }

    /// The text of those sentences that may stay.
    func keeping(_ mayStay: (String) -> Bool) -> SentenceText {
        SentenceText(lines: lines.map { $0.filter(mayStay) })
    }

    /// The sentences put together; lines that lost all of theirs are gone.
    var text: String {
        var result: [String] = []
        for line in lines {
            let joined = line.joined(separator: " ")
            // Two empty lines would be one paragraph break too many.
            if !joined.isEmpty || result.last?.isEmpty == false { result.append(joined) }
        }
        while result.last?.isEmpty == true { result.removeLast() }
        return result.joined(separator: "\n")
    }

    private static func cut(_ line: Substring) -> [String] {
        var sentences: [String] = []
        var current = ""
        var isCode = false
        var isEnding = false
        for character in line {
            if character.isWhitespace, !isCode {
                if isEnding {
                    sentences.append(current)
                    current = ""
                } else if !current.isEmpty, current.last != " " {
                    current.append(" ")
                }
                isEnding = false
                continue
            }
            if character == "`" { isCode.toggle() }
            if !isCode, ".!?".contains(character) {
                isEnding = true
            } else if !"\"')]”’".contains(character) {
                isEnding = false
            }
            current.append(character)
        }
        while current.last == " " { current.removeLast() }
        if !current.isEmpty { sentences.append(current) }
        return sentences
    }
}
