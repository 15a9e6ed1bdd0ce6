import Basics
import Documents
import Snapshots
import Synchronization
import Testing

@testable import RuleEngine

/// Rules that are bad on purpose: for each variant one that comes out right as written, and wrong in the variant.
@Suite struct RuleVariantTests {
    private typealias Bench = PatchWorkbench

    /// The failures of one case, by the variant that they begin with.
    private func failures(
        _ rule: Rule, on files: [String: String], outcome: String = "fail",
        except: RuleTest.VariantExceptions? = nil, with others: [Rule] = [],
        knowledge: any DependencyKnowledge = Ignorance()
    ) throws -> [String: [String]] {
        var rule = rule
        rule.tests = [
            RuleTest(
                name: "the case", files: Bench.files(files), variables: [:], outcome: outcome,
                findings: nil, patch: nil, touched: nil, after: nil, exceptions: except,
                source: Bench.source)
        ]
        let results = RuleTestRunner(
            grammars: Bench.grammars, queriesFolder: Bench.queriesFolder, knowledge: knowledge
        ).run([Bench.pack([rule] + others)], only: [rule.id])
        let failures = results.filter { $0.name == "the case" }.flatMap(\.failures)
        return Dictionary(grouping: failures) { String($0.prefix { $0 != ":" }) }
    }

    private func replacing(
        _ pattern: String, in files: [String] = ["**"], with text: String = "new"
    )
        throws -> Rule
    {
        try Bench.rule(
            "words", detect: Bench.matches(pattern, in: files),
            [.replace(at: "it", text: try Template(parsing: text))])
    }

    private func finding(_ pattern: String, scope: Applicability.Scope = .repo) throws -> Rule {
        try Bench.rule("words", scope: scope, detect: Bench.matches(pattern), [])
    }

    @Test("a pattern that wants LF fails with CRLF")
    func crlf() throws {
        let found = try failures(finding("old\\n(?-m)x"), on: ["a.txt": "old\nx\n"])
        #expect(found["crlf"]?.first?.contains("outcome pass instead of fail") == true)
    }

    @Test("a pattern that wants a last line end fails without one")
    func finalNewline() throws {
        let found = try failures(finding("old\\r?\\n"), on: ["a.txt": "old\n"])
        #expect(found.keys.sorted() == ["no-final-newline"])
    }

