/// What a pattern asks for by flags in front, such as `(?im)`.
struct InlineFlags {
    /// The flags that there are.
    static let letters = "imsxu"

    private(set) var isUnicode = false
    private(set) var isMultiline = false
    /// The pattern as PCRE2 understands it, which has no `u` flag.
    private(set) var patternWithoutUnicodeFlag: String

    /// Reads the flags in front of a pattern.
    init(of pattern: String) {
        patternWithoutUnicodeFlag = pattern
        guard let (letters, rest) = Self.split(pattern) else { return }
        isUnicode = letters.contains("u")
        isMultiline = letters.contains("m")
        if isUnicode {
            let others = letters.filter { $0 != "u" }
            patternWithoutUnicodeFlag = (others.isEmpty ? "" : "(?\(others))") + rest
        }
    }

    /// The pattern with more flags in front.
    static func adding(_ flags: String, to pattern: String) -> String {
        let (present, rest) = split(pattern) ?? ("", pattern[...])
        let wanted = letters.filter { flags.contains($0) || present.contains($0) }
        return "(?\(wanted))\(rest)"
    }

    private static func split(_ pattern: String) -> (letters: Substring, rest: Substring)? {
        guard pattern.hasPrefix("(?"), let close = pattern.firstIndex(of: ")") else { return nil }
        let letters = pattern[pattern.index(pattern.startIndex, offsetBy: 2)..<close]
        guard !letters.isEmpty, letters.allSatisfy({ Self.letters.contains($0) }) else {
            return nil
        }
        return (letters, pattern[pattern.index(after: close)...])
    }
}
