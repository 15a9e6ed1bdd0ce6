/// What a pattern asks for by flags in front, such as `(?im)`.
struct InlineFlags {
    private(set) var isUnicode = false
    private(set) var isMultiline = false
    /// The pattern as PCRE2 understands it, which has no `u` flag.
    private(set) var patternWithoutUnicodeFlag: String

    /// Reads the flags in front of a pattern.
    init(of pattern: String) {
        patternWithoutUnicodeFlag = pattern
        guard pattern.hasPrefix("(?"), let close = pattern.firstIndex(of: ")") else { return }
        let letters = pattern[pattern.index(pattern.startIndex, offsetBy: 2)..<close]
        guard !letters.isEmpty, letters.allSatisfy({ "imsxu".contains($0) }) else { return }
        isUnicode = letters.contains("u")
        isMultiline = letters.contains("m")
        if isUnicode {
            let others = letters.filter { $0 != "u" }
            patternWithoutUnicodeFlag =
                (others.isEmpty ? "" : "(?\(others))") + pattern[pattern.index(after: close)...]
        }
    }
}
