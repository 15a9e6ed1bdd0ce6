import Documents
import Snapshots
import Testing

@testable import RuleEngine

@Suite("Leaves")
struct LeafTests {
    @Test("file: present and absent entries, and the folders that are never looked at")
    func file() throws {
        let absent = Probe("{file: {glob: [SECURITY.md, docs/SECURITY.md], state: absent}}")
        #expect(try absent.findings(["a": ""]) == ["-"])
        #expect(try absent.findings(["docs/SECURITY.md": ""]) == [])
        #expect(try absent.findings(["security.md": ""]) == ["-"])
        #expect(try absent.findings(["vendor/SECURITY.md": ""]) == ["-"])
        let present = Probe("{file: {glob: '**/.env', state: present, case: insensitive}}")
        #expect(try present.findings(["a/.ENV": "", "node_modules/.env": ""]) == ["a/.ENV"])
    }

    @Test("regex: places, groups, exceptions and files")
    func regex() throws {
        var probe = Probe(
            "{regex: {pattern: '(?m)^key=(?<V>\\w+)$', files: ['*.ini'], not_if: ['=ok$'], group: V}}"
        )
        probe.message = "{{V}}"
        let files = [
            "a.ini": "x\nkey=bad\nkey=ok\n", "b.txt": "key=bad\n", "c.ini": "\u{FEFF}key=v\r\n",
        ]
        let report = try probe.evaluation(files).report()
        #expect(report.findings.map(\.message) == ["bad", "v"])
        #expect(report.findings.first?.start == TextPosition(line: 2, column: 5, offset: 6))
    }

    @Test("regex: a hit limit is not evaluated, never passed")
    func regexLimit() throws {
        let probe = Probe("{regex: {pattern: '(?u)(a+)+$', files: ['**']}}")
        let evaluation = try probe.evaluation(["a": String(repeating: "a", count: 64) + "!"])
        #expect(evaluation.outcomes == ["": "not_evaluated"])
        #expect(evaluation.report().errors.map(\.message) == ["limit of matching steps"])
        #expect(evaluation.report().errors.map(\.ruleID) == ["probe"])
    }

    @Test("path: present, absent, equal, one of, matching, of a type, in several documents")
    func path() throws {
        func probe(_ condition: String, as name: String = "") -> Probe {
            Probe(
                "{path: {files: ['*.yaml', '*.json', '*.toml'], select: $.a.b, where: \(condition)\(name)}}"
            )
        }
        let files = [
            "a.yaml": "a:\n  b: 1\n---\na:\n  c: 2\n", "b.json": "{\"a\": {\"b\": \"x\"}}",
        ]
        #expect(try probe("{absent: true}").findings(files) == ["a.yaml:4"])
        #expect(try probe("{absent: false}").findings(files) == ["a.yaml:2", "b.json:1"])
        #expect(try probe("{equals: 1}").findings(files) == ["a.yaml:2"])
        #expect(try probe("{in: [y, x]}").findings(files) == ["b.json:1"])
        #expect(try probe("{matches: '^.$'}").findings(files) == ["a.yaml:2", "b.json:1"])
        #expect(try probe("{type: integer}").findings(files) == ["a.yaml:2"])
        var bound = probe("{type: string}", as: ", as: B")
        bound.message = "{{B}}"
        #expect(try bound.evaluation(files).report().findings.map(\.message) == ["x"])
    }

    @Test(
        "a file that cannot be parsed makes its rule not evaluated and names file and line",
        arguments: [
            ("x.yaml", "a: 1\nb: [\n"), ("x.json", "{\n\"a\": }"), ("x.toml", "a = 1\nb = = 2\n"),
        ])
    func unparsable(name: String, text: String) throws {
        let probe = Probe("{not: {path: {files: ['x.*'], select: $.a}}}")
        let evaluation = try probe.evaluation([name: text])
        #expect(evaluation.outcomes == ["": "not_evaluated"])
        let error = try #require(evaluation.report().errors.first)
        #expect(error.path?.description == name)
        #expect(error.message.hasPrefix("\(name):"))
    }

    @Test("what was found for sure is reported although another file could not be read")
    func partialKnowledge() throws {
        let probe = Probe("{path: {files: ['*.json'], select: $.a}}")
        let evaluation = try probe.evaluation(["a.json": "{\"a\": 1}", "b.json": "{"])
        #expect(evaluation.places == ["a.json:1"])
        #expect(evaluation.outcomes == ["": "fail"])
        #expect(evaluation.report().errors.count == 1)
    }

