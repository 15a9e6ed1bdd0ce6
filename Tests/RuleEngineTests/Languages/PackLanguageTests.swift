import Documents
import Foundation
import Snapshots
import TestSupport
import Testing

@testable import RuleEngine

@Suite struct PackLanguageTests {
    private static let header =
        "apiVersion: complybot.dev/v1\nkind: RulePack\nmetadata: {name: test, version: 1.0.0}\n"

    /// A pack with one rule and other files.
    private func pack(
        detect: String, _ files: [String: String] = [:], root: TemporaryDirectory
    ) throws(RulePackErrors) -> RulePack {
        try? root.write(Self.header, to: "pack.yaml")
        try? root.write(Probe(detect).rule, to: "probe.yaml")
        for (path, text) in files {
            let folder = "\(root.path)/\(path)".split(separator: "/").dropLast()
            try? FileManager.default.createDirectory(
                atPath: "/" + folder.joined(separator: "/"), withIntermediateDirectories: true)
            try? root.write(text, to: path)
        }
        return try RulePackLoader.load(folder: root.path, queries: Probe.queries)
    }

    private func compiled(_ pack: RulePack) throws(RulePackErrors) -> CompiledRuleSet {
        try CompiledRuleSet(
            ruleSet: RuleSet(packs: [pack]), grammars: Probe.grammars,
            queriesFolder: Probe.queries)
    }

    private func findings(_ pack: RulePack, _ files: [String: String]) throws -> [String] {
        let snapshot = MemorySnapshot(
            files: Dictionary(
                uniqueKeysWithValues: files.map {
                    (RepositoryPath($0.key), MemorySnapshot.File(bytes: Array($0.value.utf8)))
                }))
        return Evaluation(
            ruleSet: try compiled(pack), snapshot: snapshot, context: Probe("{}").context
        ).places
    }

    /// Mistakes as `file:line:column: message`, the file without its folder.
    private func mistakes(_ body: () throws(RulePackErrors) -> Void) -> [String] {
        do throws(RulePackErrors) {
            try body()
            return []
        } catch {
            return error.errors.map { error in
                let name = error.location.file.split(separator: "/").last ?? ""
                return
                    "\(name):\(error.location.line):\(error.location.column): \(error.message)"
            }
        }
    }

    private static let literal = """
        (composite_literal
          type: (_) @TYPE
          body: (literal_value)) @literal

        ((composite_literal
          type: (_) @TYPE
          body: (literal_value
            (keyed_element . (literal_element (identifier) @limit)))) @literal
          (#eq? @limit "Limit"))
        """

    @Test("a pack adds a query to a language, whose captures rules constrain")
    func addition() throws {
        let root = try TemporaryDirectory()
        let pack = try pack(
            detect:
                "{code: {lang: go, query: literal, where: {TYPE: \"example.com/a.*\"}, without: limit}}",
            ["queries/go/literal.scm": Self.literal], root: root)
        let text = """
            package main

            import b "example.com/a"

            var x = b.One{Limit: 1}
            var y = b.One{Other: 1}
            var z = &b.Two{}
            var w = One{}

            """
        #expect(try findings(pack, ["main.go": text]) == ["main.go:6", "main.go:7"])
    }

    @Test("a regular expression may constrain a capture")
    func expression() throws {
        let root = try TemporaryDirectory()
        let pack = try pack(
            detect: "{code: {lang: go, query: literal, where: {literal: {matches: '\\n'}}}}",
            ["queries/go/literal.scm": Self.literal], root: root)
        let text = "package main\n\nvar x = One{\n\tLimit: 1,\n}\nvar y = One{}\n"
        #expect(try findings(pack, ["main.go": text]) == ["main.go:3"])
    }

