import Testing

@testable import Documents

@Suite struct TOMLReaderTests {
    static let pyproject = """
        # build
        [build-system]
        requires = ["hatchling"]

        [project]
        name = "x"   # the name
        version = '1.0'
        dependencies = [
          # web
          "Flask>=2.0,<3",
          "requests[socks] == 2.1 ; python_version < '3.9'", # pinned
          'zlib',
        ]

        [project.optional-dependencies]
        dev = ["pytest==7.0"]

        [dependency-groups]
        lint = ["ruff==0.1.0", {include-group = "x"}]

        [tool.black]
        line-length = 100
        target.version = 1

        [[tool.uv.index]]
        name = "a"

        [[tool.uv.index]]
        name = "b"

        """

    @Test("tables, dotted keys and arrays of tables make one tree with places")
    func tree() throws {
        let document = try DataDocument(Self.pyproject, .toml)
        #expect(try document.node("$.project.dependencies[0]")?.string == "Flask>=2.0,<3")
        #expect(document.text(try document.node("$.tool.black.target.version")) == "1")
        #expect(document.text(try document.node("$.tool.uv.index[1].name")) == "\"b\"")
        #expect(
            document.text(try document.node("$.tool.uv.index[1]"))
                == "[[tool.uv.index]]\nname = \"b\"")
        #expect(document.text(try document.node("$.project"))?.hasPrefix("[project]\nname") == true)
        #expect(
            document.text(try document.node("$.project"))?.hasSuffix("dev = [\"pytest==7.0\"]")
                == true)
        #expect(try document.select(DataPath(parsing: "$..name")).count == 3)
        #expect(try document.node("$.project.version")?.style == .singleQuoted)
    }

    @Test("scalars have canonical values")
    func scalars() throws {
        let cases: [(String, DataValue)] = [
            ("+1_000", .integer("1000")), ("0xdead_BEEF", .integer("3735928559")),
            ("0b11", .integer("3")), ("0o17", .integer("15")), ("-0", .integer("0")),
            ("1e3", .float("1000.0")), ("6.626e-34", .float("6.626e-34")), ("-inf", .float("-inf")),
            ("nan", .float("nan")), ("1_0.0_1", .float("10.01")),
            ("1979-05-27t07:32:00z", .other("1979-05-27T07:32:00Z")),
            ("1979-05-27 07:32:00.5-07:00", .other("1979-05-27T07:32:00.5-07:00")),
            ("1979-05-27", .other("1979-05-27")), ("07:32:00", .other("07:32:00")),
            ("'a\\b'", .string("a\\b")), (#""\t\u00e9\U0001F600""#, .string("\té😀")),
            ("\"\"\"\na\\\n   b\"\"\"\"\"", .string("ab\"\"")),
            ("'''\r\nx\r\ny'''", .string("x\ny")), ("[]", .sequence([])),
            ("[1,\n# c\n2,]", .sequence([.integer("1"), .integer("2")])),
            (
                "{a.b = 1, c = {}}",
                .mapping([
                    .init("a", .mapping([.init("b", .integer("1"))])), .init("c", .mapping([])),
                ])
            ),
        ]
        for (text, value) in cases {
            #expect(
                try DataDocument("k = \(text) # c\n", .toml).roots[0]["k"]?.value == value,
                "\(text)")
        }
        #expect(throws: DocumentError.self) { try DataDocument("k = \"\\e\"", .toml) }
    }

    @Test(
        "what is not TOML is refused",
        arguments: [
            "a", "a =", "= 1", "a = 1 b = 2", "a = 01", "a = 1__0", "a = _1", "a = 1_", "a = 1.",
            "a = .5", "a = 1e", "a = 0x", "a = +0x1", "a = tru", "a = 'x", "a = \"x\n\"",
            "a = 1979-13-01", "a = 2023-02-29", "a = 25:00:00", "a = 1979-05-27T", "a = [1 2]",
            "a = {b = 1,}", "a = {b = 1\n}", "[a", "[a]\n[a]", "a = 1\n[a]", "[a.b]\n[a]\nb = 1",
            "a = 1\na = 2", "a.b = 1\na = 2", "[a]\nb.c = 1\n[a.b]", "a = {}\na.b = 1",
            "a = []\n[[a]]", "[[a]]\n[a]", "[a]\n[[a]]", "[]", "[a.]", "a..b = 1", "a = \"\\x\"",
            "a = '\u{1}'", "# \u{1}", "a = 1\r", "a = \"\\ud800\"",
            "[a.b.c]\nz = 1\n[a]\nb.c.t = 1", "a.b.c = 1\n[a.b]", "[[a.b]]\n[a]\nb.x = 1",
        ])
    func refused(text: String) {
        #expect(throws: DocumentError.self) { try DataDocument(text, .toml) }
    }

    @Test("depth has a limit, in brackets and in dots")
    func limits() throws {
        #expect(throws: DocumentError.self) {
            try DataDocument("a = " + String(repeating: "[", count: 100_000), .toml)
        }
        #expect(throws: DocumentError.self) {
            try DataDocument("a = " + String(repeating: "{a=", count: 100_000), .toml)
        }
        #expect(throws: DocumentError.self) {
            try DataDocument(String(repeating: "a.", count: 100_000) + "a = 1", .toml)
        }
        #expect(throws: DocumentError.self) {
            try DataDocument("[" + String(repeating: "a.", count: 100_000) + "a]", .toml)
        }
        let many = (0..<30_000).map { "k\($0) = 'ü'\n" }.joined()
        #expect(try DataDocument(many, .toml).roots[0].members.count == 30_000)
    }
}

