import Documents
import Testing

@testable import RuleEngine

@Suite struct LineOperationTests {
    private func ensured(
        _ line: String, in text: String, at place: PatchOperation.LinePlace = .bottom,
        unless pattern: String? = nil
    ) throws -> String? {
        try LineOperation(source: SourceText(text), place: place)
            .ensuring(line: Array(line.utf8), unless: pattern)?.applied(to: text)
    }

    @Test(
        "a missing line takes the line ends of its place",
        arguments: [
            ("a\nb\n", "a\nb\nnew\n"), ("a\r\nb\r\n", "a\r\nb\r\nnew\r\n"),
            ("a\nb", "a\nb\nnew"), ("a\r\nb", "a\r\nb\r\nnew"), ("", "new\n"),
            ("\u{FEFF}", "\u{FEFF}new\n"), ("a\nb\r\n", "a\nb\r\nnew\r\n"), ("a", "a\nnew"),
        ])
    func bottom(before: String, after: String) throws {
        #expect(try ensured("new", in: before) == after)
    }

    @Test(
        "a line at the top stands behind a byte order mark and an interpreter line",
        arguments: [
            ("a\n", "new\na\n"), ("\u{FEFF}a\r\n", "\u{FEFF}new\r\na\r\n"),
            ("#!/bin/sh\na\n", "#!/bin/sh\nnew\na\n"), ("#!/bin/sh", "#!/bin/sh\nnew"),
        ])
    func top(before: String, after: String) throws {
        #expect(try ensured("new", in: before, at: .top) == after)
    }

    @Test("a line goes before or after the first line that matches")
    func beside() throws {
        #expect(
            try ensured("new", in: "a\nb\nb\n", at: .before(pattern: "^b$")) == "a\nnew\nb\nb\n")
        #expect(try ensured("new", in: "a\nb", at: .after(pattern: "b")) == "a\nb\nnew")
        #expect(throws: Declined(reason: "no line matches `^c$`")) {
            try ensured("new", in: "a\n", at: .after(pattern: "^c$"))
        }
    }

    @Test("a line that is there, or that a pattern finds, is left alone")
    func present() throws {
        #expect(try ensured("new", in: "a\nnew  \r\nb\n") == nil)
        #expect(try ensured("new", in: "a\nNEW=1\n", unless: "^NEW=") == nil)
        #expect(try ensured("new", in: "renew\n") == "renew\nnew\n")
    }

    @Test("a line that would be two is refused")
    func twoLines() {
        #expect(throws: Declined.self) { try ensured("a\nb", in: "") }
        #expect(throws: Declined.self) { try ensured("a", in: "x\n", unless: "(") }
    }

    private func ensured(
        block: String, in text: String, at place: PatchOperation.LinePlace = .bottom
    ) throws -> String? {
        try LineOperation(source: SourceText(text), place: place)
            .ensuring(block: Indentation.lines(of: block))?.applied(to: text)
    }

    @Test("a block is found whatever its line ends and indentation")
    func block() throws {
        let block = "one:\n  two\n"
        #expect(try ensured(block: block, in: "x\r\n    one:\r\n      two\r\n") == nil)
        #expect(try ensured(block: block, in: "x\n") == "x\none:\n  two\n")
        #expect(try ensured(block: block, in: "x\r\n") == "x\r\none:\r\n  two\r\n")
        #expect(try ensured(block: block, in: "x\none:\ntwo\n") == "x\none:\ntwo\none:\n  two\n")
        #expect(
            try ensured(block: block, in: "a\n\tb\nc\n", at: .after(pattern: "b"))
                == "a\n\tb\n\tone:\n\t  two\nc\n")
    }
}
