internal import CPCRE2

/// The working memory of pattern matching and its limits; one for each thread.
final class PatternMatcher {
    /// How many steps one search may take, in PCRE2's own counting.
    static let stepLimit: UInt32 = 1_000_000
    /// How deep one search may nest.
    static let depthLimit: UInt32 = 50_000
    /// How much heap one search may take, in KiB.
    static let heapLimit: UInt32 = 20_000

    private let context: OpaquePointer
    private let stack: OpaquePointer?
    private let match: OpaquePointer

    /// Working memory for patterns of up to 64 groups.
    init() {
        guard let context = pcre2_match_context_create_8(nil),
            let match = pcre2_match_data_create_8(64, nil)
        else { preconditionFailure("PCRE2 could not allocate its working memory") }
        self.context = context
        self.match = match
        pcre2_set_match_limit_8(context, Self.stepLimit)
        pcre2_set_depth_limit_8(context, Self.depthLimit)
        pcre2_set_heap_limit_8(context, Self.heapLimit)
        stack = pcre2_jit_stack_create_8(32 * 1024, 1024 * 1024, nil)
        pcre2_jit_stack_assign_8(context, nil, stack.map { UnsafeMutableRawPointer($0) })
    }

    deinit {
        pcre2_match_data_free_8(match)
        pcre2_jit_stack_free_8(stack)
        pcre2_match_context_free_8(context)
    }

    /// The first match at or after a position counted from the start of the range.
    func firstMatch(
        of code: OpaquePointer, groups: [(name: String, number: Int)], in bytes: [UInt8],
        range: Range<Int>, from position: Int
    ) throws(MatchLimit) -> RegexMatch? {
        let result = bytes.withUnsafeBufferPointer { buffer in
            pcre2_match_8(
                code, buffer.baseAddress.map { $0 + range.lowerBound }, range.count, position, 0,
                match, context)
        }
        if result == PCRE2_ERROR_NOMATCH { return nil }
        // Zero: more groups than fit; the whole match and the first groups are there.
        guard result >= 0 else { throw MatchLimit(reason: Self.reason(result)) }
        guard let span = span(ofGroup: 0, in: range) else { return nil }
        var captured: [String: Range<Int>] = [:]
        for group in groups {
            if let span = self.span(ofGroup: group.number, in: range) {
                captured[group.name] = span
            }
        }
        return RegexMatch(span: span, groups: captured)
    }

    /// A group's place; `\K` can put the start behind the end, which counts as an empty match.
    private func span(ofGroup number: Int, in range: Range<Int>) -> Range<Int>? {
        guard number < Int(pcre2_get_ovector_count_8(match)),
            let vector = pcre2_get_ovector_pointer_8(match)
        else { return nil }
        let start = vector[2 * number]
        let end = vector[2 * number + 1]
        guard start >= 0, start != Int.max, start <= range.count, end <= range.count else {
            return nil
        }
        return range.lowerBound + min(start, end)..<range.lowerBound + end
    }

    private static func reason(_ code: Int32) -> String {
        switch code {
        case PCRE2_ERROR_MATCHLIMIT: "limit of matching steps"
        case PCRE2_ERROR_DEPTHLIMIT: "limit of matching depth"
        case PCRE2_ERROR_HEAPLIMIT, PCRE2_ERROR_JIT_STACKLIMIT, PCRE2_ERROR_NOMEMORY:
            "limit of matching memory"
        default: "limit of matching (PCRE2 error \(code))"
        }
    }
}