@Suite struct TOMLEditorTests {
    private func edit(_ before: String, _ make: (DataDocument) throws -> [TextEdit]) throws
        -> String
    {
        let document = try DataDocument(before, .toml)
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

    private func delete(_ before: String, _ path: String) throws -> String {
        try edit(before) { try $0.deleting(DataPath(parsing: path)) }
    }

    private let pyproject = TOMLReaderTests.pyproject

    @Test("a value is replaced in its quotes")
    func replacing() throws {
        #expect(
            try set(pyproject, "$.project.version", .string("2.0"))
                == pyproject.replacing("'1.0'", with: "'2.0'"))
        #expect(
            try set(pyproject, "$.project.name", .string("a\"b"))
                == pyproject.replacing("\"x\"   #", with: "\"a\\\"b\"   #"))
        #expect(
            try set(pyproject, "$.tool.black.target.version", .sequence([.string("a")]))
                == pyproject.replacing("version = 1\n", with: "version = [\"a\"]\n"))
        #expect(
            try set(pyproject, "$.tool.uv.index[1].name", .string("c"))
                == pyproject.replacing("\"b\"", with: "\"c\""))
        #expect(throws: DataEditError.self) {
            try set(pyproject, "$.project.dependencies", .sequence([]))
        }
        #expect(throws: DataEditError.self) { try set(pyproject, "$.project.name", .null) }
    }

    @Test("a key is added to its table")
    func keys() throws {
        #expect(
            try set(pyproject, "$.tool.black.preview", .bool(true), comment: "why")
                == pyproject.replacing(
                    "target.version = 1\n", with: "target.version = 1\n# why\npreview = true\n"))
        #expect(
            try set(pyproject, "$.project.requires-python", .string(">=3.9"), .after("name"))
                == pyproject.replacing(
                    "# the name\n", with: "# the name\nrequires-python = \">=3.9\"\n"))
        #expect(
            try set(pyproject, "$.tool.black.target.x", .integer("2"))
                == pyproject.replacing(
                    "target.version = 1\n", with: "target.version = 1\ntarget.x = 2\n"))
        #expect(
            try set(pyproject, "$.tool.ruff", .mapping([.init("line-length", .integer("100"))]))
                == pyproject + "\n[tool.ruff]\nline-length = 100\n")
        #expect(
            try set("[tool.a]\nx=1\n\n[z]\n", "$.tool.b", .mapping([.init("y y", .integer("1"))]))
                == "[tool.a]\nx=1\n\n[tool.b]\n\"y y\"=1\n\n[z]\n")
        #expect(
            try set("# head\n\n[a]\nx = 1\n", "$.k", .integer("1"))
                == "# head\n\nk = 1\n\n[a]\nx = 1\n")
        #expect(
            try set("# of a\n[a.b]\nx = 1\n", "$.a.k", .integer("1"))
                == "# of a\n[a]\nk = 1\n\n[a.b]\nx = 1\n")
        #expect(try set("a = 1\r\n", "$.b", .string("x")) == "a = 1\r\nb = \"x\"\r\n")
        #expect(try set("a = 1", "$.b", .string("x")) == "a = 1\nb = \"x\"")
        #expect(try set("", "$.b", .string("x")) == "b = \"x\"\n")
        #expect(try set("a = { x = 1 }\n", "$.a.y", .integer("2")) == "a = { x = 1, y = 2 }\n")
        #expect(try set("[a]\n[b]\n", "$.a.x", .integer("2")) == "[a]\nx = 2\n[b]\n")
        #expect(try set("b = 1\nd = 2\n", "$.c", .integer("0"), .sorted) == "b = 1\nc = 0\nd = 2\n")
        #expect(try set("b = 1\n", "$.c", .integer("0"), .first) == "c = 0\nb = 1\n")
    }

    @Test("an item is added in the layout of its siblings")
    func items() throws {
        func append(_ before: String, _ path: String, _ value: DataValue) throws -> String {
            try edit(before) { try $0.appending(value, to: DataPath(parsing: path)) }
        }
        #expect(
            try append(pyproject, "$.project.dependencies", .string("x"))
                == pyproject.replacing("  'zlib',\n", with: "  'zlib',\n  \"x\",\n"))
        #expect(try append("a = ['x']\n", "$.a", .string("y")) == "a = ['x', 'y']\n")
        #expect(
            try append("a = [\n  1 # c\n]\n", "$.a", .integer("2")) == "a = [\n  1, # c\n  2\n]\n")
        #expect(
            try append(pyproject, "$.tool.uv.index", .mapping([.init("name", .string("c"))]))
                == pyproject + "\n[[tool.uv.index]]\nname = \"c\"\n")
    }

    @Test(
        "a part is deleted with its lines",
        arguments: [
            ("a = 1\nb = 2 # c\nc = 3\n", "$.b", "a = 1\nc = 3\n"),
            ("a = [1, 2]\n", "$.a[0]", "a = [2]\n"),
            ("[a]\nx = 1\n\n[b]\ny = 1\n\n[c]\n", "$.b", "[a]\nx = 1\n\n[c]\n"),
            ("[a]\nx = 1\n\n[a.b]\ny = 1\n", "$.a.b", "[a]\nx = 1\n"),
            ("[a]\n\n[b]\n[b.c]\n\n[[b.d]]\n", "$.b", "[a]\n"),
            ("a = \"\"\"\nx\n\"\"\"\nb = 1\n", "$.a", "b = 1\n"),
            ("[[a]]\nx = 1\n\n[[a]]\nx = 2\n", "$.a[0]", "[[a]]\nx = 2\n"),
            ("a.b = 1\na.c = 2\n", "$.a.b", "a.c = 2\n"),
            ("a = { x = 1, y = 2 }", "$.a.x", "a = { y = 2 }"),
            ("z = 1\na.b = 1\na.c = 2\n", "$.a", "z = 1\n"),
        ])
    func deleting(before: String, path: String, after: String) throws {
        #expect(try delete(before, path) == after)
    }
}

