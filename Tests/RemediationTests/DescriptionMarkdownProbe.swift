/// Reads a body the way a forge does, as far as it takes to see what would be more than text.
///
/// It shares no code with the writer: code spans are found by CommonMark's rule, escapes and entities are
/// resolved, and what is left is searched for everything that a forge acts on.
enum DescriptionMarkdownProbe {
    /// Every forbidden construct of a body; empty for an inert one.
    static func constructs(in body: String) -> [String] {
        var found: [String] = []
        for scalar in body.unicodeScalars where scalar != "\n" {
            let category = scalar.properties.generalCategory
            if [.control, .format, .privateUse, .unassigned, .lineSeparator].contains(category)
                || scalar.properties.isDefaultIgnorableCodePoint
            {
                found.append("U+\(String(scalar.value, radix: 16))")
            }
        }
        for line in body.split(separator: "\n") where !isMarker(line) {
            let (text, code) = splitCode(line)
            found += structure(line, text).map { "\($0) in: \(line)" }
            found += actions(resolved(text)).map { "\($0) in: \(line)" }
            for span in code where tagBegins(in: span) { found.append("tag in code: \(line)") }
        }
        return found
    }

    private static func isMarker(_ line: Substring) -> Bool {
        if line == "<!-- complybot:begin -->" || line == "<!-- complybot:end -->" { return true }
        let inner = line.dropFirst("<!-- complybot:state v1 ".count).dropLast(" -->".count)
        return line.hasPrefix("<!-- complybot:state v1 {") && line.hasSuffix("} -->")
            && !inner.contains("--") && !inner.contains(">") && !inner.contains("<")
            && inner.utf8.count == inner.count
    }

    /// Text outside of code spans, with a placeholder for each, and what is inside.
    private static func splitCode(_ line: Substring) -> (text: [Unicode.Scalar], code: [String]) {
        var text: [Unicode.Scalar] = []
        var code: [String] = []
        let all = Array(line.unicodeScalars)
        var position = 0
        while position < all.count {
            if all[position] == "\\", position + 1 < all.count {
                text += all[position...(position + 1)]
                position += 2
            } else if all[position] == "`" {
                let run = all[position...].prefix { $0 == "`" }.count
                var close = position + run
                while close < all.count {
                    let length = all[close...].prefix { $0 == "`" }.count
                    if length == run { break }
                    close += max(length, 1)
                }
                if close < all.count {
                    code.append(string(all[(position + run)..<close]))
                    text.append("\u{1}")
                    position = close + run
                } else {
                    text += all[position..<(position + run)]
                    position += run
                }
            } else {
                text.append(all[position])
                position += 1
            }
        }
        return (text, code)
    }

    /// Markup characters that are not escaped.
    private static func structure(_ line: Substring, _ text: [Unicode.Scalar]) -> [String] {
        var found: [String] = []
        var position = 0
        let isTable = line.hasPrefix("| ")
        var rest = text
        // The fixed frame of a line.
        for frame in ["## ", "- ", "  > ", "  "]
        where string(rest[...]).unicodeScalars.starts(with: frame.unicodeScalars) {
            rest.removeFirst(frame.count)
            break
        }
        if line.hasPrefix("## "),
            !["Summary", "Changes", "Policy Compliance", "Risk Assessment", "Testing"].contains(
                string(rest[...]))
        {
            found.append("heading")
        }
        if let first = rest.first, !isTable, "#-+=>~".unicodeScalars.contains(first) || first == " "
        {
            found.append("block")
        }
        let digits = rest.prefix { ("0"..."9").contains($0) }.count
        if digits > 0, rest.count > digits, ".)".unicodeScalars.contains(rest[digits]) {
            found.append("ordered list")
        }
        rest = Array(string(rest[...]).replacing("**", with: "").unicodeScalars)
        while position < rest.count {
            switch rest[position] {
            case "\\": position += 1
            case "<", ">", "[", "]", "*", "`", "~": found.append("unescaped \(rest[position])")
            case "_": found.append("unescaped _")
            case "|" where !isTable: found.append("unescaped |")
            default: break
            }
            position += 1
        }
        return found
    }

    /// Escapes and entities resolved, as the forge's filters see the text.
    private static func resolved(_ text: [Unicode.Scalar]) -> String {
        var output = ""
        var position = 0
        while position < text.count {
            if text[position] == "\\", position + 1 < text.count { position += 1 }
            output.unicodeScalars.append(text[position])
            position += 1
        }
        for (entity, character) in [
            ("&#96;", "`"), ("&#92;", "\\"), ("&#124;", "|"), ("&lt;", "<"), ("&gt;", ">"),
            ("&amp;", "&"),
        ] { output = output.replacing(entity, with: character) }
        return output
    }

    private static func actions(_ text: String) -> [String] {
        let scalars = Array(text.lowercased().unicodeScalars)
        var found: [String] = []
        for sign in ["://", "www.", "mailto:", "javascript:", "/complybot", "$"]
        where text.lowercased().contains(sign) { found.append(sign) }
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : " "
            if scalar == "@", next.properties.isAlphabetic || ("0"..."9").contains(next) {
                found.append("mention")
            }
            if scalar == "#", ("0"..."9").contains(next) { found.append("reference") }
            if scalar == "-", ("0"..."9").contains(next), index >= 2, scalars[index - 2] == "g",
                scalars[index - 1] == "h"
            {
                found.append("reference")
            }
        }
        return found
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text
    }

    private static func tagBegins(in code: String) -> Bool {
        let scalars = Array(code.unicodeScalars)
        return zip(scalars, scalars.dropFirst()).contains {
            $0 == "<" && ($1.properties.isAlphabetic || $1 == "!" || $1 == "/" || $1 == "?")
        }
    }
}
