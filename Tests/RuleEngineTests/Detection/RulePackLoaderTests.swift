import Foundation
import Snapshots
import TestSupport
import Testing

@testable import RuleEngine

@Suite("Loading rule packs")
struct RulePackLoaderTests {
    private static let header =
        "apiVersion: complybot.dev/v1\nkind: RulePack\nmetadata: {name: p, version: 1.0.0}\n"
    private static let rule = """
        apiVersion: complybot.dev/v1
        kind: Rule
        id: some-rule
        version: 1
        title: T
        severity: high
        confidence: high
        policy: []
        when: {scope: repo}
        detect: {id: hit, regex: {pattern: '(?<CAP>x)', files: ['**']}}
        message: "m {{CAP}}"
        remediation: r
        tests: []
        """

    /// The mistakes of a pack, without the folder in front.
    private func mistakes(
        rule: String = Self.rule, header: String = Self.header, others: [String: String] = [:]
    ) throws -> [String] {
        let folder = try TemporaryDirectory()
        try folder.write(header, to: "pack.yaml")
        try folder.write(rule, to: "some-rule.yaml")
        for (path, text) in others { try folder.write(text, to: path) }
        do throws(RulePackErrors) {
            _ = try RulePackLoader.load(folder: folder.path, queries: Probe.queries)
            return []
        } catch {
            return error.errors.map {
                "\($0.location): \($0.message)".replacingOccurrences(
                    of: folder.path + "/", with: "")
            }
        }
    }

    @Test("a well-formed pack loads")
    func wellFormed() throws {
        #expect(try mistakes() == [])
    }

    @Test(
        "a mistake is told with its line, column and the nearest name",
        arguments: [
            (
                "severity: high", "severty: high",
                "6:1: unknown key `severty`; did you mean severity?"
            ),
            (
                "severity: high", "severity: hihg",
                "6:11: `severity` must be one of info, low, medium, high, critical, not `hihg`; did you mean high?"
            ),
            ("version: 1", "version: one", "4:10: `version` must be a whole number, not a text"),
            ("version: 1", "version: 0", "4:10: `version` must be at least 1"),
            ("title: T", "title: [T]", "5:8: `title` must be a text, not a list"),
            ("title: T", "title: T\ntitle: U", "6:1: the key `title` stands here twice"),
            ("title: T", "title: &a T", "5:11: an anchor is not allowed in a rule pack"),
            ("title: T", "title: !!str T", "5:14: a tag is not allowed in a rule pack"),
            (
                "id: some-rule", "id: Some_Rule",
                "3:5: `Some_Rule` is no id: lower-case words and digits joined by `-`"
            ),
            (
                "id: some-rule", "id: other",
                "3:5: the id `other` is not the file's name, `some-rule`"
            ),
            ("regex:", "regexp:", "10:19: unknown key `regexp`; did you mean regex?"),
            ("pattern:", "patern:", "10:27: unknown key `patern`; did you mean pattern?"),
            ("['**']", "['a{']", "10:56: glob `a{`: `{` without `}`"),
            ("m {{CAP}}", "m {{CAPP}}", "11:10: nothing binds `{{CAPP}}`; did you mean CAP?"),
            (
                "m {{CAP}}", "m {{hit.pth}}",
                "11:10: nothing binds `{{hit.pth}}`; did you mean hit.path?"
            ),
            ("m {{CAP}}", "m {{CAP|yml}}", "11:10: unknown filter `yml`; did you mean yaml?"),
            ("m {{CAP}}", "m {{CAP", "11:10: `{{` without `}}`"),
            (
                "scope: repo", "scope: repos",
                "9:15: `scope` must be one of repo, component, file, not `repos`; did you mean repo?"
            ),
            ("scope: repo", "scope: file", "9:7: file scope needs `paths.include`"),
            ("tests: []", "tests: {}", "13:8: missing key `dir`"),
            ("tests: []", "facts: [{file: {glob: a}}]\ntests: []", "13:9: a fact needs an `id`"),
            (
                "tests: []", "facts: [{id: hit, file: {glob: a}}]\ntests: []",
                "13:9: the id `hit` is given twice"
            ),
            (
                "tests: []", "facts: [{id: f, anchor: true, file: {glob: a}}]\ntests: []",
                "13:9: a fact decides nothing, so nothing in it can be the anchor"
            ),
            (
                "tests: []", "facts: [{id: f, pin: {of: hti}}]\ntests: []",
                "13:9: unknown leaf `hti`; did you mean hit?"
            ),
            (
                "m {{CAP}}\"\n", "m {{OUT}}\"\nfacts: [{id: f, regex: {pattern: '(?<OUT>x)'}}]\n",
                "11:10: nothing binds `{{OUT}}`"
            ),
        ])
    func mistake(old: String, new: String, expected: String) throws {
        let rule = Self.rule.replacingOccurrences(of: old, with: new)
        #expect(try mistakes(rule: rule).contains("some-rule.yaml:" + expected))
    }

