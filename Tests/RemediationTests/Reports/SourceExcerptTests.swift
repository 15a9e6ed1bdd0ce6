import Documents
import Foundation
import TestSupport
import Testing

@testable import Remediation

@Suite("Source lines with carets")
struct SourceExcerptTests {
    private func excerpt(_ text: String, _ marked: String, columns: Int = 100) -> SourceExcerpt? {
        let bytes = Array(text.utf8)
        guard let range = text.range(of: marked) else { return nil }
        let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
        return SourceExcerpt(
            SourceText(bytes), start..<(start + marked.utf8.count), columns: columns)
    }

    @Test(
        "the carets stand below what they mean, whatever the characters' widths",
        arguments: [
            ("a = b\n", "b", "a = b", "    ^"),
            ("\tx\ty\r\n", "y", "    x   y", "        ^"),
            ("名前 = x", "x", "名前 = x", "       ^"),
            ("x = 名前", "名前", "x = 名前", "    ^^^^"),
            ("e\u{301}x", "x", "e\u{301}x", " ^"),
            ("🎉 x", "x", "🎉 x", "   ^"),
            ("a\u{202e}x", "x", "a\\u{202e}x", "         ^"),
            ("a\u{0}b", "b", "", ""),
            ("a\u{1b}[31mx", "x", "a\\u{1b}[31mx", "           ^"),
            ("\u{feff}x = 1", "x", "x = 1", "^"),
        ])
    func carets(text: String, marked: String, line: String, marker: String) throws {
        guard !line.isEmpty else { return #expect(excerpt(text, marked) == nil) }
        let shown = try #require(excerpt(text, marked))
        #expect(shown.lines == [.init(number: 1, text: line, marker: marker)])
    }

    @Test("a place of several lines shows the first three and counts the others")
    func several() throws {
        let shown = try #require(excerpt("a\nbc\nd\ne\nf\n", "bc\nd\ne\nf\n"))
        #expect(shown.lines.map(\.number) == [2, 3, 4] && shown.omitted == 1)
        #expect(shown.lines.map(\.marker) == ["^^", "^", "^"])
        let whole = try #require(excerpt("ab\ncd\n", "ab\n"))
        #expect(whole.lines.map(\.number) == [1] && whole.omitted == 0)
    }

    @Test("a very long line is cut around the place")
    func long() throws {
        let text =
            String(repeating: "x", count: 100_000) + "NEEDLE"
            + String(repeating: "y", count: 100_000)
        let line = try #require(excerpt(text, "NEEDLE", columns: 80)?.lines.first)
        #expect(line.text.count <= 80 && line.text.hasPrefix("…x") && line.text.hasSuffix("y…"))
        #expect(line.marker == String(repeating: " ", count: 31) + "^^^^^^")
    }

    @Test("an insertion point has one caret, and a tower of marks is shown as escapes")
    func odd() throws {
        let end = try #require(SourceExcerpt(SourceText(Array("ab\r\ncd".utf8)), 2..<2))
        #expect(end.lines == [.init(number: 1, text: "ab", marker: "  ^")])
        let empty = try #require(SourceExcerpt(SourceText([]), 0..<0))
        #expect(empty.lines == [.init(number: 1, text: "", marker: "^")])
        let tower = try #require(excerpt("e" + String(repeating: "\u{301}", count: 9) + "x", "x"))
        #expect(tower.lines[0].text.contains("\\u{301}"))
        #expect(SourceExcerpt(SourceText(Array("ab".utf8)), 1..<9) == nil)
    }

    @Test("any bytes and any range give lines as wide as asked, or nothing")
    func anything() {
        for seed in 0..<2000 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let alphabet: [UInt8] = [
                0x61, 0x20, 0x09, 0x0a, 0x0d, 0xc3, 0xa9, 0xe5, 0x90, 0x8d, 0xcc, 0x81, 0xff, 0xf0,
                0x9f, 0x8e, 0x89, 0x1b, 0xe2, 0x80, 0xae,
            ]
            let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            let start = Int.random(in: 0...bytes.count, using: &random)
            let end = Int.random(in: start...bytes.count, using: &random)
            guard let shown = SourceExcerpt(SourceText(bytes), start..<end, columns: 40) else {
                Issue.record("seed \(seed): nothing is shown")
                continue
            }
            for line in shown.lines {
                let width = line.text.unicodeScalars.reduce(0) { $0 + DisplayCell.width(of: $1) }
                #expect(width <= 40 && line.marker.count <= 41, "seed \(seed)")
                #expect(line.marker.contains("^"), "seed \(seed)")
                #expect(
                    !line.text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202e },
                    "seed \(seed)")
            }
        }
    }
}
