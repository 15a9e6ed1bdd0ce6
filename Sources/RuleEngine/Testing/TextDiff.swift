internal import Documents

/// The lines in which two texts differ, for people: `-` for what was expected, `+` for what came.
struct TextDiff {
    let text: String

    private static let context = 2
    private static let mostLines = 1_500

    /// Compares two texts; a line that differs only in its end shows `\r` there.
    init(expected: [UInt8], actual: [UInt8]) {
        let old = Self.lines(expected)
        let new = Self.lines(actual)
        guard old.count <= Self.mostLines, new.count <= Self.mostLines else {
            text = "the texts differ (\(old.count) and \(new.count) lines)"
            return
        }
        var marked: [(mark: Character, line: String)] = []
        var (i, j) = (0, 0)
        let lengths = Self.commonLengths(old, new)
        while i < old.count || j < new.count {
            if i < old.count, j < new.count, old[i] == new[j] {
                marked.append((" ", old[i]))
                (i, j) = (i + 1, j + 1)
            } else if j == new.count || i < old.count && lengths[i + 1][j] >= lengths[i][j + 1] {
                marked.append(("-", old[i]))
                i += 1
            } else {
                marked.append(("+", new[j]))
                j += 1
            }
        }
        let changed = marked.indices.filter { marked[$0].mark != " " }
        text = marked.indices.filter { index in
            changed.contains { abs($0 - index) <= Self.context }
        }.map { "\(marked[$0].mark)\(marked[$0].line)" }.joined(separator: "\n")
    }

    /// The length of the longest common rest, for every pair of places.
    private static func commonLengths(_ old: [String], _ new: [String]) -> [[Int]] {
        var lengths = Array(
            repeating: Array(repeating: 0, count: new.count + 1), count: old.count + 1)
        for i in old.indices.reversed() {
            for j in new.indices.reversed() {
                lengths[i][j] =
                    old[i] == new[j]
                    ? lengths[i + 1][j + 1] + 1
                    : max(lengths[i + 1][j], lengths[i][j + 1])
            }
        }
        return lengths
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        let source = SourceText(bytes)
        guard !bytes.isEmpty else { return [] }
        return (1...source.lineCount).map { line in
            let mark: String
            switch source.terminator(ofLine: line) {
            case .lf: mark = ""
            case .crlf, .cr: mark = "\\r"
            case nil: mark = "\\ no line end"
            }
            let start = line == 1 && source.hasByteOrderMark ? "\\u{feff}" : ""
            return start + source.text(source.contentRange(ofLine: line)) + mark
        }
    }
}
