internal import Basics
internal import CVectorscan

/// Many patterns and literals as one automaton, which says in one pass which of them may match.
///
/// A filter only: whoever wants places and groups asks the `RegularExpression`. It never leaves out a pattern that matches.
/// Unchecked, because the database is only read once `init` is over.
final class PatternSet: @unchecked Sendable {
    private let database: OpaquePointer?
    /// How many patterns, literals and keywords there are.
    let count: Int
    /// Over all of them, in their order.
    let digest: Digest
    /// Whether there is no automaton, so that everything may match.
    private let isWithoutFilter: Bool
    /// Patterns that the automaton cannot hold, so that they always may match.
    private let unfiltered: [Int]
    /// Patterns whose meaning at line ends differs from the automaton's once a file has carriage returns.
    private let sensitiveToLineEnds: [Int]

    /// Compiles regular expressions, numbered from zero, then literals, then keywords, which match in any case.
    ///
    /// With a cache the automaton is taken from there, where it was compiled before, and else kept there.
    init(
        patterns: [String], literals: [String], keywords: [String] = [],
        cache: SealedCache? = nil, meter: RunMeter? = nil
    ) {
        count = patterns.count + literals.count + keywords.count
        digest = .framed(
            [patterns, literals, keywords].flatMap { ["\($0.count)"] + $0 })
        var accepted: [Automaton.Item] = []
        var unfiltered: [Int] = []
        for (number, pattern) in patterns.enumerated() {
            if !InlineFlags(of: pattern).isUnicode {
                accepted.append(Automaton.Item(number: number, expression: pattern))
            } else {
                unfiltered.append(number)
            }
        }
        for (index, literal) in (literals + keywords).enumerated() {
            accepted.append(
                Automaton.Item(
                    number: patterns.count + index, expression: Self.escaped(literal),
                    ignoresCase: index >= literals.count))
        }
        sensitiveToLineEnds = patterns.indices.filter {
            patterns[$0].utf8.contains { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "^") }
                || patterns[$0].contains("\\Z")
        }
        let automaton = Automaton.of(
            accepted, refusing: ..<patterns.count, cache: cache, meter: meter)
        database = automaton.database
        self.unfiltered = unfiltered + automaton.refused
        isWithoutFilter = database == nil
    }

    deinit { hs_free_database(database) }

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
