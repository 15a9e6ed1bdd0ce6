import Glibc
import Testing

@testable import Documents

@Suite struct SyntaxTests {
    static let library = GrammarLibrary(
        folders: GrammarLibrary.defaultFolders(
            executable: CommandLine.arguments.first ?? "", environment: environment))

    private static var environment: [String: String] {
        getenv("COMPLYBOT_GRAMMARS").map { ["COMPLYBOT_GRAMMARS": String(cString: $0)] } ?? [:]
    }

    private func grammar(_ language: String) throws -> Grammar {
        try #require(
            Self.library.grammar(for: language),
            "no grammar of \(language): run Scripts/build-grammars")
    }

    private func python(_ text: String) throws -> SyntaxTree {
        try SyntaxTree(parsing: Array(text.utf8), grammar: grammar("python"))
    }

    @Test("grammars are looked for in the named folder, then beside and above the executable")
    func folders() {
        let folders = GrammarLibrary.defaultFolders(
            executable: "/a/.build/x/debug/complybot", environment: ["COMPLYBOT_GRAMMARS": "/g"])
        #expect(
            folders == [
                "/g", "/a/.build/x/debug/grammars", "/a/.build/x/grammars", "/a/.build/grammars",
                "/a/grammars", "/grammars",
            ])
        #expect(
            GrammarLibrary.defaultFolders(executable: "x", environment: ["COMPLYBOT_GRAMMARS": ""])
                == ["grammars"])
    }

    @Test(
        "a grammar is loaded once, and a missing or strange name gives none",
        arguments: ["python", "javascript", "go"])
    func loading(language: String) throws {
        let grammar = try grammar(language)
        #expect(Self.library.grammar(for: language) === grammar)
        #expect(Self.library.grammar(for: "cobol") == nil)
        #expect(Self.library.grammar(for: "../\(language)") == nil)
        #expect(Self.library.grammar(for: "") == nil)
        #expect(GrammarLibrary(folders: ["/nowhere"]).grammar(for: language) == nil)
    }

    @Test("nodes have kinds, byte ranges, fields and relatives")
    func nodes() throws {
        let tree = try python("\u{FEFF}# é\nx = call(1, 'ü')\n")
        #expect(!tree.hasErrors)
        let statement = try #require(tree.root.namedChildren.last)
        let assignment = try #require(statement.namedChildren.first)
        #expect(assignment.kind == "assignment")
        let call = try #require(assignment.child(field: "right"))
        #expect(call.text == "call(1, 'ü')")
        #expect(call.parent == assignment)
        #expect(call.startLine == 2)
        #expect(call.endLine == 2)
        #expect(call.child(field: "nothing") == nil)
        #expect(tree.root.parent == nil)
        let arguments = try #require(call.child(field: "arguments"))
        #expect(arguments.children.map(\.kind) == ["(", "integer", ",", "string", ")"])
        #expect(arguments.children[1] == arguments.namedChildren[0])
        #expect(!arguments.children[0].isNamed)
    }

    @Test("text that does not fit makes error nodes")
    func errors() throws {
        #expect(try python("def f(:\n").hasErrors)
        let tree = try python("x = (\n")
        #expect(tree.hasErrors)
        #expect(try python("").root.children.isEmpty)
    }

    @Test("queries give captures in file order, and predicates filter them")
    func queries() throws {
        let tree = try python(
            "import os\nb = FastAPI(x)\na = Flask()\nFlask = Flask\nc = other()\n")
        func texts(_ predicate: String) throws -> [String] {
            let query = try SyntaxQuery(
                source:
                    "(assignment left: (identifier) @l right: [(call function: (identifier) @f) (identifier) @f] \(predicate))",
                grammar: tree.grammar)
            return query.matches(in: tree).compactMap { $0["l"]?.text }
        }
        #expect(try texts("") == ["b", "a", "Flask", "c"])
        #expect(try texts("(#eq? @f \"Flask\")") == ["a", "Flask"])
        #expect(try texts("(#not-eq? @f \"Flask\")") == ["b", "c"])
        #expect(try texts("(#eq? @f @l)") == ["Flask"])
        #expect(try texts("(#match? @f \"^Fl|API$\")") == ["b", "a", "Flask"])
        #expect(try texts("(#not-match? @f \"^[A-Z]\")") == ["c"])
        #expect(try texts("(#any-of? @f \"FastAPI\" \"other\")") == ["b", "c"])
        #expect(try texts("(#not-any-of? @f \"FastAPI\" \"other\")") == ["a", "Flask"])
        #expect(try texts("(#set! x \"y\")").count == 4)
    }

    @Test("matches can be asked for within a range, and several patterns keep file order")
    func ranges() throws {
        let tree = try python("a = 1\nb = 2\nc()\n")
        let query = try SyntaxQuery(
            source: "(call) @x\n(assignment left: (identifier) @x)", grammar: tree.grammar)
        #expect(query.matches(in: tree).map { $0["x"]?.text } == ["a", "b", "c()"])
        #expect(query.matches(in: tree).map(\.pattern) == [1, 1, 0])
        #expect(query.matches(in: tree, within: 6..<11).map { $0["x"]?.text } == ["b"])
        #expect(query.matches(in: tree)[0]["y"] == nil)
    }

    @Test(
        "what a query asks of captures that are always there must stand in the file",
        arguments: [
            ("((call function: (_) @x) (#eq? @x \"main\"))", ["main"]),
            ("((call function: (_) @x) (#match? @x \"(^|\\\\.)FastAPI$\"))", ["FastAPI"]),
            ("((call function: (_) @x) (#match? @x \"ab*cd?\\\\(efg\\\\)\"))", ["efg"]),
            ("((call function: (_) @x) (#match? @x \"ab|cd\"))", []),
            ("((call function: (_) @x) (#match? @x \"[ab]cd\"))", []),
            ("((call function: (_) @x) (#match? @x \"a{12}\"))", []),
            ("((call function: (_) @x) (#match? @x \"(ab)\"))", []),
            ("((call function: (_) @x) (#not-eq? @x \"main\"))", []),
            ("((class_definition superclasses: (_)? @x) (#eq? @x \"(A)\"))", []),
            ("((call) @x (#eq? @x \"a()\"))\n(class_definition)", []),
        ])
    func requiredTexts(source: String, texts: [String]) throws {
        let query = try SyntaxQuery(source: source, grammar: try grammar("python"))
        #expect(query.requiredTexts == texts)
    }

    @Test(
        "a query that cannot work is an error with its place",
        arguments: [
            "(no_such_node)", "(call", "(call no_field: (_))", "((call) @x (#nonsense? @x \"a\"))",
            "((call) @x (#match? @x \"(\"))", "((call) @x (#match? @x \"\\\\d\"))",
            "((call) @x (#eq? @x))",
            "((call) @x (#eq? \"a\" \"b\"))", "((call) @x (#any-of? @x @x))",
        ])
    func badQueries(source: String) throws {
        let grammar = try grammar("python")
        #expect(throws: DocumentError.self) { try SyntaxQuery(source: source, grammar: grammar) }
    }

    @Test("hostile files end in a tree or a typed error, never in a crash")
    func hostile() throws {
        let texts = [
            String(repeating: "(", count: 100_000),
            String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000),
            "x = " + String(repeating: "a+", count: 50_000) + "a", "\u{0}\u{1}\r\u{2028}\u{C}def",
            String(repeating: "é", count: 500_000),
        ]
        for text in texts {
            guard let tree = try? python(text) else { continue }
            _ = tree.root.children.count
            let query = try SyntaxQuery(source: "(call) @c", grammar: tree.grammar)
            _ = query.matches(in: tree)
        }
        let grammar = try grammar("python")
        _ = try SyntaxTree(parsing: [0x78, 0x3D, 0xFF, 0xFE, 0xC3], grammar: grammar).root.text
        #expect(throws: DocumentError.self) {
            try SyntaxTree(
                parsing: Array(repeating: 0x61, count: 2 * 1024 * 1024 + 1), grammar: grammar)
        }
        #expect(throws: DocumentError.self) {
            try SyntaxTree(
                parsing: Array(String(repeating: "f(a)\n", count: 100_000).utf8), grammar: grammar,
                budgetMicroseconds: 1)
        }
    }

    @Test("one tree can be read from several tasks")
    func concurrent() async throws {
        let tree = try python(String(repeating: "a = Flask()\n", count: 500))
        let query = try SyntaxQuery(
            source: "((call function: (identifier) @f) (#match? @f \"^Fl\"))", grammar: tree.grammar
        )
        let counts = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 { group.addTask { query.matches(in: tree).count } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts == Array(repeating: 500, count: 8))
    }
}
