internal import Glibc

/// A POSIX extended regular expression of the C library, over bytes.
///
/// Sendable because glibc locks a compiled expression while it runs.
final class ExtendedRegex: @unchecked Sendable {
    private let compiled: UnsafeMutablePointer<regex_t>
    /// A text that every match holds; nil when the expression does not tell plainly.
    let requiredText: String?

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
        requiredText = Self.requiredText(of: pattern)
    }

    deinit {
        regfree(compiled)
        compiled.deallocate()
    }

    /// The longest run of letters, digits and `_` outside of groups.
    private static func requiredText(of pattern: String) -> String? {
        // A class may hold anything, and an alternative at the top leaves nothing that is sure.
        guard !pattern.utf8.contains(where: { "[{".utf8.contains($0) }) else { return nil }
        var runs: [[UInt8]] = [[]]
        var depth = 0
        var isEscaped = false
        for byte in pattern.utf8 {
            if depth == 0, !isEscaped, byte.isNameByte {
                runs[runs.count - 1].append(byte)
                continue
            }
            if isEscaped {
                isEscaped = false
            } else {
                switch byte {
                case UInt8(ascii: "\\"): isEscaped = true
                case UInt8(ascii: "("): depth += 1
                case UInt8(ascii: ")"): depth -= 1
                case UInt8(ascii: "|") where depth == 0: return nil
                case UInt8(ascii: "*"), UInt8(ascii: "?"): _ = runs[runs.count - 1].popLast()
                default: break
                }
            }
            runs.append([])
        }
        return runs.max { $0.count < $1.count }
            .flatMap { $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self) }
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

extension UInt8 {
    /// Whether it is a letter, a digit or `_`.
    fileprivate var isNameByte: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