@Suite struct PyprojectTests {
    @Test("every kind of list is read")
    func parts() throws {
        let text =
            TOMLReaderTests.pyproject + """
                [tool.poetry.dependencies]
                python = "^3.9"
                Django_X = "4.2.1"
                celery = {version = "^5.0", extras = ["redis"], markers = "x"}
                local = {path = "../l"}
                [tool.poetry.group.dev.dependencies]
                mypy = "*"
                """
        let manifest = try DependencyManifest(
            parsing: Array(text.utf8), fileName: "a/pyproject.toml")
        #expect(
            manifest.dependencies.map(\.name) == [
                "flask", "requests", "zlib", "pytest", "ruff", "django-x", "celery", "mypy",
            ])
        #expect(
            manifest.dependencies.map(\.isDevelopment) == [
                false, false, false, true, true, false, false, true,
            ])
        #expect(
            manifest.dependencies.map(\.pinnedVersion) == [
                nil, "2.1", nil, "7.0", "0.1.0", "4.2.1", nil, nil,
            ])
        #expect(manifest.dependencies[1].marker == "python_version < '3.9'")
        #expect(manifest.dependencies[6].extras == ["redis"])
        func replace(_ index: Int, _ version: String) throws -> String {
            let edits = try manifest.replacingVersion(
                of: manifest.dependencies[index], with: version)
            return String(decoding: try edits.applied(to: manifest.source.bytes), as: UTF8.self)
        }
        #expect(try replace(0, "2.5") == text.replacing("Flask>=2.0,<3", with: "Flask>=2.5,<3"))
        #expect(try replace(1, "2.9") == text.replacing("== 2.1 ;", with: "== 2.9 ;"))
        #expect(try replace(6, "5.3.1") == text.replacing("^5.0", with: "^5.3.1"))
        #expect(throws: DataEditError.self) { try replace(7, "1") }
    }

    @Test(
        "an addition goes where the others are",
        arguments: [
            (
                "[project]\ndependencies = [\n  \"a\",\n  \"c\",\n]\n",
                "[project]\ndependencies = [\n  \"a\",\n  \"b==1\",\n  \"c\",\n]\n"
            ),
            (
                "[project]\ndependencies = ['z', 'a']\n",
                "[project]\ndependencies = ['z', 'a', 'b==1']\n"
            ),
            ("[project]\nname = \"x\"\n", "[project]\nname = \"x\"\ndependencies = [\"b==1\"]\n"),
            (
                "[tool.poetry.dependencies]\na = \"^1\"\nc = \"^1\"\n",
                "[tool.poetry.dependencies]\na = \"^1\"\nb = \"==1\"\nc = \"^1\"\n"
            ),
        ])
    func adding(before: String, after: String) throws {
        let manifest = try DependencyManifest(
            parsing: Array(before.utf8), fileName: "pyproject.toml")
        let edits = try manifest.adding(name: "b", specifier: "==1")
        #expect(
            String(decoding: try edits.applied(to: manifest.source.bytes), as: UTF8.self) == after)
    }

    @Test("package.json is read and edited")
    func package() throws {
        let text =
            "{\n  \"dependencies\": {\n    \"a\": \"^1.2.0\",\n    \"c\": \"1.0.0\"\n  },\n  \"devDependencies\": {\"d\": \"workspace:*\"}\n}\n"
        let manifest = try DependencyManifest(parsing: Array(text.utf8), fileName: "package.json")
        #expect(manifest.dependencies.map(\.pinnedVersion) == [nil, "1.0.0", nil])
        #expect(manifest.dependencies.map(\.isDevelopment) == [false, false, true])
        func result(_ edits: [TextEdit]) throws -> String {
            String(decoding: try edits.applied(to: manifest.source.bytes), as: UTF8.self)
        }
        #expect(
            try result(manifest.replacingVersion(of: manifest.dependencies[0], with: "1.3.0"))
                == text.replacing("^1.2.0", with: "^1.3.0"))
        #expect(
            try result(manifest.adding(name: "b", specifier: "~2.0.0"))
                == text.replacing("^1.2.0\",\n", with: "^1.2.0\",\n    \"b\": \"~2.0.0\",\n"))
        #expect(throws: DataEditError.self) {
            try manifest.replacingVersion(of: manifest.dependencies[2], with: "1.0.0")
        }
    }
}