    @Test("missing keys are all told at once")
    func missingKeys() throws {
        let found = try mistakes(rule: "apiVersion: complybot.dev/v1\nkind: Rule\nid: some-rule\n")
        let keys = [
            "confidence", "detect", "message", "policy", "remediation", "severity", "tests",
            "title", "version",
        ]
        // What is only read once the rule stands is told once it does.
        #expect(found == keys.dropFirst().map { "some-rule.yaml:1:1: missing key `\($0)`" })
    }

    @Test("names of leaves, variables and templates in patches are checked")
    func patchNames() throws {
        let patch = """

            patch:
              safety: safe
              touches: ["{{hit.path}}"]
              preconditions: [{var: ownr}, {pin: {of: hitt}}]
              ops:
                - create_file: {id: made, path: x, template: t.tmpl}
                - insert_code: {if: [nope], file: "{{made}}", at: {after: htt}, text: "{{maid}}"}
            vars: {owner: {type: github_owner, required: false}}
            """
        let found = try mistakes(rule: Self.rule + patch, others: ["templates/u.tmpl": ""])
        #expect(
            found.map { String($0.drop { $0 != " " }.dropFirst()) } == [
                "unknown variable `ownr`; did you mean owner?",
                "unknown leaf `hitt`; did you mean hit?",
                "there is no template t.tmpl in the pack's folder `templates`; did you mean u.tmpl?",
                "nothing binds `{{made}}`", "nothing binds `{{maid}}`",
                "unknown leaf `htt`; did you mean hit?",
                "unknown leaf `nope`",
            ])
    }

    @Test(
        "a patch names nothing that is redacted, for it would write the mask",
        arguments: [
            ("{{CAP}}", "", true), ("{{hit.text}}", "", true), ("{{hit.path}}", "", false),
            ("{{CAP}}", ", group: CAP", true), ("{{OTHER}}", ", group: CAP", false),
        ])
    func redactedNames(template: String, more: String, isMistake: Bool) throws {
        let rule = Self.rule.replacingOccurrences(
            of: #"detect: .*\n"#,
            with:
                "detect: {id: hit, regex: {pattern: '(?<CAP>a)(?<OTHER>b)', redact: true\(more)}}\n",
            options: .regularExpression)
        let patch =
            "\npatch: {safety: safe, touches: [x], ops: [{ensure_line: {file: x, line: '\(template)'}}]}\n"
        let found = try mistakes(rule: rule + patch)
        #expect(found.contains { $0.contains("is redacted") } == isMistake, "\(found)")
    }

    @Test(
        "values of variables are of their type",
        arguments: [
            ("{type: http_path, default: healthz}", "not a path such as /healthz"),
            ("{type: http_path, default: '/a/../b'}", "not a path such as /healthz"),
            ("{type: http_header, default: 'a b'}", "not the name of a header"),
            ("{type: github_owner, default: contoso}", "not an owner such as @org/team"),
            ("{type: semver, default: '1.2'}", "not a version such as 1.2.3"),
            ("{type: enum, values: [a], default: b}", "not one of a"),
            ("{type: int, default: x}", "not a whole number"),
            ("{type: bool, default: maybe}", "neither true nor false"),
        ])
    func variables(declaration: String, reason: String) throws {
        let found = try mistakes(header: Self.header + "vars: {v: \(declaration)}\n")
        #expect(found.count == 1)
        #expect(found.first?.hasSuffix(reason) == true)
    }

    @Test("a value from outside goes before the rule's default, and that before the pack's")
    func precedence() throws {
        let folder = try TemporaryDirectory()
        try folder.write(
            Self.header
                + "vars: {a: {type: string, default: pack}, b: {type: string, default: pack}, c: {type: string, default: pack}}\n",
            to: "pack.yaml")
        try folder.write(
            Self.rule
                + "\nvars: {b: {type: string, default: rule}, c: {type: string, default: rule}}\n",
            to: "some-rule.yaml")
        let pack = try RulePackLoader.load(folder: folder.path, queries: Probe.queries)
        let set = RuleSet(packs: [pack], variables: ["c": .text("outside"), "d": .text("unknown")])
        let values = set.values(for: try #require(pack.rules.first), in: pack)
        #expect(values == ["a": .text("pack"), "b": .text("rule"), "c": .text("outside")])
    }

    @Test("test cases are read from the rule and from folders")
    func cases() throws {
        let folder = try TemporaryDirectory()
        try folder.write(Self.header, to: "pack.yaml")
        try folder.write("x", to: "tests/some-rule/a/before/f")
        try folder.write("y", to: "tests/some-rule/a/after/f")
        let tests = """
            tests:
              - {name: a, dir: tests/some-rule/a, expect: {outcome: fail, patch: "declined(why, so)"}}
              - name: b
                files: {g/h: "text"}
                expect: {outcome: pass, findings: [{path: g/h, line: 1}], patch: none, touched: [g/h]}
                after: {g/h: "new"}
            """
        try folder.write(
            Self.rule.replacingOccurrences(of: "tests: []", with: tests), to: "some-rule.yaml")
        let rule = try #require(
            try RulePackLoader.load(folder: folder.path, queries: Probe.queries).rules.first)
        #expect(rule.tests.map(\.name) == ["a", "b"])
        #expect(rule.tests[0].files["f"]?.bytes == Array("x".utf8))
        #expect(rule.tests[0].after?["f"] == Array("y".utf8))
        #expect(rule.tests[0].patch == .declined(reason: "why, so"))
        #expect(rule.tests[1].after?["g/h"] == Array("new".utf8))
        #expect(rule.tests[1].patch == RuleTest.PatchExpectation.none)
    }

    @Test("ids are unique over packs, and the digest is that of the content")
    func severalPacks() throws {
        let folder = try TemporaryDirectory()
        for name in ["one", "two"] {
            try folder.write(
                Self.header.replacingOccurrences(of: "name: p", with: "name: \(name)"),
                to: "\(name)/pack.yaml")
            try folder.write(Self.rule, to: "\(name)/some-rule.yaml")
        }
        let error = #expect(throws: RulePackErrors.self) {
            try RulePackLoader.load(
                folders: [folder.path + "/two", folder.path + "/one"], queries: Probe.queries)
        }
        #expect(
            error?.errors.map(\.message) == ["the rule `some-rule` is in the pack `one` already"])
        let first = try RulePackLoader.load(folder: folder.path + "/one", queries: Probe.queries)
        try folder.write("x", to: "one/templates/t")
        let second = try RulePackLoader.load(folder: folder.path + "/one/", queries: Probe.queries)
        #expect(first.digest != second.digest)
        #expect(first.rules.first?.digest == second.rules.first?.digest)
    }

    @Test("a folder that is none, invalid YAML, and a file that is too large")
    func unreadable() throws {
        #expect(throws: RulePackErrors.self) {
            try RulePackLoader.load(folder: "/nonexistent/pack", queries: Probe.queries)
        }
        #expect(try mistakes(rule: "a: [\n").first?.hasPrefix("some-rule.yaml:") == true)
        let large = Self.rule + "\n#" + String(repeating: "x", count: PackSource.sizeLimit)
        #expect(try mistakes(rule: large).first?.hasSuffix("more than 256 KiB") == true)
        #expect(try mistakes(header: "kind: [\n").first?.hasPrefix("pack.yaml:") == true)
    }

    @Test("lint finds what costs trust")
    func lint() throws {
        let folder = try TemporaryDirectory()
        try folder.write(
            Self.header + "vars: {idle: {type: string, default: x}}\n", to: "pack.yaml")
        try folder.write(
            "# D\n\n## S\n\nOne   two\nthree.\n\n## Other\n\nFour.\n", to: "policies/D.md")
        try folder.write("x", to: "tests/some-rule/unused/before/f")
        let policy = """
            policy:
              - {doc: D.md, section: S, clause: one two}
              - {doc: D.md, section: S, clause: two three.}
              - {doc: D.md, section: S, clause: Four.}
              - {doc: D.md, section: Z, clause: x}
              - {doc: E.md, section: S, clause: x}
            """
        let patch =
            """

            patch: {safety: safe, touches: [x], ops: [{delete: {file: x, path: $.a}}, {ensure_line: {file: x, line: y, match: '('}}, {ensure_line: {if: inner, file: x, line: y}}]}
            facts: [{id: unasked, file: {glob: a}}, {id: asked, any: [{id: inner, file: {glob: a}}]}]
            """
        try folder.write(
            Self.rule.replacingOccurrences(of: "policy: []", with: policy) + patch,
            to: "some-rule.yaml")
        let pack = try RulePackLoader.load(folder: folder.path, queries: Probe.queries)
        let messages = Set(PackLint.problems(in: pack).map(\.message))
        #expect(
            messages == [
                "no rule uses the variable `idle`; remove it",
                "`delete` is never safe; make the patch `unsafe` or `suggest`",
                "the clause `one two` does not stand in section `S` of D.md; cite it word for word",
                "the clause `Four.` does not stand in section `S` of D.md; cite it word for word",
                "D.md has no section `Z`; did you mean D?",
                "there is no policy E.md; did you mean D.md?",
                "pattern, at byte 2: missing closing parenthesis",
                "no test case with the outcome fail; add one",
                "no test case with the outcome pass; add one",
                "no test case with the outcome not_applicable; add one",
                "no test case with `patch: applied`; add one",
                "no test names this folder",
                "nothing asks for the fact `unasked`; remove it",
                "nothing asks for the id `hit`; remove it",
                "the pattern `(?<CAP>x)` is looked for in every file, and no text of 3 letters is in all of its matches; narrow `files`, or make it more definite",
                "the rule has no `references`; name what else asks for it",
            ])
    }
}
