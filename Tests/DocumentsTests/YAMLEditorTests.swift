import Testing

@testable import Documents

@Suite struct YAMLEditorTests {
    static let workflow = """
        # CI of ours
        name: CI

        on:
          push:
            branches: [main, 'dev']
        permissions: write-all # broad

        jobs:
          # builds
          build:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4   # pinned later
                with:
                  fetch-depth: 0
              # then test
              - run: |
                  make
                  make test

              - name: "last"
                run: ${{ matrix.cmd }}
          # deploy:
          #   later

        """

    private func edit(_ before: String, _ make: (DataDocument) throws -> [TextEdit]) throws
        -> String
    {
        let document = try DataDocument(before)
        return try document.applying(try make(document))
    }

    private func set(
        _ before: String, _ path: String, _ value: DataValue, _ position: MemberPosition? = nil,
        comment: String? = nil
    ) throws -> String {
        try edit(before) {
            try $0.setting(DataPath(parsing: path), to: value, position: position, comment: comment)
        }
    }

    private func append(
        _ before: String, _ path: String, _ value: DataValue, comment: String? = nil
    ) throws -> String {
        try edit(before) { try $0.appending(value, to: DataPath(parsing: path), comment: comment) }
    }

    private func delete(_ before: String, _ path: String) throws -> String {
        try edit(before) { try $0.deleting(DataPath(parsing: path)) }
    }

    @Test(
        "a scalar is replaced in its quoting style, and only it",
        arguments: [
            ("a: x # c\nb: 1\n", "a: v # c\nb: 1\n"), ("a:  'x'\n", "a:  'v'\n"),
            ("a: \"x\"", "a: \"v\""), ("a:\n", "a: v\n"), ("a: # c\r\n", "a: v # c\r\n"),
            ("{a: x, b: 1}\n", "{a: v, b: 1}\n"), ("\u{FEFF}é: 1\na: x\n", "\u{FEFF}é: 1\na: v\n"),
            ("a: |\n  x\n  y\nb: 1\n", "a: v\nb: 1\n"), ("a: null\n", "a: v\n"),
            ("? a\n: x\n", "? a\n: v\n"), ("a:\n  x\n  y\n", "a:\n  v\n"),
            ("a: [1, 2] # c\n", "a: v # c\n"), ("a:\n  - 1\n\nb: 1\n", "a: v\n\nb: 1\n"),
        ])
    func scalars(before: String, after: String) throws {
        #expect(try set(before, "$.a", .string("v")) == after)
    }

