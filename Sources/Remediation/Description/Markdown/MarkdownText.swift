/// Turns text of any origin into Markdown that shows it and does nothing else.
///
/// Backslashes alone are not enough on a forge: mentions, references, bare addresses and formulas are looked for
/// after escapes are resolved. Words that could become one of these are set as code, where nothing is looked
/// for; everything structural becomes an entity or is escaped. The result is one line.
enum MarkdownText {
    /// Where code will stand: a table would split it at a pipe.
    enum Place { case paragraph, cell }

    /// Text with `code` in backticks, on one line; longer text is cut and ends with an ellipsis.
    ///
    /// What starts a block must not look like a list or a heading; elsewhere that needs no escape.
    static func inline(
        _ text: String, limit: Int = 4000, in place: Place = .paragraph, startsBlock: Bool = true
    ) -> String {
        var rest = VisibleText.cleaned(text, limit: limit)[...]
        var output = ""
        while let tick = rest.firstIndex(of: "`") {
            writeText(rest[..<tick], to: &output, in: place)
            rest = rest[(tick + 1)...]
            if let end = rest.firstIndex(of: "`"), end > rest.startIndex {
                writeCode(rest[..<end], to: &output, in: place)
                rest = rest[(end + 1)...]
            } else {
                output += "&#96;"
            }
        }
        writeText(rest, to: &output, in: place)
        return startsBlock && place == .paragraph ? escapingStart(output) : output
    }

    /// Text as code; a backtick in it is shown as an apostrophe.
    static func code(_ text: String, limit: Int = 300, in place: Place = .paragraph) -> String {
        var output = ""
        writeCode(VisibleText.cleaned(text, limit: limit)[...], to: &output, in: place)
        return output.isEmpty ? "(empty)" : output
    }

    private static func writeCode(
        _ scalars: ArraySlice<Unicode.Scalar>, to output: inout String, in place: Place
    ) {
        let trimmed = scalars.drop { $0 == " " }
        guard let last = trimmed.lastIndex(where: { $0 != " " }) else { return }
        // Two spans side by side would be read as one.
        output += output.utf8.last == UInt8(ascii: "`") ? " `" : "`"
        for index in trimmed.startIndex...last {
            switch trimmed[index] {
            case "`": output += "'"
            case "|" where place == .cell: output += "¦"
            case "<" where index < last && beginsTag(trimmed[index + 1]): output += "‹"
            case let scalar: output.unicodeScalars.append(scalar)
            }
        }
        output += "`"
    }

    /// Code shows a tag as it is, but what is no tag cannot become one by any misreading.
    private static func beginsTag(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || "!/?".unicodeScalars.contains(scalar)
    }

    private static func writeText(
        _ scalars: ArraySlice<Unicode.Scalar>, to output: inout String, in place: Place
    ) {
        var position = scalars.startIndex
        while position < scalars.endIndex {
            let word = scalars[position...].prefix(while: isWordScalar)
            if word.isEmpty {
                writeEscaped(scalars[position], to: &output)
                position += 1
            } else {
                writeWord(word, to: &output, in: place)
                position = word.endIndex
            }
        }
    }

    private static func writeWord(
        _ word: ArraySlice<Unicode.Scalar>, to output: inout String, in place: Place
    ) {
        var text = ""
        text.unicodeScalars.append(contentsOf: word)
        guard ActiveWord.isActive(text) else {
            for scalar in word { writeEscaped(scalar, to: &output) }
            return
        }
        let end =
            word.lastIndex { !".,;:?".unicodeScalars.contains($0) }.map { $0 + 1 } ?? word.endIndex
        writeCode(word[..<end], to: &output, in: place)
        for scalar in word[end...] { writeEscaped(scalar, to: &output) }
    }

    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        if !scalar.isASCII { return true }
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": return true
        default: return "-._~:/?#@$%+=,;".unicodeScalars.contains(scalar)
        }
    }

    private static func writeEscaped(_ scalar: Unicode.Scalar, to output: inout String) {
        switch scalar {
        case "&": output += "&amp;"
        case "<": output += "&lt;"
        case ">": output += "&gt;"
        case "\\": output += "&#92;"
        case "|": output += "&#124;"
        case "*", "_", "[", "]", "~": output += "\\\(scalar)"
        default: output.unicodeScalars.append(scalar)
        }
    }

    /// Keeps the first character from making the line a list, a heading or a rule.
    private static func escapingStart(_ line: String) -> String {
        let bytes = Array(line.utf8)
        if let first = bytes.first, "-+=:".utf8.contains(first) { return "\\" + line }
        let digits = bytes.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, digits.count < bytes.count, ".)".utf8.contains(bytes[digits.count])
        else { return line }
        return String(decoding: digits, as: UTF8.self) + "\\"
            + String(decoding: bytes[digits.count...], as: UTF8.self)
    }
}
