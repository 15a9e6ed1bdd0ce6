import Documents
import Snapshots
import Testing

@testable import RuleEngine

@Suite struct ImportWritingTests {
    /// A file with an import made sure of; a refusal as `declined: reason`.
    private func ensured(
        _ module: String, names: [String] = [], alias: String? = nil, in text: String,
        _ file: String, limit: String? = nil
    ) throws -> String {
        let catalog = try LanguageFolder.shipped(Probe.queries)
        let language = try #require(catalog.language(of: RepositoryPath(file)))
        let grammar = try #require(
            Probe.grammars.grammar(for: language.grammar(ofFileNamed: file)))
        let tree = try SyntaxTree(parsing: Array(text.utf8), grammar: grammar)
        let queries = try LanguageQueries(language, grammar: grammar)
        let request = ImportRequest(
            module: module, names: names, alias: alias,
            code: CodeTree(tree: tree, language: language),
            facts: CodeModuleReader(tree: tree, queries: queries).module(),
            limit: limit.flatMap { text.utf8.firstRange(of: $0.utf8) }.map {
                text.utf8.distance(from: text.startIndex, to: $0.lowerBound)
            }, ending: Language.ending(of: file))
        do throws(Declined) {
            try request.check()
            let edits =
                switch language.imports.style {
                case .go: try GoImport(request).edits()
                case .script: try ScriptImport(request).edits()
                default: try LineImport(request).edits()
                }
            let bytes = try? edits.applied(to: Array(text.utf8))
            return String(decoding: bytes ?? [], as: UTF8.self)
        } catch {
            return "declined: \(error.reason)"
        }
    }

    @Test("Go: a block takes the import at its sorted place, in the run of its kind")
    func goBlock() throws {
        let block = "package a\n\nimport (\n\t\"fmt\"\n\t\"net/http\"\n\n\t\"github.com/x/y\"\n)\n"
        #expect(
            try ensured("io", in: block, "a.go")
                == block.replacing("\t\"net/http\"", with: "\t\"io\"\n\t\"net/http\""))
        #expect(
            try ensured("time", in: block, "a.go")
                == block.replacing("\"net/http\"\n", with: "\"net/http\"\n\t\"time\"\n"))
        #expect(
            try ensured("github.com/a/b", alias: "b", in: block, "a.go")
                == block.replacing("x/y\"\n", with: "x/y\"\n\tb \"github.com/a/b\"\n"))
        #expect(try ensured("net/http", in: block, "a.go") == block)
        let own = "package a\n\nimport (\n\t\"github.com/x/y\"\n)\n"
        #expect(
            try ensured("io", in: own, "a.go")
                == "package a\n\nimport (\n\t\"io\"\n\n\t\"github.com/x/y\"\n)\n")
    }

    @Test("Go: a single import keeps its style, and a file without any gets one")
    func goSingle() throws {
        #expect(
            try ensured("time", in: "package a\r\n\r\nimport \"fmt\"\r\n", "a.go")
                == "package a\r\n\r\nimport \"fmt\"\r\nimport \"time\"\r\n")
        #expect(
            try ensured("time", in: "// A does.\npackage a\n\nvar x = 1\n", "a.go")
                == "// A does.\npackage a\n\nimport \"time\"\n\nvar x = 1\n")
        #expect(
            try ensured("time", in: "package a\n\n// #include <x.h>\nimport \"C\"\n", "a.go")
                == "package a\n\n// #include <x.h>\nimport \"C\"\n\nimport \"time\"\n")
    }

    @Test(
        "what a name means already is left alone",
        arguments: [
            ("time", "package a\n\nimport time \"example.com/clock\"\n", "a.go"),
            ("time", "package a\n\nfunc time() {}\n", "a.go"),
            ("x.y.List", "package a;\n\nimport java.util.List;\n", "A.java"),
        ])
    func taken(_ module: String, _ text: String, _ file: String) throws {
        #expect(try ensured(module, in: text, file).hasPrefix("declined: "))
    }

    @Test("JavaScript: an import is written as the file writes its own")
    func script() throws {
        #expect(
            try ensured("b", names: ["B"], in: "import a from \"a\"\n\nrun()\n", "x.js")
                == "import a from \"a\"\nimport { B } from \"b\"\n\nrun()\n")
        #expect(
            try ensured("b", alias: "b", in: "'use strict';\n\nvar a = require('a');\n", "x.js")
                == "'use strict';\n\nvar a = require('a');\nvar b = require('b');\n")
        #expect(
            try ensured("a", names: ["B"], in: "import { A } from 'a';\n", "x.ts")
                == "import { A, B } from 'a';\n")
        #expect(
            try ensured("a", names: ["B"], in: "const { A } = require('a');\n", "x.js")
                == "const { A, B } = require('a');\n")
        #expect(
            try ensured("a", names: ["A"], in: "import { A } from 'a';\n", "x.ts")
                == "import { A } from 'a';\n")
        #expect(
            try ensured("b", in: "#!/usr/bin/env node\n'use strict'\n\nf()\n", "x.mjs")
                == "#!/usr/bin/env node\n'use strict'\n\nimport 'b'\n\nf()\n")
        #expect(
            try ensured("b", alias: "b", in: "f();\n", "x.js")
                == "declined: nothing in the file tells whether it is a module or CommonJS")
        #expect(
            try ensured("b", alias: "b", in: "module.exports = f;\n", "x.js")
                == "const b = require('b');\n\nmodule.exports = f;\n")
    }

    @Test("Java: an import goes to its relatives, sorted")
    func java() throws {
        let text =
            "package a;\n\nimport java.io.File;\nimport java.util.List;\n\nimport org.x.Y;\n\nclass A {}\n"
        #expect(
            try ensured("java.util.ArrayList", in: text, "A.java")
                == text.replacing(
                    "import java.util.L", with: "import java.util.ArrayList;\nimport java.util.L"))
        #expect(
            try ensured("org.x", names: ["Z"], in: text, "A.java")
                == text.replacing("import org.x.Y;", with: "import org.x.Y;\nimport org.x.Z;"))
        #expect(try ensured("java.util.List", in: text, "A.java") == text)
        #expect(
            try ensured("b.C", in: "package a;\nclass A {}\n", "A.java")
                == "package a;\n\nimport b.C;\n\nclass A {}\n")
    }

    @Test("a module that would be other code is refused")
    func hostile() throws {
        #expect(
            try ensured("x\"; import \"y", in: "package a\n", "a.go").hasPrefix("declined: "))
    }
}
