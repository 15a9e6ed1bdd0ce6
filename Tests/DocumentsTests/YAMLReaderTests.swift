import Testing

@testable import Documents

@Suite struct YAMLReaderTests {
    @Test("scalars follow the core schema of YAML 1.2")
    func coreSchema() throws {
        let cases: [(String, DataValue)] = [
            ("yes", .string("yes")), ("NO", .string("NO")), ("on", .string("on")),
            ("True", .bool(true)),
            ("~", .null), ("", .null), ("012", .integer("12")), ("0o17", .integer("15")),
            ("0xFf", .integer("255")), ("+3", .integer("3")), ("1_000", .string("1_000")),
            ("1e3", .float("1000.0")), (".5", .float("0.5")), ("-.inf", .float("-inf")),
            (".NaN", .float("nan")), ("1.2.3", .string("1.2.3")),
            ("2001-01-01", .string("2001-01-01")),
            ("'true'", .string("true")), ("\"1\"", .string("1")), ("!!str 1", .string("1")),
            ("12e03", .float("12000.0")), ("0x", .string("0x")), ("-", .sequence([.null])),
            ("'<<'", .string("<<")),
        ]
        for (text, value) in cases {
            #expect(try DataDocument(text).roots[0].value == value, "\(text)")
        }
    }

    @Test("the key on stays a string")
    func onKey() throws {
        let document = try DataDocument("on:\n  push:\n    branches: [main]\n")
        #expect(document.roots[0].members[0].key == "on")
        #expect(try document.node("$.on.push.branches[0]")?.string == "main")
    }

