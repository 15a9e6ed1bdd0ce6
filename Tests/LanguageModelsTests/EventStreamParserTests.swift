import Testing

@testable import LanguageModels

@Suite struct EventStreamParserTests {
    /// Every event of the bytes when they arrive in the given pieces.
    func events(_ pieces: [[UInt8]]) throws -> [String] {
        var parser = EventStreamParser()
        var events: [EventStreamParser.Event] = []
        for piece in pieces { events += try parser.take(piece) }
        if let last = parser.finish() { events.append(last) }
        return events.map {
            ($0.name.isEmpty ? "" : $0.name + "=") + String(decoding: $0.data, as: UTF8.self)
        }
    }

    @Test(
        "the format's rules",
        arguments: [
            ("data: a\n\n", ["a"]), ("data:a\n\ndata:b\n\n", ["a", "b"]),
            ("data: a\ndata: b\n\n", ["a\nb"]), ("data: a\r\n\r\ndata: b\r\r", ["a", "b"]),
            (": comment\n\ndata: a\n\n", ["a"]), ("data:  a\n\n", [" a"]), ("data\n\n", [""]),
            ("data\ndata\n\n", ["\n"]), ("event: error\ndata: x\n\n", ["error=x"]),
            ("event: lonely\n\ndata: x\n\n", ["x"]),
            ("id: 1\nretry: 3\nother: y\ndata: x\n\n", ["x"]),
            ("\u{feff}data: a\n\n", ["a"]), ("data: cut", ["cut"]), ("data: cut\n", ["cut"]),
            ("", []),
            ("\n\n\n", []), ("datax: a\n\n", []), ("data: 🙂é\n\n", ["🙂é"]),
        ])
    func rules(_ text: String, _ expected: [String]) throws {
        #expect(try events([Array(text.utf8)]) == expected)
    }

    @Test("where the bytes are split changes nothing")
    func splits() throws {
        let text =
            "\u{feff}: hi\r\ndata: {\"a\":\"é🙂\"}\r\n\r\nevent: e\rdata: 1\rdata: 2\r\r\ndata: x\n\ndata: end"
        let bytes = Array(text.utf8)
        let whole = try events([bytes])
        #expect(whole == ["{\"a\":\"é🙂\"}", "e=1\n2", "x", "end"])
        for first in 0...bytes.count {
            for second in first...bytes.count {
                let pieces = [bytes[..<first], bytes[first..<second], bytes[second...]].map(
                    Array.init)
                guard try events(pieces) == whole else {
                    Issue.record("split at \(first) and \(second)")
                    return
                }
            }
        }
    }

    @Test("a line or an event without end is cut off")
    func tooLong() throws {
        var parser = EventStreamParser(maxEventBytes: 100)
        #expect(throws: EventStreamParser.TooLong.self) {
            try parser.take(Array("data: \(String(repeating: "a", count: 200))".utf8))
        }
        var other = EventStreamParser(maxEventBytes: 100)
        #expect(throws: EventStreamParser.TooLong.self) {
            for _ in 0..<50 { _ = try other.take(Array("data: aaaa\n".utf8)) }
        }
    }
}
