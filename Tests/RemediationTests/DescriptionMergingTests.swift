import TestSupport
import Testing

@testable import Remediation

@Suite struct DescriptionMergingTests {
    let begin = GeneratedRegion.begin
    let end = GeneratedRegion.end
    var generated: String { "\(begin)\nnew\n\(end)" }

    @Test("what people wrote around the region stays, byte for byte")
    func around() {
        let before = "Hello\r\n\u{301}we need this e\u{301}\r\n"
        let after = "\u{301}\r\n\r\nSigned, a person  \n\n"
        let merged = MarkdownWriter.merging(generated, into: "\(before)\(begin)old\(end)\(after)")
        #expect(merged.utf8.elementsEqual("\(before)\(generated)\(after)".utf8))
    }

    @Test("an empty body becomes the region, another gets it at its end")
    func absent() {
        #expect(MarkdownWriter.merging(generated, into: "") == generated)
        #expect(MarkdownWriter.merging(generated, into: " \r\n\n") == generated)
        #expect(MarkdownWriter.merging(generated, into: "note") == "note\n\n" + generated)
    }

    @Test("torn markers are left to people, and a whole pair beside them is found")
    func torn() {
        let cases = [
            ("\(begin) lost", "\(begin) lost\n\n\(generated)"),
            ("\(end) lost", "\(end) lost\n\n\(generated)"),
            ("\(end)a\(begin)b\(end)c", "\(end)a\(generated)c"),
            ("\(begin)a\(begin)b\(end)c", "\(begin)a\(generated)c"),
        ]
        for (existing, expected) in cases {
            #expect(MarkdownWriter.merging(generated, into: existing) == expected)
            #expect(MarkdownWriter.merging(generated, into: expected) == expected)
        }
    }

    @Test(
        "merging again changes nothing, and only the region ever changes",
        arguments: 0..<60 as Range<UInt64>)
    func property(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let pieces = (0..<6).map { _ in random.hostileText(6) }
        let existing =
            pieces[0] + [begin, "", end][Int(seed % 3)] + pieces[1] + begin + pieces[2] + end
            + pieces[3]
        let document = MarkdownWriter().document(
            DescriptionFixtures.facts(message: pieces[4]),
            prose: DescriptionWriter.deterministic(DescriptionFixtures.facts(message: pieces[5])),
            state: DescriptionFixtures.state)
        let once = MarkdownWriter.merging(document.body, into: existing)
        #expect(MarkdownWriter.merging(document.body, into: once).utf8.elementsEqual(once.utf8))
        let region = try #require(GeneratedRegion.range(in: Array(existing.utf8)))
        let bytes = Array(existing.utf8)
        #expect(once.utf8.starts(with: bytes[..<region.lowerBound]))
        #expect(once.utf8.reversed().starts(with: bytes[region.upperBound...].reversed()))
        #expect(
            once.utf8.count == bytes.count - region.count + document.body.utf8.count)
    }
}
