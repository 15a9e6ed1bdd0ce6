import Testing

@testable import Documents

@Suite struct JSONReaderTests {
    @Test("values, spans and styles are read")
    func values() throws {
        let document = try DataDocument(
            "\u{FEFF}{\"é\": [1, -0, 1.50e1, true, null, \"a\\u00e9\\ud83d\\ude00\\n\"], \"o\" : {}}\n",
            .json)
        #expect(
            document.roots[0].value
                == .mapping([
                    .init(
                        "é",
                        .sequence([
                            .integer("1"), .integer("0"), .float("15.0"), .bool(true), .null,
                            .string("aé😀\n"),
                        ])),
                    .init("o", .mapping([])),
                ]))
        #expect(document.text(try document.node("$.é[2]")) == "1.50e1")
        #expect(document.text(try document.node("$.o")) == "{}")
        #expect(document.source.text(document.roots[0].members[1].span) == "\"o\" : {}")
    }

    @Test(
        "what is not JSON is refused",
        arguments: [
            "", " ", "{", "[1,]", "{\"a\":1,}", "[1 2]", "{\"a\" 1}", "{a:1}", "'a'", "01", "1.",
            ".5", "+1", "1e", "-", "tru", "nul", "NaN",
            "\"a", "\"\t\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"",
            "\"\\udc00\"", "1 2", "[1]]", "// c\n1", "{\"a\":1,\"a\":2}", "\u{FEFF}\u{FEFF}1",
            "[,1]", "{,}",
        ])
    func refused(text: String) {
        #expect(throws: DocumentError.self) { try DataDocument(text, .json) }
    }

    @Test("JSON with comments allows comments and trailing commas, and no more")
    func comments() throws {
        let text = "// a\n{ /* b */ \"a\" /**/ : // c\n [1, 2, /* , */ ], \"b\": \"//\", }\n// end"
        #expect(
            try DataDocument(text, .jsonc).roots[0].value
                == .mapping([
                    .init("a", .sequence([.integer("1"), .integer("2")])),
                    .init("b", .string("//")),
                ]))
        for bad in ["[,]", "{,}", "[1,,]", "/* x", "/x", "1 /"] {
            #expect(throws: DocumentError.self) { try DataDocument(bad, .jsonc) }
        }
    }

    @Test("depth and size have limits, and a long line is no problem")
    func limits() throws {
        #expect(throws: DocumentError.self) {
            try DataDocument(String(repeating: "[", count: 100_000), .json)
        }
        #expect(throws: DocumentError.self) {
            try DataDocument(String(repeating: "{\"a\":", count: 100_000), .json)
        }
        let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(try DataDocument(deep, .json).roots.count == 1)
        #expect(throws: DocumentError.self) { try DataDocument("[" + deep + "]", .json) }
        let line = "[" + String(repeating: "\"ü\",", count: 200_000) + "0]"
        #expect(try DataDocument(line, .json).roots[0].items.count == 200_001)
        #expect(
            try DataDocument("\"" + String(repeating: "a", count: 1 << 20) + "\"", .json).roots[0]
                .string?.count == 1 << 20)
    }
}

@Suite struct JSONEditorTests {
    private func edit(
        _ before: String, _ format: DataFormat = .json, _ make: (DataDocument) throws -> [TextEdit]
    ) throws -> String {
        let document = try DataDocument(before, format)
        return try document.applying(try make(document))
    }