    @Test(
        "a string is quoted when it would mean something else",
        arguments: [
            ("yes", "\"yes\""), ("on", "\"on\""), ("1", "\"1\""), ("1.0", "\"1.0\""),
            ("null", "\"null\""), ("", "\"\""), ("a: b", "\"a: b\""), ("a #b", "\"a #b\""),
            ("- a", "\"- a\""), ("--flag", "--flag"), ("*a", "\"*a\""), (" a", "\" a\""),
            ("a:", "\"a:\""), ("http://x/y#z", "http://x/y#z"), ("12:30", "\"12:30\""),
            ("2024-01-01", "\"2024-01-01\""), ("1.2.3", "1.2.3"),
            ("actions/checkout@v4", "actions/checkout@v4"), ("{{ x }}", "\"{{ x }}\""),
            ("${{ x }}", "${{ x }}"),
            ("a\u{2028}b", "\"a\\u2028b\""), ("\t", "\"\\t\""), ("...", "\"...\""),
            ("---", "\"---\""), ("é", "é"), ("~", "\"~\""), ("<<", "\"<<\""), ("0x1F", "\"0x1F\""),
            ("it's", "it's"), ("a\rb", "\"a\\rb\""), ("a\\b\"c", "a\\b\"c"),
        ])
    func quoting(text: String, written: String) throws {
        #expect(try set("a: x\n", "$.a", .string(text)) == "a: \(written)\n")
        #expect(
            try DataDocument(set("- [x]\n", "$[0][0]", .string(text))).roots[0][0]?[0]?.string
                == text)
        let document = try DataDocument("a: x\n")
        let path = DataPath(steps: [.key(text + "k")])
        let result = try document.applying(document.setting(path, to: .string(text)))
        #expect(try DataDocument(result).roots[0].members[1].key == text + "k")
    }

    @Test("a scalar becomes a mapping below its key, and the comment stays")
    func collections() throws {
        let value = DataValue.mapping([
            .init("contents", .string("read")), .init("list", .sequence([.integer("1")])),
        ])
        #expect(
            try set(Self.workflow, "$.permissions", value)
                == Self.workflow.replacing(
                    "permissions: write-all # broad\n",
                    with: "permissions: # broad\n  contents: read\n  list:\n    - 1\n"))
        #expect(
            try set("a: 1\nb:\n- x\n", "$.a", value)
                == "a:\n  contents: read\n  list:\n  - 1\nb:\n- x\n")
        #expect(
            try set("- 1 # c\n- 2\n", "$[0]", value)
                == "- contents: read # c\n  list:\n    - 1\n- 2\n")
        #expect(try set("a: {x: 1}\n", "$.a", value) == "a: {contents: read, list: [1]}\n")
        #expect(
            try set("a:\n    b: 1\n", "$.a", value)
                == "a:\n    contents: read\n    list:\n        - 1\n")
        #expect(try set("a: 1", "$.a", .mapping([])) == "a: {}")
        #expect(try set("a: 1\r\n", "$.a", .string("x\ny\n")) == "a: |\r\n  x\r\n  y\r\n")
        #expect(try set("a: 1\n", "$.a", .string("x\n\ny")) == "a: |-\n  x\n\n  y\n")
        #expect(throws: DataEditError.self) { try set("a:\n  b: 1 # why\n  c: 2\n", "$.a", .null) }
        #expect(throws: DataEditError.self) { try set("a: # why\n  b: 1\n", "$.a", .null) }
    }

    @Test("a key is added with the indentation of its siblings")
    func keys() throws {
        #expect(
            try set(
                Self.workflow, "$.jobs.build.timeout-minutes", .integer("10"), .after("runs-on"))
                == Self.workflow.replacing(
                    "    runs-on: ubuntu-latest\n",
                    with: "    runs-on: ubuntu-latest\n    timeout-minutes: 10\n"))
        #expect(
            try set(Self.workflow, "$.jobs.build.if", .bool(true), .first)
                == Self.workflow.replacing(
                    "    runs-on:", with: "    if: true\n    runs-on:"))
        #expect(
            try set(
                Self.workflow, "$.jobs.build.steps[0].with.persist-credentials", .bool(false),
                comment: "why")
                == Self.workflow.replacing(
                    "          fetch-depth: 0\n",
                    with:
                        "          fetch-depth: 0\n          # why\n          persist-credentials: false\n"
                ))
        #expect(
            try set(Self.workflow, "$.jobs.build.steps[1].name", .string("t"), .first)
                == Self.workflow.replacing(
                    "      - run: |", with: "      - name: t\n        run: |"))
        #expect(
            try set(
                Self.workflow, "$.jobs.test", .mapping([.init("runs-on", .string("x"))]),
                .before("build"))
                == Self.workflow.replacing(
                    "  # builds\n", with: "  test:\n    runs-on: x\n  # builds\n"))
        #expect(try set("b: 1\nd: 2", "$.c", .null, .sorted) == "b: 1\nc: null\nd: 2")
        #expect(try set("a: 1\r\n", "$.b", .string("x")) == "a: 1\r\nb: x\r\n")
        #expect(try set("a: 1", "$.b", .string("x")) == "a: 1\nb: x")
        #expect(try set("a: 1\n\nb: 2\n", "$.c", .integer("3")) == "a: 1\n\nb: 2\n\nc: 3\n")
        #expect(
            try set("'a': 'x'\n'b': 'y'\n", "$.c", .string("z")) == "'a': 'x'\n'b': 'y'\n'c': 'z'\n"
        )
        #expect(try set("a: {}\n", "$.a.b", .integer("1")) == "a: {b: 1}\n")
        #expect(try set("a: { b: 1 }\n", "$.a.c", .integer("2")) == "a: { b: 1, c: 2 }\n")
        #expect(
            try set("a:\n  b: 1\n  # of a\nc: 1\n", "$.n", .null, .after("a"))
                == "a:\n  b: 1\n  # of a\nn: null\nc: 1\n")
        #expect(try set("# head\n\nb: 1\n", "$.a", .null, .first) == "# head\n\na: null\nb: 1\n")
        #expect(try set("---\na: 1\n...\n", "$.b", .null) == "---\na: 1\nb: null\n...\n")
    }

    @Test("an item is added with the dash and the quotes of its siblings")
    func items() throws {
        #expect(
            try append(Self.workflow, "$.on.push.branches", .string("x"))
                == Self.workflow.replacing("'dev']", with: "'dev', x]"))
        #expect(
            try append("a:\n- 'x'\n- 'y'\n", "$.a", .string("z")) == "a:\n- 'x'\n- 'y'\n- 'z'\n")
        #expect(
            try append("-   x\n", "$", .mapping([.init("k", .integer("1")), .init("l", .null)]))
                == "-   x\n-   k: 1\n    l: null\n")
        #expect(try append("a: []\n", "$.a", .string("x")) == "a: [x]\n")
        #expect(
            try append("a:\n  - x\n  # - y\n", "$.a", .string("z")) == "a:\n  - x\n  - z\n  # - y\n"
        )
        #expect(
            try append("a:\n  - x # c", "$.a", .string("z"), comment: "new")
                == "a:\n  - x # c\n  # new\n  - z")
        #expect(
            try append("a: [\n  x, # one\n  y\n]\n", "$.a", .string("z"))
                == "a: [\n  x, # one\n  y,\n  z\n]\n")
        #expect(
            try append("- - a\n  - b\n- c\n", "$[0]", .string("d")) == "- - a\n  - b\n  - d\n- c\n")
        #expect(
            try append(Self.workflow, "$.jobs.build.steps", .mapping([.init("run", .string("x"))]))
                == Self.workflow.replacing(
                    "matrix.cmd }}\n", with: "matrix.cmd }}\n      - run: x\n"))
    }

    @Test(
        "a part is deleted with its lines",
        arguments: [
            ("a: 1\nb: 2 # c\nc: 3\n", "$.b", "a: 1\nc: 3\n"),
            ("a: 1\nb:\n  - x\n  # in\n  - y\n", "$.b", "a: 1\n"), ("a: 1\nb: 2", "$.b", "a: 1"),
            ("a: 1\n\nb: 2\n\nc: 3\n", "$.b", "a: 1\n\nc: 3\n"),
            ("a: 1\n# b\nb: 2\nc: 3\n", "$.b", "a: 1\n# b\nc: 3\n"),
            ("a:\n  b: 1\n", "$.a.b", "a: {}\n"),
            ("a:\n- b\nc: 1\n", "$.a[0]", "a: []\nc: 1\n"),
            ("- a: 1\n  b: 2\n", "$[0].a", "- b: 2\n"), ("- a: 1\n", "$[0].a", "- {}\n"),
            ("[a, b]\n", "$[0]", "[b]\n"),
            ("- a\n- b\n", "$[0]", "- b\n"), ("- - a\n  - b\n", "$[0][0]", "- - b\n"),
            ("{a: 1, b: 2}", "$.b", "{a: 1}"), ("a: |\n  x\n\n  y\nb: 1\n", "$.a", "b: 1\n"),
            ("\u{FEFF}a: 1\r\nb: 2\r\n", "$.a", "\u{FEFF}b: 2\r\n"), ("a: 1\n", "$.a", "{}\n"),
            ("a: 1\nb:\nc: 2\n", "$.b", "a: 1\nc: 2\n"),
        ])
    func deleting(before: String, path: String, after: String) throws {
        #expect(try delete(before, path) == after)
    }

    @Test("only the document asked for changes")
    func documents() throws {
        let document = try DataDocument("a: 1\n---\na: 1\n---\n- a: 1\n")
        let path = try DataPath(parsing: "$.a")
        #expect(
            try document.applying(document.setting(path, to: .integer("2"), document: 1))
                == "a: 1\n---\na: 2\n---\n- a: 1\n")
        #expect(
            try document.applying(
                document.setting(DataPath(parsing: "$.b"), to: .integer("2"), document: 0))
                == "a: 1\nb: 2\n---\na: 1\n---\n- a: 1\n")
    }

    @Test(
        "what cannot be done for sure is refused with its reason",
        arguments: [
            ("x: &x {a: 1}\nb: *x\n", "$.b.a"), ("x: &x {a: 1}\nb: *x\n", "$.x.a"),
            ("x: &x 1\nb: *x\n", "$.x"), ("x: &x 1\nb: *x\n", "$.b"),
            ("a: 1\na: 2\nb: 3\n", "$.b"), ("x: !t 1\n", "$.x"),
            ("m: &m {a: 1}\nn:\n  <<: *m\n  c: 1\n", "$.n.new"),
            ("x: {{ .Values.x }}\ny: 1\n", "$.y"),
            ("- ${{ if x }}:\n  - a: 1\n  b: 1\n", "$[0].b"), ("a: 1\n? [x]\n: 2\n", "$.a"),
        ])
    func refused(before: String, path: String) throws {
        do {
            _ = try set(before, path, .integer("9"))
            Issue.record("not refused")
        } catch let error as DataEditError {
            guard case .unsupported(let reason) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(!reason.contains("read back"), "\(reason)")
        }
    }

    @Test("an anchor that is in use is not deleted, and an ambiguous key not changed")
    func refusedOtherwise() throws {
        #expect(throws: DataEditError.self) { try delete("a: &a 1\nb: *a\n", "$.a") }
        #expect(throws: DataEditError.ambiguous(try DataPath(parsing: "$.a"))) {
            try set("a: 1\na: 2\n", "$.a", .null)
        }
        #expect(throws: DataEditError.notFound(try DataPath(parsing: "$.b.c"))) {
            try set("a: 1\n", "$.b.c", .null)
        }
    }

    @Test("a pair without braces in a list is left as it is")
    func pair() throws {
        let refusal = DataEditError.unsupported("the mapping has no braces")
        #expect(throws: refusal) { try delete("[   a: 1]\n", "$[0].a") }
        #expect(throws: refusal) { try set("x: [a: 1]\n", "$.x[0].b", .null) }
    }
}