    @Test(
        "spans are bytes of the node's own text", arguments: ["\n", "\r\n", "\r"], ["", "\u{FEFF}"])
    func spans(newline: String, mark: String) throws {
        let text =
            mark
            + [
                "# é comment\twith tab 😀", "é: 'ü' # x", "b: &a !!str v", "c:", "  - \"q\"",
                "  - *a", "  # trailing",
                "d: |", "  l1 é", "", "  l2", "", "# end", "e: {x: [1, ü]} # f", "g:", "h: >-",
                "  fold", "i: &z", "  j: 1 # k",
            ].joined(separator: newline)
        let document = try DataDocument(text)
        #expect(document.text(try document.node("$.é")) == "'ü'")
        #expect(document.text(try document.node("$.b")) == "v")
        #expect(document.text(try document.node("$.c")) == "- \"q\"\(newline)  - *a")
        #expect(document.text(try document.node("$.c[1]")) == "*a")
        #expect(try document.node("$.c[1]")?.string == "v")
        #expect(
            document.text(try document.node("$.d")) == "|\(newline)  l1 é\(newline)\(newline)  l2")
        #expect(try document.node("$.d")?.string == "l1 é\n\nl2\n")
        #expect(document.text(try document.node("$.e")) == "{x: [1, ü]}")
        #expect(document.text(try document.node("$.e.x[1]")) == "ü")
        #expect(document.text(try document.node("$.g"))?.isEmpty == true)
        #expect(document.text(try document.node("$.h")) == ">-\(newline)  fold")
        #expect(document.text(try document.node("$.i")) == "j: 1")
        #expect(document.text(document.roots[0])?.hasSuffix("j: 1") == true)
        let member = document.roots[0].members[0]
        #expect(document.source.text(member.keySpan) == "é")
        #expect(document.source.text(member.span) == "é: 'ü'")
    }

    @Test("styles are told apart")
    func styles() throws {
        let document = try DataDocument(
            "a: p\nb: 's'\nc: \"d\"\nd: |\n  l\ne: >\n  f\nf: []\ng:\n- 1\n")
        let styles = document.roots[0].members.map(\.value.style)
        #expect(styles == [.plain, .singleQuoted, .doubleQuoted, .literal, .folded, .flow, .block])
    }

    @Test("a file may hold several documents, and an empty one is null")
    func documents() throws {
        let document = try DataDocument("a: 1\n---\n---\nb: 2\n...\n# c\n")
        #expect(
            document.roots.map(\.value) == [
                .mapping([.init("a", .integer("1"))]), .null, .mapping([.init("b", .integer("2"))]),
            ])
        #expect(try DataDocument("").roots.map(\.value) == [.null])
        #expect(try DataDocument("# only\n").roots.map(\.value) == [.null])
        #expect(try document.node("$.b", document: 2)?.scalarText == "2")
        #expect(try document.node("$.b", document: 3) == nil)
    }

    @Test("features name what makes an edit delicate, in the node and above")
    func features() throws {
        let document = try DataDocument(
            "a: &x {k: 1}\nb: *x\nc: {<<: *x}\nd: !t v\ne: {k: 1, k: 2}\nf: {[1]: 2}\ng: 1\n")
        func features(_ key: String) -> DataFeatures? { document.roots[0][key]?.features }
        #expect(features("a") == .anchor)
        #expect(features("b") == [.alias, .anchor])
        #expect(features("c") == [.mergeKey, .alias, .anchor])
        #expect(features("d") == .tag)
        #expect(features("e") == .duplicateKey)
        #expect(features("f") == .complexKey)
        #expect(features("g") == [])
        #expect(document.roots[0]["e"]?["k"]?.scalarText == "2")
        #expect(try document.select(DataPath(parsing: "$.e.k")).count == 2)
        #expect(
            document.roots[0].features.contains([.anchor, .alias, .mergeKey, .tag, .duplicateKey]))
    }

    @Test("keys with different bytes are different keys, even if Unicode calls them equal")
    func normalForms() throws {
        let document = try DataDocument("\u{E9}: 1\ne\u{301}: 2\n")
        #expect(document.roots[0].features.isEmpty)
        #expect(document.roots[0]["\u{E9}"]?.scalarText == "1")
        #expect(document.roots[0]["e\u{301}"]?.scalarText == "2")
    }

    @Test("aliases cannot blow up, go in circles or nest without end")
    func aliasBombs() throws {
        var bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
        for level in 1...9 {
            let uses = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
            bomb += "a\(level): &a\(level) [\(uses)]\n"
        }
        #expect(throws: DocumentError.self) { try DataDocument(bomb) }
        #expect(throws: DocumentError.self) { try DataDocument("&a [*a]") }
        #expect(throws: DocumentError.self) { try DataDocument("a: *nobody") }
        let many = "a: &a 1\nb: [" + String(repeating: "*a,", count: 10_000) + "]\n"
        #expect(try DataDocument(many).roots[0]["b"]?.items.count == 10_000)
        #expect(throws: DocumentError.self) { try DataDocument(many + "c: *a\n") }
        let chain = (1...200).map { "c\($0): &c\($0) [*c\($0 - 1)]\n" }.joined()
        #expect(throws: DocumentError.self) { try DataDocument("c0: &c0 1\n" + chain) }
    }

    @Test("anchors do not reach into the next document")
    func anchorsPerDocument() {
        #expect(throws: DocumentError.self) { try DataDocument("a: &x 1\n---\nb: *x\n") }
    }

    @Test("depth is limited to 100 levels")
    func depth() throws {
        let allowed = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(try DataDocument(allowed).roots.count == 1)
        #expect(throws: DocumentError.self) { try DataDocument("[" + allowed + "]") }
        #expect(throws: DocumentError.self) {
            try DataDocument(String(repeating: "[", count: 100_000))
        }
        #expect(throws: DocumentError.self) {
            try DataDocument(String(repeating: "- ", count: 100_000))
        }
        #expect(throws: DocumentError.self) {
            try DataDocument(String(repeating: "{a: ", count: 100_000))
        }
    }

    @Test("errors say where they are")
    func errors() throws {
        #expect(throws: DocumentError.self) { try DataDocument("é: 1\n\ta: 2\n") }
        do {
            _ = try DataDocument("\u{FEFF}# é\na: [1\nb: 2\n")
            Issue.record("no error")
        } catch let error as DocumentError {
            #expect(error.position.line == 3)
        }
        let latin = Array("a: 1\nb: ".utf8) + [0xE9, 0x0A]
        #expect(
            throws: DocumentError(
                format: "yaml", reason: "the file is not valid UTF-8",
                position: TextPosition(line: 2, column: 4, offset: 8))
        ) { try DataDocument(parsing: latin, format: .yaml) }
        #expect(throws: DocumentError.self) {
            try DataDocument(parsing: [0xFF, 0xFE, 0x61, 0], format: .yaml)
        }
        #expect(throws: DocumentError.self) { try DataDocument("a: \u{1}b") }
        #expect(throws: DocumentError.self) {
            try DataDocument(String(repeating: "a", count: 2 * 1024 * 1024 + 1))
        }
    }

    @Test(
        "a mebibyte is read in one pass, on one line or on many, with marks after much that is not ASCII"
    )
    func large() throws {
        let words = String(repeating: "wörd ", count: 180_000)
        #expect(
            try DataDocument("a: " + words).roots[0]["a"]?.string?.utf8.count == 180_000 * 6 - 1)
        let line = "é: {a: 1, b: [x, 'y']} # c\n- "
        let many = "- " + String(repeating: line, count: 20_000)
        let document = try DataDocument(many)
        #expect(document.roots[0].items.count == 20_001)
        #expect(document.text(document.roots[0][19_999]?["é"]?["b"]?[1]) == "'y'")
        let flow = "{" + (0..<40_000).map { "k\($0): ü" }.joined(separator: ", ") + "}"
        #expect(try DataDocument(flow).roots[0].members.count == 40_000)
    }

    @Test("select follows keys, indices, wildcards and descendants in file order")
    func select() throws {
        let document = try DataDocument(
            "jobs:\n  a:\n    steps:\n      - uses: x@1\n      - run: y\n  b:\n    uses: z\n    steps: [{uses: w}]\n"
        )
        func paths(_ text: String) throws -> [String] {
            try document.select(DataPath(parsing: text)).map(\.path.description)
        }
        #expect(
            try paths("$..uses") == [
                "$.jobs.a.steps[0].uses", "$.jobs.b.uses", "$.jobs.b.steps[0].uses",
            ])
        #expect(try paths("$.jobs.*.steps[-1]") == ["$.jobs.a.steps[1]", "$.jobs.b.steps[0]"])
        #expect(
            try paths("$.jobs[*].steps[*].uses") == [
                "$.jobs.a.steps[0].uses", "$.jobs.b.steps[0].uses",
            ])
        #expect(try paths("$..*..uses").count == 3)
        #expect(try paths("$.nothing[3]").isEmpty)
        #expect(try paths("$") == ["$"])
    }
}