    @Test("binary and large files are not evaluated, said once, and only when a rule wants them")
    func unavailable() throws {
        let large = [UInt8](repeating: 0x61, count: FileFacts.sizeLimit + 1)
        let files: [String: [UInt8]] = [
            "a.txt": [0, 1], "b.txt": large, "c.png": [0], "d.bin2": [0],
            "e.txt": Array("hit".utf8),
        ]
        let probe = Probe(
            "{any: [{regex: {pattern: hit, files: ['*.{txt,png}']}}, {regex: {pattern: ha, files: ['*.txt']}}]}"
        )
        let evaluation = try probe.evaluation(bytes: files)
        #expect(evaluation.places == ["e.txt:1"])
        #expect(evaluation.report().errors.map { $0.path?.description } == ["a.txt", "b.txt"])
        #expect(evaluation.report().problems.count == 2)
        #expect(
            evaluation.report().errors.map(\.message) == [
                "binary", "1048577 bytes, more than 1 MiB",
            ])
    }

    @Test("a line of a megabyte and bytes that are no UTF-8 are searched like others")
    func longLine() throws {
        let long = [UInt8](repeating: 0x61, count: 1_000_000) + Array("needle".utf8) + [0xFF, 0xC3]
        let probe = Probe("{regex: {pattern: needle, files: ['**']}}")
        let report = try probe.evaluation(bytes: ["x": long]).report()
        #expect(report.findings.first?.start?.offset == 1_000_000)
    }

    @Test("tree_sitter: captures bind by name and the place is around them")
    func treeSitter() throws {
        var probe = Probe(
            "{tree_sitter: {lang: python, query: '((call function: (identifier) @F) @C (#eq? @F \"eval\"))'}}"
        )
        probe.message = "{{F}}"
        #expect(
            try probe.findings(["a.py": "x = 1\neval(x)\nevil(x)\n", "b.txt": "eval(x)"]) == [
                "a.py:2"
            ])
    }

    @Test(
        "a missing grammar is not evaluated, never passed; without files to parse it does not matter"
    )
    func missingGrammar() throws {
        for detect in [
            "{code: {lang: python, import: [os]}}",
            "{not: {code: {lang: python, import: [os]}}}",
            "{tree_sitter: {lang: python, query: '(call) @C'}}",
        ] {
            var probe = Probe(detect)
            probe.grammars = GrammarLibrary(folders: [])
            let report = try probe.evaluation(["a.py": "import os\n"]).report()
            #expect(report.outcomes.map(\.result) == [.notEvaluated("grammar python missing")])
        }
        var probe = Probe("{code: {lang: python, import: [os]}}")
        probe.grammars = GrammarLibrary(folders: [])
        #expect(try probe.outcomes(["a.txt": ""]) == ["": "pass"])
    }

    @Test("bound and var ask for values")
    func values() throws {
        var probe = Probe("{all: [{file: {glob: a}}, {var: owner}]}")
        probe.vars = "{owner: {type: github_owner, required: false}}"
        #expect(try probe.findings(["a": ""]) == [])
        probe.values = ["owner": .text("@x")]
        #expect(try probe.findings(["a": ""]) == ["a"])
        let bound = Probe("{all: [{regex: {pattern: 'a(?<B>b)?', files: [f]}}, {bound: B}]}")
        #expect(try bound.findings(["f": "a\nab\n"]) == ["f:2"])
    }
}

@Suite("Detection trees")
struct TreeTests {
    @Test("captures unify over the parts of all")
    func unification() throws {
        let probe = Probe(
            """
            {all: [{regex: {pattern: 'def (?<N>\\w+)', files: ['*.py']}},
            {not: {regex: {pattern: 'call (?<N>\\w+)', files: ['*.py']}}}]}
            """)
        #expect(try probe.findings(["a.py": "def f\ndef g\ncall g\n"]) == ["a.py:1"])
    }

    @Test("any is a union, one finding for each anchor")
    func union() throws {
        let probe = Probe(
            "{any: [{regex: {pattern: a, files: [x]}}, {regex: {pattern: '[ab]', files: [x]}}]}")
        #expect(try probe.findings(["x": "a\nb\n"]) == ["x:1", "x:2"])
    }

    @Test(
        "count compares the number of places",
        arguments: [
            ("min: 2", 1, false), ("min: 2", 2, true), ("max: 1", 1, true), ("max: 1", 2, false),
            ("min: 0", 0, true), ("min: 1, max: 2", 3, false), ("max: 0", 0, true),
        ])
    func count(range: String, number: Int, holds: Bool) throws {
        let probe = Probe("{count: {of: {regex: {pattern: hit, files: [x]}}, \(range)}}")
        let text = String(repeating: "hit\n", count: number)
        #expect(try probe.outcomes(["x": text]) == ["": holds ? "fail" : "pass"])
    }

    @Test("doubt below count is never turned into an answer that it could change")
    func countWithDoubt() throws {
        let files = ["a.json": "{\"a\": 1}", "b.json": "{"]
        func outcome(_ range: String) throws -> [String: String] {
            try Probe("{count: {of: {path: {files: ['*.json'], select: $.a}}, \(range)}}").outcomes(
                files)
        }
        #expect(try outcome("min: 1") == ["": "fail"])
        #expect(try outcome("min: 2") == ["": "not_evaluated"])
        #expect(try outcome("max: 1") == ["": "not_evaluated"])
        #expect(try outcome("max: 0") == ["": "pass"])
    }

