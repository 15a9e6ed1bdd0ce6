import Basics
import Documents
import Snapshots
import TestSupport
import Testing

@testable import RuleEngine

@Suite struct RuleTestRunnerTests {
    private func test(
        _ name: String, _ texts: [String: String], outcome: String,
        findings: [RuleTest.ExpectedFinding]? = nil, patch: RuleTest.PatchExpectation? = nil,
        touched: [RepositoryPath]? = nil, after: [RepositoryPath: String]? = nil
    ) -> RuleTest {
        RuleTest(
            name: name, files: PatchWorkbench.files(texts), variables: [:], outcome: outcome,
            findings: findings, patch: patch, touched: touched,
            after: after?.mapValues { Array($0.utf8) }, source: PatchWorkbench.source)
    }

    private var soundTests: [RuleTest] {
        [
            test(
                "old", ["a.txt": "x\nold\n"], outcome: "fail",
                findings: [.init(path: "a.txt", line: 2, message: "drift")], patch: .applied,
                touched: ["a.txt"], after: ["a.txt": "x\nnew\n"]),
            test("new", ["a.txt": "new\n"], outcome: "pass", patch: RuleTest.PatchExpectation.none),
            test("no text", ["a.md": "old\n"], outcome: "not_applicable"),
        ]
    }

    private func results(_ tests: [RuleTest], with others: [Rule] = []) throws -> [RuleTestResult] {
        var rule = try PatchWorkbench.rule(
            "words", detect: PatchWorkbench.matches("\\bold\\b", in: ["*.txt"]),
            [.replace(at: "it", text: Template(literal: "new"))])
        rule.applicability.existsAny = ["*.txt"]
        rule.tests = tests
        return RuleTestRunner(
            grammars: PatchWorkbench.grammars, queriesFolder: PatchWorkbench.queriesFolder,
            knowledge: Ignorance()
        ).run([PatchWorkbench.pack([rule] + others)], only: ["words"])
    }

    private func failures(_ change: (inout RuleTest) -> Void) throws -> String {
        var tests = soundTests
        change(&tests[0])
        return try results(tests).flatMap(\.failures).joined(separator: "\n")
    }

    @Test("cases that come out as written pass, in every variant")
    func sound() throws {
        let results = try results(soundTests)
        #expect(results.flatMap(\.failures) == [])
        #expect(results.count == 3)
        #expect(
            results[0].variants == [
                "as written", "crlf", "no-final-newline", "byte-order-mark", "second-component",
                "unrelated-file", "shuffled", "all-rules", "all-patches", "again", "minimal",
            ])
        #expect(
            results[0].skipped.map(\.name) == [
                "tabs", "four-spaces", "comments", "blank-lines", "quoted-keys", "moved",
            ])
        #expect(results[0].skipped.allSatisfy { !$0.reason.isEmpty })
    }

    @Test("a rule without a failing, a passing and a case that is not applicable fails")
    func missing() throws {
        for (index, outcome) in ["fail", "pass", "not_applicable"].enumerated() {
            var tests = soundTests
            tests.remove(at: index)
            let failures = try results(tests).flatMap(\.failures)
            #expect(failures == ["there is no case with the outcome \(outcome)"])
        }
    }

    @Test("every expectation can fail")
    func expectations() throws {
        #expect(try failures { $0.outcome = "pass" }.contains("outcome fail instead of pass"))
        #expect(try failures { $0.findings = [] }.contains("unexpected finding a.txt:2: drift"))
        #expect(try failures { $0.findings?[0].line = 1 }.contains("no finding a.txt line 1"))
        #expect(try failures { $0.findings?[0].message = "y" }.contains("with `y`"))
        #expect(try failures { $0.patch = .declined(reason: nil) }.contains("instead of declined"))
        #expect(
            try failures { $0.patch = RuleTest.PatchExpectation.none }.contains("instead of none"))
        #expect(try failures { $0.touched = [] }.contains("touched"))
        #expect(
            try failures { $0.after = ["a.txt": [0x78]] }.contains("-x\\ no line end\n+x\n+new"))
        #expect(try failures { $0.after = ["b.txt": []] }.contains("b.txt is not there"))
        #expect(try failures { $0.files = [:] } != "")
    }

    @Test("another rule that stands in the way makes the variant with all rules fail")
    func together() throws {
        let other = try PatchWorkbench.rule("no-new", detect: PatchWorkbench.matches("new"), [])
        let failures = try results(soundTests, with: [other]).flatMap(\.failures)
        #expect(
            failures == [
                "all-patches: the finding stays: the patch would cause a new finding of no-new in a.txt"
            ])
    }

    @Test("a folder of files that no case uses fails")
    func unusedFolder() throws {
        let folder = try TemporaryDirectory()
        try folder.write("x\n", to: "tests/words/forgotten/before/a.txt")
        var pack = PatchWorkbench.pack([])
        pack.folder = folder.path
        let results = RuleTestRunner(
            grammars: PatchWorkbench.grammars, queriesFolder: PatchWorkbench.queriesFolder,
            knowledge: Ignorance()
        ).run([pack])
        #expect(results.map(\.failures) == [["no test names this folder"]])
    }

    @Test("texts are compared line by line, with their line ends")
    func diff() {
        let diff = TextDiff(
            expected: Array("a\nb\nc\nd\ne\n".utf8), actual: Array("a\nb\nc\r\nd\ne\n".utf8))
        #expect(diff.text == " a\n b\n-c\n+c\\r\n d\n e")
    }
}
