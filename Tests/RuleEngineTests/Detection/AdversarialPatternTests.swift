import Testing

@testable import RuleEngine

@Suite("Patterns of the packs against hostile text")
struct AdversarialPatternTests {
    private static let packs =
        (try? RulePackLoader.load(folders: RealPacksTests.folders, queries: Probe.queries)) ?? []

    /// So long that a pattern whose steps grow with the square of the text goes over the limit, and one whose steps grow
    /// with the text stays far below.
    private static let length = 1 << 14

    private static func repeated(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)
        while bytes.count < length { bytes += bytes }
        return Array(bytes.prefix(length))
    }

    /// What repeats the beginnings that a pattern looks for, with what it may go on with.
    private static func texts(for keywords: [String]) -> [String] {
        let ends = ["", "a", " ", "0-", "=", ":a@b."]
        let words =
            [keywords.first, keywords.last].compactMap(\.self) + (keywords.isEmpty ? ["a"] : [])
        return Set(words).sorted().flatMap { word in ends.map { word + $0 } }
    }

    @Test("no pattern takes more steps than it may", arguments: packs.flatMap(\.rules).map(\.id))
    func bounded(rule id: String) throws {
        let rule = try #require(Self.packs.flatMap(\.rules).first { $0.id == id })
        let matcher = PatternMatcher()
        for node in rule.detectors {
            var keywords: [String] = []
            if case .regex(let leaf) = node.kind { keywords = leaf.keywords }
            for text in Self.texts(for: keywords) {
                let bytes = Self.repeated(text)
                for pattern in node.expressions {
                    do throws(MatchLimit) {
                        _ = try (try? RegularExpression(pattern))?.matches(
                            in: bytes, range: bytes.indices, using: matcher)
                    } catch {
                        // That many matches are not evaluated, and cost no more than finding them.
                        #expect(error.reason == "too many matches", "\(pattern) on \(text)")
                    }
                }
            }
        }
    }
}
