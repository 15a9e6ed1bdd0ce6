import Documents
import Testing

@testable import RuleEngine

@Suite struct CodeInsertionTests {
    /// Inserts a function beside what stands between `<` and `>`.
    private func inserted(
        _ text: String, _ marked: String, _ place: (String) -> PatchOperation.CodePlace,
        blankLines: Int = 0
    ) throws -> String {
        let plain = marked.replacing("«", with: "").replacing("»", with: "")
        let parts = marked.split(separator: "«", omittingEmptySubsequences: false)
        let inner = try #require(parts.last?.split(separator: "»").first)
        let start = parts[0].utf8.count
        let source = SourceText(plain)
        let insertion = try CodeInsertion(
            place("it"), span: start..<start + inner.utf8.count, source: source,
            code: try PatchWorkbench.pythonCode(plain), blankLines: blankLines)
        return try source.inserting(
            insertion.lines(of: text, in: source), beforeLine: insertion.line
        )
        .applied(to: plain)
    }

    @Test("code goes behind the whole statement, with its blank lines and none twice")
    func after() throws {
        #expect(
            try inserted(
                "x = 1\n", "«app» = F(\n    a,\n)\ny = 2\n", PatchOperation.CodePlace.after)
                == "app = F(\n    a,\n)\nx = 1\ny = 2\n")
        #expect(
            try inserted(
                "def f():\n    pass\n", "«app» = F()\n\ny = 2\n", PatchOperation.CodePlace.after,
                blankLines: 2)
                == "app = F()\n\n\ndef f():\n    pass\n\n\ny = 2\n")
        #expect(
            try inserted(
                "x\n", "«app» = F()  # why\n\n\n\ny\n", PatchOperation.CodePlace.after,
                blankLines: 2)
                == "app = F()  # why\n\n\nx\n\n\n\ny\n")
    }

    @Test("at the end of a file no blank line is left over, and a missing line end stays missing")
    func endOfFile() throws {
        #expect(
            try inserted("x\n", "«app» = F()\n", PatchOperation.CodePlace.after, blankLines: 2)
                == "app = F()\n\n\nx\n")
        #expect(
            try inserted("x\n", "«app» = F()", PatchOperation.CodePlace.after, blankLines: 2)
                == "app = F()\n\n\nx")
        #expect(
            try inserted("x\n", "«app» = F()\r\n", PatchOperation.CodePlace.after, blankLines: 1)
                == "app = F()\r\n\r\nx\r\n")
    }

    @Test("code takes the indentation of its place and the unit of its file")
    func indentation() throws {
        #expect(
            try inserted(
                "if a:\n    b\n", "def f():\n\t«app» = F()\n\treturn app\n",
                PatchOperation.CodePlace.after)
                == "def f():\n\tapp = F()\n\tif a:\n\t\tb\n\treturn app\n")
        #expect(
            try inserted(
                "if a:\n    b\n", "def f():\n  «app» = F()\n  return app\n",
                PatchOperation.CodePlace.after, blankLines: 2)
                == "def f():\n  app = F()\n\n  if a:\n    b\n\n  return app\n")
    }

    @Test("code before a statement stands above its comment")
    func before() throws {
        #expect(
            try inserted(
                "x()\n", "import a\n\n# the app\n«app» = F()\n", PatchOperation.CodePlace.before,
                blankLines: 1)
                == "import a\n\nx()\n\n# the app\napp = F()\n")
        #expect(
            try inserted("x()\n", "# header\n«app» = F()\n", PatchOperation.CodePlace.before)
                == "# header\nx()\napp = F()\n")
        #expect(
            try inserted("x()\n", "@d\ndef «f»():\n    pass\n", PatchOperation.CodePlace.before)
                == "x()\n@d\ndef f():\n    pass\n")
    }

    @Test("code goes first or last in the function that holds the match, behind its docstring")
    func inside() throws {
        let text = "def f():\n    \"\"\"Doc.\"\"\"\n    a = 1\n    «b» = 2\n\n\nc = 3\n"
        #expect(
            try inserted("x\n", text, PatchOperation.CodePlace.firstIn)
                == "def f():\n    \"\"\"Doc.\"\"\"\n    x\n    a = 1\n    b = 2\n\n\nc = 3\n")
        #expect(
            try inserted("x\n", text, PatchOperation.CodePlace.lastIn)
                == "def f():\n    \"\"\"Doc.\"\"\"\n    a = 1\n    b = 2\n    x\n\n\nc = 3\n")
        #expect(throws: Declined.self) {
            try inserted("x\n", "«a» = 1\n", PatchOperation.CodePlace.lastIn)
        }
    }

    @Test(
        "a statement that shares its line is left alone",
        arguments: ["a = 1; «app» = F()\n", "if a: «app» = F()\n", "«app» = F(); b = 1\n"])
    func sharedLine(text: String) {
        #expect(throws: Declined.self) { try inserted("x\n", text, PatchOperation.CodePlace.after) }
    }
}
