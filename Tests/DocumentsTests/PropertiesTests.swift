import TestSupport
import Testing

@testable import Documents

@Suite("Java's properties files")
struct PropertiesTests {
    private func values(_ text: String) throws -> [String] {
        try DataDocument(text, .properties).roots[0].members.map {
            "\($0.key)|\($0.value.string ?? "?")"
        }
    }

    @Test("a file is known by its name")
    func name() {
        #expect(DataFormat.of(fileName: "src/main/resources/application.properties") == .properties)
    }

    @Test(
        "keys, signs, comments, escapes and lines that go on are read as Java does",
        arguments: [
            ("a=b\nc = d\ne:f\ng h\ni\n", ["a|b", "c|d", "e|f", "g|h", "i|"]),
            ("# no=1\n  ! no=2\n\n \t\na=1", ["a|1"]),
            ("a = b # c\nb = ! d", ["a|b # c", "b|! d"]),
            ("a=one\\\n   two\\\r\n\tthree\nb=1", ["a|onetwothree", "b|1"]),
            ("a \\\n  = \\\n  b\n", ["a|b"]), ("a=b\\\\\nc=d", ["a|b\\", "c|d"]),
            ("a\\ b\\=c\\:d = e\n", ["a b=c:d|e"]), ("a==b\na2=:b\n", ["a|=b", "a2|:b"]),
            ("a=\\t\\n\\r\\f\\q\\\"", ["a|\t\n\r\u{0C}q\""]),
            ("a=caf\\u00e9 \\uD83D\\uDE00", ["a|café 😀"]), ("a=café", ["a|café"]),
            ("a=b  \n", ["a|b  "]), ("a=\\", ["a|"]), ("=b\n", ["|b"]), ("\\\n", []),
            ("", []), ("a=\\ud83d!", ["a|\u{FFFD}!"]),
        ])
    func reads(text: String, expected: [String]) throws {
        #expect(try values(text) == expected)
    }

    @Test(
        "an escape without its digits is refused with its place", arguments: ["\\u12", "\\uxyz0"])
    func refused(escape: String) throws {
        let error = #expect(throws: DocumentError.self) {
            try DataDocument("a=1\nb=\(escape)\n", .properties)
        }
        #expect(error?.position.line == 2 && error?.position.column == 3)
    }

    private static let sample =
        "# the service\nserver.port=8080\n\n# what is shown\nmanagement.include = health,\\\n    info\nname: Über\n"

    @Test(
        "a value is set, added and removed without touching another line",
        arguments: ["\n", "\r\n"])
    func edits(end: String) throws {
        let text = Self.sample.replacing("\n", with: end)
        let document = try DataDocument(text, .properties)
        func key(_ name: String) -> DataPath { DataPath(steps: [.key(name)]) }
        #expect(
            try document.applying(document.setting(key("server.port"), to: .integer("9090")))
                == text.replacing("8080", with: "9090"))
        #expect(
            try document.applying(document.setting(key("name"), to: .string(" é\t\\")))
                == text.replacing("Über", with: "\\ \\u00E9\\t\\\\"))
        #expect(
            try document.applying(
                document.setting(key("added"), to: .bool(true), comment: "for us"))
                == text + "# for us\(end)added=true\(end)")
        #expect(
            try document.applying(document.deleting(key("management.include")))
                == text.replacing("management.include = health,\\\(end)    info\(end)", with: ""))
        #expect(throws: DataEditError.self) {
            try document.setting(key("management.include"), to: .string("health"))
        }
        #expect(throws: DataEditError.self) {
            try document.setting(key("a b"), to: .string("x"))
        }
        #expect(throws: DataEditError.self) {
            try DataDocument("a=1\na=2\n", .properties).setting(key("b"), to: .string("x"))
        }
    }

    @Test("any text is read or refused, and what is set is there, and nothing else is changed")
    func property() throws {
        var generator = SplitMix64(seed: 21)
        let pieces = [
            "a", "b.c", "=", ":", "\n", "\r\n", " ", "\t", "#", "!", "\\", "\\\n", "\\u0041", "é",
            "\\u", "\u{0C}",
        ]
        let texts = ["new", "", " x ", "\u{1}é😀", "a\\b\nc", "#!=:"]
        var done = 0
        for _ in 0..<4_000 {
            let count = Int.random(in: 0...14, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }
                .joined()
            guard let document = try? DataDocument(text, .properties) else { continue }
            #expect(document.source.bytes == Array(text.utf8))
            let before = document.roots[0].members
            let path = DataPath(steps: [.key(before.randomElement(using: &generator)?.key ?? "k")])
            let value = texts.randomElement(using: &generator) ?? ""
            guard let edits = try? document.setting(path, to: .string(value)) else { continue }
            done += 1
            let after = try DataDocument(document.applying(edits), .properties)
            #expect(after.select(path).first?.node.string == value, "\(text.debugDescription)")
            let others = after.roots[0].members.filter { [.key($0.key)] != path.steps }
            let unchanged = before.filter { [.key($0.key)] != path.steps }
            #expect(others.map(\.key) == unchanged.map(\.key), "\(text.debugDescription)")
            #expect(others.map(\.value.string) == unchanged.map(\.value.string))
            #expect(try after.setting(path, to: .string(value)).isEmpty)
        }
        #expect(done > 1_000, "\(done)")
    }
}
