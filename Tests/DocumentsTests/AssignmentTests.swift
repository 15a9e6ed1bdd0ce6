import TestSupport
import Testing

@testable import Documents

@Suite struct AssignmentTests {
    private static let ini = """
        # what is left alone
        root = true

        [tool:pytest]
        addopts = -q
            --strict
        ; a note
        testpaths: tests

        [*.{js,py}]
        indent_size = 4

        """

    @Test("keys stand in their sections, and deeper lines go on with a value")
    func readsINI() throws {
        let document = try DataDocument(Self.ini, .ini)
        #expect(try document.node("$.root")?.string == "true")
        #expect(try document.node("$['tool:pytest'].addopts")?.string == "-q\n--strict")
        #expect(try document.node("$['tool:pytest'].testpaths")?.string == "tests")
        #expect(try document.text(document.node("$['*.{js,py}'].indent_size")) == "4")
    }

    @Test(
        "a value is set, added and removed without touching another line",
        arguments: ["\n", "\r\n"])
    func editsINI(end: String) throws {
        let text = Self.ini.replacing("\n", with: end)
        let document = try DataDocument(text, .ini)
        func path(_ text: String) throws -> DataPath { try DataPath(parsing: text) }
        #expect(
            try document.applying(
                document.setting(path("$['*.{js,py}'].indent_size"), to: .integer("2")))
                == text.replacing("indent_size = 4", with: "indent_size = 2"))
        #expect(
            try document.applying(
                document.setting(
                    path("$['tool:pytest'].xfail_strict"), to: .bool(true), comment: "no surprises")
            )
                == text.replacing(
                    "testpaths: tests\(end)",
                    with: "testpaths: tests\(end)# no surprises\(end)xfail_strict = true\(end)"))
        #expect(
            try document.applying(document.deleting(path("$['tool:pytest'].addopts")))
                == text.replacing("addopts = -q\(end)    --strict\(end)", with: ""))
        #expect(throws: DataEditError.self) {
            try document.setting(path("$['tool:pytest'].addopts"), to: .string("-v"))
        }
        #expect(throws: DataEditError.self) { try document.deleting(path("$['tool:pytest']")) }
    }

    @Test("a dotenv file has names, quotes, escapes and comments")
    func readsDotenv() throws {
        let text = """
            # secrets stay elsewhere
            export HOST=example.org # here
            EMPTY=
            SINGLE='a # b'
            DOUBLE="a\\nb\\$c
            next"
            URL=http://x/#top

            """
        let document = try DataDocument(text, .env)
        let values = document.roots[0].members.map { "\($0.key)=\($0.value.string ?? "?")" }
        #expect(
            values == [
                "HOST=example.org", "EMPTY=", "SINGLE=a # b", "DOUBLE=a\nb$c\nnext",
                "URL=http://x/#top",
            ])
        func set(_ name: String, _ value: String) throws -> String {
            let path = DataPath(steps: [.key(name)])
            return try document.applying(document.setting(path, to: .string(value)))
        }
        #expect(try set("HOST", "a b") == text.replacing("example.org", with: "'a b'"))
        #expect(try set("EMPTY", "1") == text.replacing("EMPTY=", with: "EMPTY=1"))
        #expect(try set("SINGLE", "it's") == text.replacing("'a # b'", with: "\"it's\""))
        #expect(try set("NEW", "$x") == text + "NEW='$x'\n")
    }

    @Test(
        "what is no assignment is refused with its place",
        arguments: [
            ("[a\n", DataFormat.ini, 1), ("a = 1\nwords\n", .ini, 2), ("= 1\n", .ini, 1),
            ("A=1\nB\n", .env, 2), ("A='x\n", .env, 1), ("A=\"x\"y\n", .env, 1),
        ])
    func refused(text: String, format: DataFormat, line: Int) throws {
        let error = #expect(throws: DocumentError.self) { try DataDocument(text, format) }
        #expect(error?.position.line == line)
    }

    @Test("any text is read or refused, and each value's place holds its text")
    func property() throws {
        var generator = SplitMix64(seed: 7)
        let pieces = ["a", "=", "\n", "\r\n", "[", "]", " ", "#", ";", "'", "\"", "\\", "é", "x:"]
        for _ in 0..<3_000 {
            let count = Int.random(in: 0...14, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }
                .joined()
            for format in [DataFormat.ini, .env] {
                guard let document = try? DataDocument(text, format) else { continue }
                for match in document.select(DataPath(steps: [.descendants, .every])) {
                    guard match.node.style == .plain, let value = match.node.string else {
                        continue
                    }
                    let lines = document.source.text(match.node.span).split(
                        whereSeparator: \.isNewline
                    )
                    .map { $0.drop { " \t".contains($0) } }
                    #expect(
                        value.isEmpty || value.contains("\n")
                            || lines.first.map(String.init) == value)
                    guard let edits = try? document.setting(match.path, to: .string("new")) else {
                        continue
                    }
                    let again = try DataDocument(document.applying(edits), format)
                    #expect(again.select(match.path).first?.node.string == "new")
                }
            }
        }
    }
}
