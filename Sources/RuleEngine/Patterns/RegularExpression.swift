internal import CPCRE2

/// One PCRE2 pattern over bytes, compiled and, where the machine allows it, translated to machine code.
///
/// Classes are ASCII and `.` is a byte, unless the pattern asks for Unicode by `(?u)` in front. All line ends count as such.
/// Unchecked, because the compiled code is only read once `init` is over.
final class RegularExpression: @unchecked Sendable {
    let pattern: String
    /// Names of the groups, with their numbers.
    let groups: [(name: String, number: Int)]
    private let code: OpaquePointer

    /// Why a pattern cannot be compiled.
    struct SyntaxError: Error, Hashable {
        var reason: String
        /// Where in the pattern, in bytes.
        var offset: Int
    }

    /// Compiles a pattern.
    init(_ pattern: String) throws(SyntaxError) {
        self.pattern = pattern
        let flags = InlineFlags(of: pattern)
        var options = PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UTF | PCRE2_NEVER_UCP
        if flags.isUnicode { options = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF }
        let context = pcre2_compile_context_create_8(nil)
        defer { pcre2_compile_context_free_8(context) }
        pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_ANYCRLF))
        pcre2_set_parens_nest_limit_8(context, 100)
        var error: Int32 = 0
        var offset = 0
        let bytes = Array(flags.patternWithoutUnicodeFlag.utf8)
        guard
            let code = pcre2_compile_8(bytes, bytes.count, options, &error, &offset, context)
        else {
            throw SyntaxError(reason: Self.message(of: error), offset: offset)
        }
        self.code = code
        groups = Self.groups(of: code)
        // A pattern that cannot be translated is interpreted: slower, with the same result and limits.
        _ = pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE)
    }

    deinit { pcre2_code_free_8(code) }

    /// The matches in a part of the bytes, from left to right, not overlapping.
    ///
    /// `^` and look-behind see the part as the whole.
    /// - Throws: `MatchLimit` when the pattern backtracks too much, or matches more than `maximum` times.
    func matches(
        in bytes: [UInt8], range: Range<Int>, using matcher: PatternMatcher, maximum: Int = 10_000
    ) throws(MatchLimit) -> [RegexMatch] {
        var found: [RegexMatch] = []
        var position = 0
        while position <= range.count {
            guard
                let match = try matcher.firstMatch(
                    of: code, groups: groups, in: bytes, range: range, from: position)
            else { break }
            guard found.count < maximum else { throw MatchLimit(reason: "too many matches") }
            found.append(match)
            let end = match.span.upperBound - range.lowerBound
            position = match.span.isEmpty ? end + 1 : end
        }
        return found
    }

    /// Whether the pattern matches somewhere in the bytes.
    func matches(_ bytes: [UInt8], using matcher: PatternMatcher) throws(MatchLimit) -> Bool {
        try matcher.firstMatch(
            of: code, groups: [], in: bytes, range: bytes.indices, from: 0) != nil
    }

    private static func message(of error: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(error, &buffer, buffer.count)
        return length > 0
            ? String(decoding: buffer.prefix(Int(length)), as: UTF8.self) : "malformed"
    }

    /// The table has entries of one size: the number in two bytes, then the name up to a NUL.
    private static func groups(of code: OpaquePointer) -> [(name: String, number: Int)] {
        var count: UInt32 = 0
        var size: UInt32 = 0
        var table: UnsafePointer<UInt8>?
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size)
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
        guard let table else { return [] }
        return (0..<Int(count)).map { index in
            let entry = UnsafeBufferPointer(
                start: table + index * Int(size), count: Int(size))
            let name = entry.dropFirst(2).prefix { $0 != 0 }
            return (
                String(decoding: name, as: UTF8.self), Int(entry[0]) << 8 | Int(entry[1])
            )
        }.sorted { $0.number < $1.number }
    }
}

/// Where a pattern matched; spans are offsets in the bytes that were searched.
struct RegexMatch: Hashable {
    var span: Range<Int>
    /// The named groups that took part.
    var groups: [String: Range<Int>]
}

/// A search was given up; its result is unknown.
struct MatchLimit: Error, Hashable {
    /// In words for people.
    var reason: String
}
