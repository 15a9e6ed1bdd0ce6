/// Text without what a reader cannot see.
enum VisibleText {
    /// The scalars on one line: blanks folded, invisible ones gone, towers of marks cut; at most `limit`, the
    /// last then being an ellipsis.
    static func cleaned(_ text: String, limit: Int) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var marks = 0
        for scalar in text.unicodeScalars {
            if isBlank(scalar) {
                if let last = result.last, last != " " { result.append(" ") }
                marks = 0
                continue
            }
            if isInvisible(scalar) { continue }
            marks = isMark(scalar) ? marks + 1 : 0
            // A mark needs something to sit on, and more than three are a tower.
            if marks > 3 || marks > 0 && (result.isEmpty || result.last == " ") { continue }
            result.append(scalar)
            if result.count > limit {
                result.removeLast(min(result.count, 2))
                result.append("…")
                break
            }
        }
        if result.last == " " { result.removeLast() }
        return result
    }

    /// Whether a reader sees nothing of it, or it changes the order of what stands beside it.
    static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        if (0x20...0x7e).contains(scalar.value) { return false }
        return switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned: true
        // A braille pattern without dots and the like are blank without being blanks.
        default: scalar.properties.isDefaultIgnorableCodePoint || scalar.value == 0x2800
        }
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return false }
        return switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark: true
        default: false
        }
    }
}
