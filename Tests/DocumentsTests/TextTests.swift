import Testing

@testable import Documents

@Suite struct SourceTextTests {
    @Test("lines end with LF, CR LF or a lone CR, and nothing else")
    func lineEnds() {
        let text = SourceText(Array("a\nb\r\nc\rd\u{2028}e\u{85}f".utf8))
        #expect(text.lineCount == 4)
        #expect((1...4).map { text.terminator(ofLine: $0) } == [.lf, .crlf, .cr, nil])
        #expect((1...3).map { text.text(text.contentRange(ofLine: $0)) } == ["a", "b", "c"])
        #expect(!text.endsWithNewline)
    }

    @Test(
        "full ranges of all lines make up the file",
        arguments: ["", "\n", "a", "a\n\n", "\r\r\n\n\r", "\u{FEFF}x\n"])
    func rangesCover(text: String) {
        let source = SourceText(Array(text.utf8))
        let joined = (1...source.lineCount).flatMap { source.bytes[source.fullRange(ofLine: $0)] }
        #expect(joined == source.bytes)
    }

    @Test("a byte order mark counts in offsets but not in columns or content")
    func byteOrderMark() {
        let source = SourceText(Array("\u{FEFF}é1\n".utf8))
        #expect(source.hasByteOrderMark)
        #expect(source.contentRange(ofLine: 1) == 3..<6)
        #expect(source.position(at: 5) == TextPosition(line: 1, column: 2, offset: 5))
        #expect(source.position(at: 0) == TextPosition(line: 1, column: 1, offset: 0))
    }

    @Test("places outside the file are clamped to it")
    func clamped() {
        let source = SourceText(Array("ab\n".utf8))
        #expect(source.position(at: 99).offset == 3)
        #expect(source.position(at: -1).offset == 0)
        #expect(source.fullRange(ofLine: 99) == 0..<3)
        #expect(source.text(1..<99) == "b\n")
    }

    @Test("an inserted line ends as its neighbour does")
    func neighbour() {
        let source = SourceText(Array("a\r\nb\nc".utf8))
        #expect(source.terminator(near: 0) == .crlf)
        #expect(source.terminator(near: 3) == .lf)
        #expect(source.terminator(near: 5) == .lf)
        #expect(SourceText([]).terminator(near: 0) == .lf)
    }

    @Test("NUL makes a file binary, and only valid UTF-8 is called so")
    func encodings() {
        #expect(SourceText([0x61, 0]).isBinary)
        #expect(SourceText(Array("aé😀".utf8)).isUTF8)
        for bad: [UInt8] in [
            [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
            [0xC3],
        ] {
            #expect(!SourceText(bad).isUTF8)
        }
    }
}

@Suite struct TextEditTests {
    private let bytes = Array("0123456789".utf8)

    @Test("edits are applied at once, whatever their order")
    func applied() throws {
        let edits = [
            TextEdit(range: 5..<7, replacement: Array("x".utf8)),
            .insertion(Array("b".utf8), at: 2),
            .insertion(Array("a".utf8), at: 2), TextEdit(range: 2..<3, replacement: []),
        ]
        let expected = Array("01ab34x789".utf8)
        #expect(try edits.applied(to: bytes) == expected)
        #expect(try edits.reversed().applied(to: bytes) == expected)
        #expect(try (edits + edits).applied(to: bytes) == expected)
    }

    @Test("overlapping and outlying edits are errors")
    func refused() {
        let first = TextEdit(range: 2..<5, replacement: [])
        #expect(throws: EditError.overlap(first, TextEdit(range: 4..<6, replacement: []))) {
            try [TextEdit(range: 4..<6, replacement: []), first].applied(to: bytes)
        }
        #expect(throws: EditError.self) {
            try [first, .insertion([0x61], at: 3)].applied(to: bytes)
        }
        #expect(throws: EditError.self) {
            try [TextEdit(range: 9..<11, replacement: [])].applied(to: bytes)
        }
        #expect(throws: EditError.self) {
            try [TextEdit(range: -1..<1, replacement: [])].applied(to: bytes)
        }
    }
}

@Suite struct DataPathTests {
    @Test(
        "a path says itself as it was read",
        arguments: [
            "$", "$.a.b-c", "$.jobs.build.runs-on", "$['a b'].c", "$[0][-1][*]", "$..uses",
            "$..[*].x",
            "$..['x y'][0]", #"$['it\'s\\']"#, "$[1:2]", "$[:]", "$[-3::-1]", "$['a', 0, *]",
            "$[?@.name == 'x']", "$.a[?@.b && (!@.c || @ > 1.5)]", "$[?!(@.a == $.b['c d'])].e",
            "$[?@[?@.x]]", "$..[?@.port != null, 'z']", "$[?true == @, ?@ >= -1]",
        ])
    func roundTrip(text: String) throws {
        #expect(try DataPath(parsing: text).description == text)
    }

    @Test("both quotes and both wildcards mean the same")
    func spellings() throws {
        #expect(try DataPath(parsing: #"$["a"].*"#) == DataPath(parsing: "$['a'][*]"))
        #expect(try DataPath(parsing: "$.a").isSingular)
        #expect(try !DataPath(parsing: "$..a").isSingular)
    }

    @Test(
        "text that is no path is refused",
        arguments: [
            "", "a", "$.", "$..", "$[", "$[]", "$['a", "$[01]", "$[1.5]", "$.a b", "$.0",
            "$['\\x']", "$a", "$[99999999999]", "$[?]", "$[?1]", "$[?@.a ==]", "$[?@.* == 1]",
            "$[?@.a", "$[?(@.a]", "$[?!@.a == 1]", "$[1,]", "$[1:2:3:4]", "$[?@.a = 1]",
            "$['\\ud800']",
            "$[?" + String(repeating: "(", count: 40) + "@",
        ])
    func refused(text: String) {
        #expect(throws: DataPathError.self) { try DataPath(parsing: text) }
    }

    @Test("any steps can be written and read back")
    func anyName() throws {
        for name in ["", "a.b", "é", "a\nb\u{1}", "\"'", "-x", "0", "$", "*"] {
            let path = DataPath(steps: [.key(name), .index(2), .descendants, .key(name)])
            #expect(try DataPath(parsing: path.description) == path)
        }
    }
}
