internal import Glibc

/// A POSIX extended regular expression of the C library, over bytes.
///
/// Sendable because glibc locks a compiled expression while it runs.
final class ExtendedRegex: @unchecked Sendable {
    private let compiled: UnsafeMutablePointer<regex_t>

    /// Compiles an expression; nil when it is none.
    ///
    /// `\d` and `\b` would silently mean something else to the C library, so of the letters and digits only
    /// `\w`, `\W`, `\s` and `\S` may stand after a backslash; any symbol may.
    init?(_ pattern: String) {
        guard !pattern.utf8.contains(0), Self.hasOnlyKnownEscapes(pattern) else { return nil }
        let compiled = UnsafeMutablePointer<regex_t>.allocate(capacity: 1)
        compiled.initialize(to: regex_t())
        guard regcomp(compiled, pattern, REG_EXTENDED) == 0 else {
            compiled.deallocate()
            return nil
        }
        self.compiled = compiled
    }

    deinit {
        regfree(compiled)
        compiled.deallocate()
    }

    private static func hasOnlyKnownEscapes(_ pattern: String) -> Bool {
        var isEscaped = false
        for byte in pattern.utf8 {
            if isEscaped {
                let isWord =
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte)
                if isWord, !"wWsS".utf8.contains(byte) { return false }
                isEscaped = false
            } else {
                isEscaped = byte == UInt8(ascii: "\\")
            }
        }
        return !isEscaped
    }

    /// Whether it matches anywhere in a range of bytes, whose ends count as those of the text.
    func matches(_ bytes: [UInt8], in range: Range<Int>) -> Bool {
        bytes[range].withUnsafeBytes { slice in
            var place = regmatch_t(rm_so: 0, rm_eo: regoff_t(slice.count))
            let nothing: (CChar, CChar) = (0, 0)
            return withUnsafeBytes(of: nothing) { empty in
                let text = slice.baseAddress ?? empty.baseAddress
                guard let text = text?.assumingMemoryBound(to: CChar.self) else { return false }
                return regexec(compiled, text, 1, &place, REG_STARTEND) == 0
            }
        }
    }
}