    @Test("a value is replaced in its place", arguments: ["\n", "\r\n"])
    func replacing(newline: String) throws {
        let text = "{\n    \"a\": 1,\n    \"b\" : \"x\"\n}".replacing("\n", with: newline)
        #expect(
            try edit(text) { try $0.setting(DataPath(parsing: "$.b"), to: .string("é\"\n")) }
                == text.replacing("\"x\"", with: #""é\"\n""#))
        #expect(
            try edit(text) {
                try $0.setting(DataPath(parsing: "$.a"), to: .sequence([.bool(true)]))
            }
                == text.replacing("1", with: "[\(newline)        true\(newline)    ]"))
        #expect(
            try edit(text) { try $0.setting(DataPath(parsing: "$.a"), to: .integer("01")) } == text)
    }

    @Test(
        "members and items are added in the layout of their siblings",
        arguments: [
            ("{\"a\":1}", "{\"a\":1, \"n\":0}"), ("{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":2,\"n\":0}"),
            ("{ \"a\": 1, \"b\": 2 }", "{ \"a\": 1, \"b\": 2, \"n\": 0 }"), ("{}", "{\"n\": 0}"),
            ("{}\n", "{\"n\": 0}\n"), ("{\n}\n", "{\n  \"n\": 0\n}\n"),
            ("{\n\t\"a\": 1\n}\n", "{\n\t\"a\": 1,\n\t\"n\": 0\n}\n"),
            ("{\r\n  \"a\":  1 }", "{\r\n  \"a\":  1,\r\n  \"n\":  0 }"),
        ])
    func adding(before: String, after: String) throws {
        #expect(
            try edit(before) { try $0.setting(DataPath(parsing: "$.n"), to: .integer("0")) }
                == after)
    }

    @Test("a place among the siblings can be asked for")
    func positions() throws {
        let text = "{\n  \"b\": 1,\n  \"d\": 2\n}\n"
        func at(_ position: MemberPosition, _ key: String = "c") throws -> String {
            try edit(text) {
                try $0.setting(DataPath(steps: [.key(key)]), to: .null, position: position)
            }
        }
        let between = "{\n  \"b\": 1,\n  \"c\": null,\n  \"d\": 2\n}\n"
        #expect(try at(.sorted) == between)
        #expect(try at(.after("b")) == between)
        #expect(try at(.before("d")) == between)
        #expect(try at(.first) == "{\n  \"c\": null,\n  \"b\": 1,\n  \"d\": 2\n}\n")
        #expect(try at(.last) == "{\n  \"b\": 1,\n  \"d\": 2,\n  \"c\": null\n}\n")
        #expect(throws: DataEditError.self) { try at(.after("zz")) }
    }

    @Test(
        "comments and trailing commas of JSON with comments stay",
        arguments: [
            ("[\n  1, // one\n  2 // two\n]", "[\n  1, // one\n  2, // two\n  // new\n  3\n]"),
            (
                "[\n  1, // one\n  2, // two\n  // end\n]",
                "[\n  1, // one\n  2, // two\n  // new\n  3,\n  // end\n]"
            ),
            ("[\n  2 /* x */\n]", "[\n  2, /* x */\n  // new\n  3\n]"),
        ])
    func comments(before: String, after: String) throws {
        #expect(
            try edit(before, .jsonc) {
                try $0.appending(.integer("3"), to: DataPath(), comment: "new")
            } == after)
    }

    @Test(
        "parts are deleted with their line and comma",
        arguments: [
            ("[1, 2, 3]", "$[0]", "[2, 3]"), ("[1, 2, 3]", "$[-1]", "[1, 2]"),
            ("[ 1 ]", "$[0]", "[]"),
            ("{\n  \"a\": 1,\n  \"b\": {\n    \"c\": 2\n  }\n}\n", "$.b", "{\n  \"a\": 1\n}\n"),
            ("{\n  \"a\": 1,\n  \"b\": 2\n}\n", "$.a", "{\n  \"b\": 2\n}\n"),
            ("{\n  \"a\": 1\n}\n", "$.a", "{}\n"),
        ])
    func deleting(before: String, path: String, after: String) throws {
        #expect(try edit(before) { try $0.deleting(DataPath(parsing: path)) } == after)
        #expect(try edit(before, .jsonc) { try $0.deleting(DataPath(parsing: path)) } == after)
    }

    @Test("what cannot be done for sure is refused")
    func refused() throws {
        let document = try DataDocument("{\"a\": [1], \"b\": 2}", .json)
        func path(_ text: String) throws -> DataPath { try DataPath(parsing: text) }
        #expect(throws: DataEditError.notFound(try path("$.x.y"))) {
            try document.setting(path("$.x.y"), to: .null)
        }
        #expect(throws: DataEditError.notFound(try path("$.x"))) {
            try document.deleting(path("$.x"))
        }
        #expect(throws: DataEditError.notFound(try path("$.a[1]"))) {
            try document.setting(path("$.a[1]"), to: .null)
        }
        #expect(throws: DataEditError.ambiguous(try path("$..a"))) {
            try document.deleting(path("$..a"))
        }
        #expect(throws: DataEditError.self) { try document.deleting(path("$")) }
        #expect(throws: DataEditError.self) { try document.appending(.null, to: path("$.b")) }
        #expect(throws: DataEditError.self) { try document.setting(path("$.c"), to: .float("nan")) }
        #expect(throws: DataEditError.self) {
            try document.setting(path("$.c"), to: .integer("1,\"d\":2"))
        }
        #expect(throws: DataEditError.self) {
            try document.setting(path("$.c"), to: .null, comment: "x")
        }
        #expect(throws: DataEditError.self) {
            try document.setting(path("$.c"), to: .null, document: 1)
        }
        let commented = try DataDocument("{\"a\": [1, // one\n 2]}", .jsonc)
        #expect(throws: DataEditError.self) { try commented.setting(path("$.a"), to: .null) }
        #expect(throws: DataEditError.self) {
            try commented.setting(path("$.b"), to: .null, comment: "x\ny")
        }
    }
}