    @Test("a patch that loses the byte order mark fails")
    func mark() throws {
        #expect(
            try failures(finding("\\Aold"), on: ["a.txt": "old\n"]).isEmpty,
            "the engine itself looks behind the mark")
        let transform = ByteOrderMarkTransform()
        let sides = transform.sides(
            after: Array("new\n".utf8), actual: Array("new\n".utf8), of: "a.txt")
        #expect(sides.expected != sides.actual, "a patch must not lose the mark")
    }

    @Test("a pattern that counts spaces fails with tabs and with four of them")
    func indentation() throws {
        let code = "def f():\n  return old\n"
        let found = try failures(finding("^  return old"), on: ["a.py": code])
        #expect(found.keys.sorted() == ["four-spaces", "tabs"])
        let yaml = "a:\n  - b: old\n    c: |\n      x\n        y\n  - d\n"
        let deep = try failures(finding("^    c:"), on: ["a.yaml": yaml])
        #expect(deep.keys.sorted() == ["four-spaces", "quoted-keys"], "\(deep)")
    }

    @Test("a pattern that wants one line right below another fails with a comment between")
    func comments() throws {
        let found = try failures(finding("one: 1\\R?two: 2"), on: ["a.yaml": "one: 1\ntwo: 2\n"])
        #expect(found["comments"] == nil, "a finding that goes over the lines keeps them together")
        let lines = (1...6).map { "key\($0): \($0)\n" }.joined()
        let strict = try finding(
            "key6: 6(?<=key1: 1\\nkey2: 2\\nkey3: 3\\nkey4: 4\\nkey5: 5\\nkey6: 6)")
        #expect(try failures(strict, on: ["a.yaml": lines])["comments"]?.isEmpty == false)
    }

    @Test("a pattern that wants one blank line fails with two")
    func blankLines() throws {
        let found = try failures(finding("old(?<=x\\n\\nold)"), on: ["a.txt": "x\n\nold\n"])
        #expect(found["blank-lines"]?.first?.contains("outcome pass") == true)
    }

    @Test("a pattern that wants a plain key fails with quotes")
    func quotedKeys() throws {
        let found = try failures(finding("^on:"), on: ["a.yaml": "on: push\n"])
        #expect(found.keys.sorted() == ["quoted-keys"])
    }

    @Test("a rule that names a component by its place fails below another folder")
    func moved() throws {
        var rule = try Bench.rule(
            "words", scope: .component,
            detect: Detector(.not(Bench.matches("good")), source: Bench.source), [])
        rule.applicability.existsAny = ["go.mod"]
        let files = ["go.mod": "module x\n", "a.txt": "bad\n"]
        let all = try failures(rule, on: files)
        #expect(all.isEmpty, "\(all)")
        rule.message = try Template(parsing: "{{component|upper}}")
        #expect(try failures(rule, on: files).keys.sorted() == ["moved"])
    }

    @Test("a rule that takes any file for its own fails beside another component or another file")
    func neighbours() throws {
        let count = Detector(
            .count(Bench.matches("[a-z]+$"), minimum: nil, maximum: 1), source: Bench.source)
        let found = try failures(
            try Bench.rule("words", detect: count, []), on: ["a.txt": "old\n"])
        #expect(found["second-component"]?.isEmpty == false)
        let adoc = try failures(finding("old|interest"), on: ["a.txt": "old\n"])
        #expect(adoc.keys.sorted() == ["unrelated-file"])
    }

    @Test(
        "a patch that does not end fails on what it made, and one that another rule undoes among all patches"
    )
    func patches() throws {
        let endless = try Bench.rule(
            "words", detect: Bench.matches("old"), safety: .unsafe,
            [.replace(at: "it", text: Template(literal: "new old"))])
        #expect(try !failures(endless, on: ["a.txt": "old\n"]).keys.contains("again"))
        let other = try Bench.rule("other", detect: Bench.matches("new"), [])
        let found = try failures(replacing("old"), on: ["a.txt": "old\n"], with: [other])
        #expect(found.keys.sorted() == ["all-patches"])
    }

    @Test("a patch that is cut off by the limits of a run goes on when it is run again")
    func again() throws {
        let files = (1...51).map { ("f\($0 + 100).txt", "old\n") }
        let found = try failures(
            replacing("old"), on: Dictionary(uniqueKeysWithValues: files))
        #expect(found.keys.sorted() == ["again"])
        #expect(
            found["again"]?.first == "again: what was patched is patched again: f151.txt",
            "\(found)")
    }

    @Test("a patch whose fate another rule decides fails when all rules are looked at")
    func allRules() throws {
        var rule = try replacing("old", in: ["*.txt"])
        rule.applicability.condition = Bench.matches("old", id: "asked")
        let other = try Bench.rule("other", detect: Bench.matches("new"), [])
        #expect(try failures(rule, on: ["a.txt": "old\n"]).isEmpty)
        let found = try failures(rule, on: ["a.txt": "old\n"], with: [other])
        #expect(found.keys.sorted() == ["all-rules"], "\(found)")
        #expect(
            found["all-rules"]?.first?.contains("would cause a new finding of other") == true,
            "\(found)")
    }

    @Test("what comes from outside in another order each time fails when the files are shuffled")
    func shuffled() throws {
        var rule = try Bench.rule(
            "words",
            detect: Detector(
                .dependency(
                    DependencyLeaf(
                        ecosystem: "*", package: "*", version: nil,
                        minimumAdvisorySeverity: Template(literal: "low"))), id: "it",
                source: Bench.source), [])
        rule.message = try Template(parsing: "{{it.advisories}}")
        let found = try failures(
            rule, on: ["requirements.txt": "one==1.0\ntwo==1.0\n"], knowledge: Fickleness())
        #expect(
            found["shuffled"] == ["shuffled: another order of files gives another result"],
            "\(found)")
    }

    @Test("a case switches a variant off, which is told with its reason")
    func exceptions() throws {
        let rule = try finding("\\Aold")
        let except = RuleTest.VariantExceptions(variants: [.byteOrderMark], reason: "no marks here")
        #expect(try failures(rule, on: ["a.txt": "old\n"], except: except).isEmpty)
    }

    @Test("texts are changed without changing what they say")
    func transforms() throws {
        let meaning = MeaningComparison(
            grammars: Bench.grammars,
            languages: try LanguageFolder.shipped(Bench.queriesFolder))
        let yaml =
            "on:\n  - a: |\n      x\n        y\n    b:\n    - c\n  -   - d: 1\n        e: >-\n          f\n"
        let four = IndentationTransform(unit: Array("    ".utf8), meaning: meaning)
        let text = try #require(four.transformed(SourceText(yaml), of: "a.yaml"))
        #expect(
            String(decoding: text.bytes, as: UTF8.self)
                == "on:\n    - a: |\n          x\n            y\n      b:\n      - c\n    -   - d: 1\n          e: >-\n              f\n"
        )
        let python =
            "def f():\n    text = \"\"\"\n    a\n    \"\"\"\n    return [\n        1,\n    ]\n"
        let remarks = CommentTransform(seed: "x", kept: [:], meaning: meaning)
        let commented = try #require(remarks.transformed(SourceText(python), of: "a.py"))
        #expect(commented.bytes != Array(python.utf8))
        #expect(
            remarks.sides(after: Array(python.utf8), actual: commented.bytes, of: "a.py").actual
                == Array(python.utf8))
        #expect(meaning.isSame(Array(python.utf8), commented.bytes, of: "a.py"))
    }
}

/// Gives another answer each time it is asked.
private final class Fickleness: DependencyKnowledge {
    private let count = Mutex(0)

    var digest: Digest { Digest(of: "fickle") }
    func isWithin(_ constraint: String, _ dependency: DeclaredDependency) -> Bool? { nil }
    func vulnerability(of dependency: DeclaredDependency) -> Vulnerability? {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return Vulnerability(
            advisories: ["CVE-\(number)"], severity: .high, fixedVersion: nil,
            isMajorChange: false)
    }
}
