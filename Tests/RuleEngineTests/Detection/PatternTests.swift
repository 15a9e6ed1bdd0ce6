import TestSupport
import Testing

@testable import RuleEngine

@Suite("Patterns")
struct PatternTests {
    private func texts(_ pattern: String, _ text: String) throws -> [String] {
        let bytes = Array(text.utf8)
        return try RegularExpression(pattern)
            .matches(in: bytes, range: bytes.indices, using: PatternMatcher())
            .map { String(decoding: bytes[$0.span], as: UTF8.self) }
    }

    @Test(
        "a pattern finds what PCRE2 means by it",
        arguments: [
            ("a+", "aa b a", ["aa", "a"]), ("(?i)ab", "AB ab", ["AB", "ab"]),
            ("^b$", "a\nb\n", []), ("(?m)^b$", "a\nb\r\nc", ["b"]), ("\\w+", "é", []),
            ("(?u)\\w+", "é", ["é"]), ("(?iu)É", "é", ["é"]), ("a|", "ba", ["", "a", ""]),
            ("(?<=x)y", "xy y", ["y"]), ("(?s)a.b", "a\nb", ["a\nb"]),
        ])
    func finding(pattern: String, text: String, expected: [String]) throws {
        #expect(try texts(pattern, text) == expected)
    }

    @Test("named groups that took part are captured")
    func groups() throws {
        let bytes = Array("key = value".utf8)
        let match = try #require(
            try RegularExpression("(?<k>\\w+) = (?<v>\\w+)(?<none>!)?")
                .matches(in: bytes, range: bytes.indices, using: PatternMatcher()).first)
        #expect(match.groups == ["k": 0..<3, "v": 6..<11])
    }

    @Test("a malformed pattern says where and why")
    func malformed() {
        #expect(throws: RegularExpression.SyntaxError.self) { try RegularExpression("a(b") }
        #expect(throws: RegularExpression.SyntaxError.self) { try RegularExpression("(*UTF)a") }
    }

    @Test("a pattern that backtracks without end hits a limit instead of passing")
    func limits() throws {
        let expression = try RegularExpression("(a+)+$")
        let bytes = Array(repeating: UInt8(ascii: "a"), count: 40) + Array("!".utf8)
        #expect(throws: MatchLimit.self) {
            try expression.matches(in: bytes, range: bytes.indices, using: PatternMatcher())
        }
        #expect(throws: MatchLimit.self) {
            try texts("a", String(repeating: "a", count: 10_001))
        }
    }

    @Test("bytes that are no UTF-8 are bytes like others")
    func invalidUTF8() throws {
        let bytes: [UInt8] = [0xFF, 0x61, 0xFE]
        for pattern in ["a", "(?u)a"] {
            let found = try RegularExpression(pattern)
                .matches(in: bytes, range: bytes.indices, using: PatternMatcher())
            #expect(found.map(\.span) == [1..<2])
        }
    }

    @Test("the filter never leaves out a pattern that matches")
    func filterIsSound() throws {
        let patterns = [
            "abc", "(?i)abc", "^abc", "abc$", "(?m)^abc$", "a.c", "(?s)a.c", "\\babc\\b",
            "(?u)\\w{3}",
            "a(?=b)", "(a)\\1", "a{2,3}b?", "[^a]b", "", "\\Aab", "bc\\Z", "(?x)a b c", "é+",
        ]
        let set = PatternSet(patterns: patterns, literals: ["abc", "b\n"])
        let scratch = set.makeScratch()
        let matcher = PatternMatcher()
        let expressions = try patterns.map { try RegularExpression($0) }
        var random = SplitMix64(seed: 42)
        let alphabet = Array("abcABC \r\n".utf8) + [0xC3, 0xA9, 0xFF]
        for _ in 0..<2000 {
            let count = Int(random.next() % 12)
            let bytes = (0..<count).map { _ in
                alphabet[Int(random.next() % UInt64(alphabet.count))]
            }
            let hits = set.scan(bytes, range: bytes.indices, using: scratch)
            for (number, expression) in expressions.enumerated()
            where try expression.matches(bytes, using: matcher) {
                #expect(hits.contains(number), "\(patterns[number]) in \(bytes)")
            }
            #expect(
                hits.contains(patterns.count) == (bytes[...].firstEnd(of: Array("abc".utf8)) != nil)
            )
        }
    }

    @Test("a filter without patterns, and one over an empty file, are empty")
    func empty() {
        let set = PatternSet(patterns: [], literals: [])
        #expect(set.scan([1, 2], range: 0..<2, using: set.makeScratch()).isEmpty)
        let one = PatternSet(patterns: ["a"], literals: [])
        #expect(one.scan([], range: 0..<0, using: one.makeScratch()).isEmpty)
    }
}
