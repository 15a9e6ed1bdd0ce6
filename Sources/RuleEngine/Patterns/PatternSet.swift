internal import CVectorscan

/// Many patterns and literals as one automaton, which says in one pass which of them may match.
///
/// A filter only: whoever wants places and groups asks the `RegularExpression`. It never leaves out a pattern that matches.
/// Unchecked, because the database is only read once `init` is over.
final class PatternSet: @unchecked Sendable {
    private let database: OpaquePointer?
    private let count: Int
    /// Whether there is no automaton, so that everything may match.
    private let isWithoutFilter: Bool
    /// Patterns that the automaton cannot hold, so that they always may match.
    private let unfiltered: [Int]
    /// Patterns whose meaning at line ends differs from the automaton's once a file has carriage returns.
    private let sensitiveToLineEnds: [Int]

    /// An expression of the automaton.
    private struct Item {
        var number: Int
        var expression: String
        var ignoresCase = false
    }

    /// Compiles regular expressions, numbered from zero, then literals, then keywords, which match in any case.
    init(patterns: [String], literals: [String], keywords: [String] = []) {
        count = patterns.count + literals.count + keywords.count
        var accepted: [Item] = []
        var unfiltered: [Int] = []
        for (number, pattern) in patterns.enumerated() {
            if !InlineFlags(of: pattern).isUnicode {
                accepted.append(Item(number: number, expression: pattern))
            } else {
                unfiltered.append(number)
            }
        }
        for (index, literal) in (literals + keywords).enumerated() {
            accepted.append(
                Item(
                    number: patterns.count + index, expression: Self.escaped(literal),
                    ignoresCase: index >= literals.count))
        }
        sensitiveToLineEnds = patterns.indices.filter {
            patterns[$0].utf8.contains { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "^") }
                || patterns[$0].contains("\\Z")
        }
        var (database, culprit) = Self.compile(accepted)
        while database == nil, let index = culprit, accepted.indices.contains(index) {
            let number = accepted.remove(at: index).number
            // A literal that cannot be held leaves nothing to filter with.
            guard number < patterns.count else { break }
            unfiltered.append(number)
            (database, culprit) = Self.compile(accepted)
        }
        self.unfiltered = unfiltered
        self.database = database
        isWithoutFilter = database == nil
    }

    deinit { hs_free_database(database) }

    /// The automaton, or the index of the expression that Vectorscan does not take.
    private static func compile(
        _ items: [Item]
    ) -> (database: OpaquePointer?, culprit: Int?) {
        guard !items.isEmpty else { return (nil, nil) }
        let flags = UInt32(HS_FLAG_PREFILTER | HS_FLAG_SINGLEMATCH | HS_FLAG_ALLOWEMPTY)
        // Vectorscan wants C strings that live through the call.
        let texts = items.map { Array($0.expression.utf8CString) }
        var storage = texts.flatMap { $0 }
        return storage.withUnsafeMutableBufferPointer { buffer in
            var pointers: [UnsafePointer<CChar>?] = []
            var offset = 0
            for text in texts {
                pointers.append(buffer.baseAddress.map { UnsafePointer($0 + offset) })
                offset += text.count
            }
            var database: OpaquePointer?
            var failure: UnsafeMutablePointer<hs_compile_error_t>?
            let result = hs_compile_multi(
                pointers,
                items.map { $0.ignoresCase ? flags | UInt32(HS_FLAG_CASELESS) : flags },
                items.map { UInt32($0.number) },
                UInt32(items.count), UInt32(HS_MODE_BLOCK), nil, &database, &failure)
            defer { hs_free_compile_error(failure) }
            return (
                result == HS_SUCCESS ? database : nil, failure.map { Int($0.pointee.expression) }
            )
        }
    }

    /// A keyword as it is numbered: ASCII letters small, as the automaton knows no other case.
    static func keyword(_ text: String) -> String {
        String(decoding: text.utf8.map(Glob.lowercased), as: UTF8.self)
    }

    /// A literal as a pattern that matches just that.
    private static func escaped(_ literal: String) -> String {
        literal.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return "\\x" + (digits.count < 2 ? "0" : "") + digits
        }.joined()
    }

    /// Scratch memory for scanning; one for each thread.
    func makeScratch() -> Scratch { Scratch(for: database) }

    /// Which patterns and literals may match in a part of the bytes.
    func scan(_ bytes: [UInt8], range: Range<Int>, using scratch: Scratch) -> BitSet {
        var hits = BitSet(count: count)
        for number in unfiltered { hits.insert(number) }
        if bytes.contains(0x0D) { for number in sensitiveToLineEnds { hits.insert(number) } }
        guard let database, range.count <= Int(UInt32.max), !isWithoutFilter else {
            return BitSet(full: count)
        }
        let result = withUnsafeMutablePointer(to: &hits) { pointer in
            bytes.withUnsafeBytes { buffer -> hs_error_t in
                guard let base = buffer.baseAddress else { return HS_SUCCESS }
                return hs_scan(
                    database, (base + range.lowerBound).assumingMemoryBound(to: CChar.self),
                    UInt32(range.count), 0, scratch.pointer,
                    { number, _, _, _, context in
                        context?.assumingMemoryBound(to: BitSet.self).pointee.insert(Int(number))
                        return 0
                    }, pointer)
            }
        }
        return result == HS_SUCCESS ? hits : BitSet(full: count)
    }

    /// Working memory of a scan.
    final class Scratch {
        fileprivate var pointer: OpaquePointer?

        fileprivate init(for database: OpaquePointer?) {
            guard let database else { return }
            guard hs_alloc_scratch(database, &pointer) == HS_SUCCESS else {
                preconditionFailure("Vectorscan could not allocate its working memory")
            }
        }

        deinit { hs_free_scratch(pointer) }
    }
}

/// A set of small numbers.
struct BitSet: Hashable {
    private var words: [UInt64]

    /// An empty set that can hold numbers below `count`.
    init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

    /// All numbers below `count`.
    init(full count: Int) { words = Array(repeating: .max, count: (count + 63) / 64) }

    /// The numbers in the set, from the least.
    var members: [Int] {
        var numbers: [Int] = []
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                numbers.append(index * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return numbers
    }

    /// Whether no number is in the set.
    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// Adds a number below the count.
    mutating func insert(_ number: Int) { words[number / 64] |= 1 << UInt64(number % 64) }

    /// Whether a number below the count is in the set.
    func contains(_ number: Int) -> Bool { words[number / 64] & 1 << UInt64(number % 64) != 0 }
}