    @Test("the chosen anchor gives the place, else the first leaf that matched")
    func anchor() throws {
        let first = Probe("{all: [{file: {glob: a}}, {regex: {pattern: x, files: [b]}}]}")
        #expect(try first.findings(["a": "", "b": "\nx"]) == ["a"])
        let chosen = Probe(
            "{all: [{file: {glob: a}}, {anchor: true, regex: {pattern: x, files: [b]}}, {file: {glob: b}}]}"
        )
        #expect(try chosen.findings(["a": "", "b": "\nx"]) == ["b:2"])
    }

    @Test("a node that joins others carries the match of its first leaf")
    func namedGroup() throws {
        var probe = Probe("{id: g, any: [{file: {glob: none}}, {regex: {pattern: x, files: [b]}}]}")
        probe.message = "{{g.path}} {{g.line}} {{g.text}} {{g.dir}}"
        #expect(try probe.evaluation(["b": "\nx"]).report().findings.map(\.message) == ["b 2 x ."])
    }

    @Test("a leaf below count or not can be asked for by name, with the finding's captures")
    func negatedLeaf() throws {
        var probe = Probe(
            """
            {all: [{id: d, regex: {pattern: 'def (?<N>\\w+)', files: [x]}},
            {not: {id: use, regex: {pattern: 'call (?<N>\\w+)', files: [x]}}}]}
            """)
        probe.message = "{{N}} {{d.line}}"
        let evaluation = try probe.evaluation(["x": "def f\ndef g\ncall g\ncall g\n"])
        let cases = evaluation.cases()
        #expect(cases.map(\.finding.message) == ["f 1"])
        #expect(try evaluation.matches(ofLeaf: "use", for: cases[0]).isEmpty)
        #expect(try evaluation.matches(ofLeaf: "d", for: cases[0]).count == 1)
    }

    @Test("a fact decides nothing and is asked for by name, with the finding's captures")
    func facts() throws {
        var probe = Probe("{id: d, regex: {pattern: 'def (?<N>\\w+)', files: [x]}}")
        probe.facts = """
            [{id: use, regex: {pattern: 'call (?<N>\\w+)', files: [x]}},
            {id: alone, not: {id: other, file: {glob: y}}},
            {id: twice, count: {of: {regex: {pattern: 'call (?<N>\\w+)', files: [x]}}, min: 2}}]
            """
        probe.message = "{{N}} {{d.line}}"
        let evaluation = try probe.evaluation(["x": "def f\ndef g\ncall g\n\ncall g\n"])
        let cases = evaluation.cases()
        #expect(cases.map(\.finding.message) == ["f 1", "g 2"])
        func counts(_ id: String) throws -> [Int] {
            try cases.map { try evaluation.matches(ofLeaf: id, for: $0).count }
        }
        #expect(try counts("use") == [0, 2])
        #expect(try counts("alone") == [1, 1])
        #expect(try counts("other") == [0, 0])
        #expect(try counts("twice") == [0, 1])
    }

    @Test("scopes: one outcome for the repository, each component, each file")
    func scopes() throws {
        let files = [
            "a/requirements.txt": "", "a/x.py": "x", "b/package.json": "{}", "b/sub/x.py": "x",
            "README": "",
        ]
        var probe = Probe("{regex: {pattern: x, files: ['**/*.py']}}")
        #expect(try probe.outcomes(files) == ["": "fail"])
        probe.when = "{scope: component}"
        #expect(try probe.outcomes(files) == ["": "pass", "a": "fail", "b": "fail"])
        probe.when = "{scope: component, languages: [go]}"
        #expect(Set(try probe.outcomes(files).values) == ["not_applicable"])
        probe.when = "{scope: component, exists: {any: [requirements.txt]}}"
        #expect(try probe.outcomes(files)["b"] == "not_applicable")
        probe.when = "{scope: file, paths: {include: ['**/*.py'], exclude: ['b/**']}}"
        #expect(try probe.outcomes(files) == ["a/x.py": "fail"])
        probe.when = "{scope: file, paths: {include: ['*.go']}}"
        #expect(try probe.outcomes(files) == ["": "not_applicable"])
        probe.when = "{scope: repo, expr: {file: {glob: NONE}}}"
        #expect(try probe.outcomes(files) == ["": "not_applicable"])
    }

    @Test("a tree without a positive leaf has the first manifest, the file, or no place")
    func places() throws {
        var probe = Probe("{not: {regex: {pattern: zzz, files: ['**']}}}")
        #expect(try probe.findings(["requirements.txt": "", "a.py": ""]) == ["-"])
        probe.when = "{scope: component}"
        #expect(
            try probe.findings(["pyproject.toml": "", "requirements.txt": ""]) == [
                "requirements.txt:1"
            ])
        probe.when = "{scope: file, paths: {include: [a.py]}}"
        #expect(try probe.findings(["requirements.txt": "", "a.py": ""]) == ["a.py:1"])
    }
}
