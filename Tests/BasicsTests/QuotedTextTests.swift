import Basics
import Foundation
import TestSupport
import Testing

@Suite struct QuotedTextTests {
    @Test("what cannot stand in quotes is escaped, and nothing else")
    func spelling() {
        #expect("a\"b'c\\d\n\r\t\u{8}\u{c}é🙂".quoted() == #""a\"b'c\\d\n\r\t\b\fé🙂""#)
        #expect("a\"b'c".quoted(by: "'") == #"'a"b\'c'"#)
        #expect("\u{0}\u{1b}\u{7f}".quoted() == #""\u0000\u001b\u007f""#)
        #expect("\u{2028}x".quoted { $0.value == 0x2028 } == #""\u2028x""#)
    }

    @Test("whatever the text, a reader of JSON has it back", arguments: 0..<4)
    func reading(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            var text = ""
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                let bound: UInt32 = Bool.random(using: &random) ? 0x80 : 0x11_0000
                let scalar = Unicode.Scalar(UInt32.random(in: 0..<bound, using: &random))
                if let scalar { text.unicodeScalars.append(scalar) }
            }
            let read = try JSONDecoder().decode(
                [String].self, from: Data("[\(text.quoted())]".utf8))
            #expect(read.first.map { Array($0.utf8) } == Array(text.utf8))
        }
    }
}