    @Test("a pack brings a language of its own")
    func language() throws {
        let root = try TemporaryDirectory()
        let description = """
            apiVersion: complybot.dev/v1
            kind: Language
            name: settings
            extensions: [settings]
            grammar: json
            manifests: [app.settings]
            strings: {kinds: [string], quotes: ['"']}
            """
        let pack = try pack(
            detect: "{code: {lang: settings, query: member, where: {key: debug}}}",
            [
                "queries/settings/language.yaml": description,
                "queries/settings/member.scm": "(pair key: (string) @key) @member",
            ], root: root)
        let files = ["x/app.settings": "{\"debug\": true}", "x/b.json": "{\"debug\": true}"]
        #expect(try findings(pack, files) == ["x/app.settings:1"])
        #expect(try compiled(pack).catalog.manifestNames().contains("app.settings"))
    }

    @Test(
        "what is wrong with a language is said with its place",
        arguments: [
            (
                "{code: {lang: gopher, import: x}}", [:],
                "probe.yaml:11:23: there is no language `gopher`; there are go, java, javascript, python, typescript"
            ),
            (
                "{code: {lang: go, query: literl}}", ["queries/go/literal.scm": literal],
                "probe.yaml:11:34: there is no query `literl` of go; did you mean literal?"
            ),
            (
                "{code: {lang: go, query: literal, without: limt}}",
                ["queries/go/literal.scm": literal],
                "probe.yaml:11:52: the query `literal` has no capture `limt`; did you mean limit?"
            ),
            (
                "{code: {lang: go, query: call}}", [:],
                "probe.yaml:11:34: `call` is a form of its own: write it instead of `query`"
            ),
            (
                "{code: {lang: go, import: x, without: y}}", [:],
                "probe.yaml:11:47: `without` is for `query`"
            ),
            (
                "{bound: x}", ["queries/go/call.scm": literal],
                "call.scm:1:1: go has the query `call` in \(Probe.queries)/go/call.scm already"
            ),
            (
                "{bound: x}", ["queries/ruby/call.scm": literal],
                "language.yaml:1:1: there is no such file, and the language ruby does not ship"
            ),
            (
                "{var: x}",
                [
                    "queries/ruby/language.yaml":
                        "apiVersion: complybot.dev/v1\nkind: Language\nname: ruby\nextend: go\nextensions: [rb]\n"
                ], "language.yaml:4:1: unknown key `extend`; did you mean extends?"
            ),
        ])
    func mistakes(
        _ detect: String, _ files: [String: String], _ expected: String
    ) throws {
        let root = try TemporaryDirectory()
        let found = mistakes { () throws(RulePackErrors) in
            _ = try pack(detect: detect, files, root: root)
        }
        #expect(found.contains(expected), "\(found)")
    }

    @Test("a query that cannot be compiled is said with its line and column")
    func queryMistakes() throws {
        let root = try TemporaryDirectory()
        let broken = try pack(
            detect: "{file: {glob: x}}",
            ["queries/go/bad.scm": "(identifier) @a\n\n  (no_such_node) @b\n"], root: root)
        #expect(
            mistakes { () throws(RulePackErrors) in _ = try compiled(broken) }
                == ["bad.scm:3:4: the grammar has no such node"])
        let other = try TemporaryDirectory()
        let own = try pack(
            detect:
                "\n  tree_sitter:\n    lang: go\n    query: |\n      (identifier) @a\n      (nonode) @b\n",
            root: other)
        #expect(
            mistakes { () throws(RulePackErrors) in _ = try compiled(own) }
                == ["probe.yaml:16:8: query: the grammar has no such node"])
    }

    @Test("a missing grammar is not evaluated, never passed")
    func missing() throws {
        var probe = Probe("{code: {lang: java, class: A}}")
        probe.grammars = GrammarLibrary(folders: [])
        #expect(try probe.outcomes(["A.java": "class A {}\n"]) == ["": "not_evaluated"])
        #expect(try probe.outcomes(["a.py": "class A: pass\n"]) == ["": "pass"])
    }
}
