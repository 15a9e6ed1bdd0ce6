import Basics
import Documents
import Snapshots
import Testing

@testable import RuleEngine

@Suite struct RuleMutationTests {
    private typealias Bench = PatchWorkbench

    private var runner: RuleTestRunner {
        RuleTestRunner(
            grammars: Bench.grammars, queriesFolder: Bench.queriesFolder, knowledge: Ignorance())
    }

    private func test(
        _ name: String, _ files: [String: String], _ outcome: String,
        patch: RuleTest.PatchExpectation? = nil, touched: [RepositoryPath]? = nil
    ) -> RuleTest {
        RuleTest(
            name: name, files: Bench.files(files), variables: [:], outcome: outcome, findings: nil,
            patch: patch, touched: touched, after: nil, source: Bench.source)
    }

    /// A rule with one of everything that can be taken away, and cases that show each.
    private func soundRule() throws -> Rule {
        var rule = try Bench.rule(
            "words",
            detect: Bench.all(
                Bench.matches("old"),
                Detector(.not(Bench.matches("kept", id: "kept")), source: Bench.source)),
            preconditions: [
                Detector(
                    .not(Bench.matches("locked", id: "locked")), reason: "locked",
                    source: Bench.source)
            ],
            [.replace(at: "it", text: Template(literal: "new"))])
        rule.applicability.existsAny = ["*.txt"]
        rule.patch?.limits.files = 1
        rule.tests = [
            test("old", ["a.txt": "old\n"], "fail", patch: .applied, touched: ["a.txt"]),
            test("locked", ["a.txt": "old locked\n"], "fail", patch: .declined(reason: "locked")),
            test("kept", ["a.txt": "old kept\n"], "pass"), test("new", ["a.txt": "new\n"], "pass"),
            test("no text", ["a.md": "old\n"], "not_applicable"),
        ]
        return rule
    }

    private func uncovered(_ change: (inout Rule) -> Void) throws -> [String] {
        var rule = try soundRule()
        change(&rule)
        return runner.mutate([Bench.pack([rule])]).filter(\.isUncovered).map(\.change)
    }

    @Test(
        "each part that a case shows is noticed, and a limit that cannot be reached has no effect")
    func sound() throws {
        let results = runner.mutate([Bench.pack([try soundRule()])])
        #expect(results.count { if case .caught = $0.verdict { true } else { false } } == 7)
        #expect(results.filter(\.isUncovered).isEmpty)
        var created = try Bench.rule(
            "made", detect: Bench.absent("a"),
            [
                .createFile(
                    paths: [Template(literal: "a")], isFirstFree: false,
                    text: Template(literal: "x\n"), isExecutable: false, existing: .decline)
            ])
        created.patch?.limits.files = 1
        created.tests = [test("none", ["b": "x"], "fail", patch: .applied)]
        #expect(
            runner.mutate([Bench.pack([created])]).contains {
                if case .equivalent = $0.verdict { true } else { false }
            })
    }

    @Test("each glob of a list is dropped in turn")
    func globs() throws {
        var rule = try Bench.rule(
            "words", detect: Bench.matches("old", in: ["a.txt", "b.txt"]), [])
        rule.applicability.existsAny = ["a.txt", "c.txt"]
        rule.applicability.exclude = ["x/**", "y/**"]
        rule.tests = [
            test("a", ["a.txt": "old\n"], "fail"),
            test("b", ["a.txt": "", "b.txt": "old\n"], "fail"),
            test("none", ["d.txt": "old\n"], "not_applicable"),
        ]
        let results = runner.mutate([Bench.pack([rule])])
        #expect(
            results.filter(\.isUncovered).map(\.change).filter { $0.hasPrefix("the glob") } == [
                "the glob `c.txt` of `when.exists.any`", "the glob `x/**` of `when.paths.exclude`",
                "the glob `y/**` of `when.paths.exclude`",
            ])
        #expect(results.contains { $0.change == "the glob `b.txt` of the leaf `it`" })
    }

    @Test("a rule whose cases fail as they are is not changed, and the result says why")
    func untried() throws {
        var rule = try Bench.rule("words", detect: Bench.matches("old", in: ["a.txt"]), [])
        rule.tests = [test("a", ["a.txt": "new\n"], "fail")]
        let results = runner.mutate([Bench.pack([rule])])
        #expect(
            results.map(\.verdict) == [
                .notTried("its case `a` fails without a change: outcome pass instead of fail")
            ])
        #expect(results.allSatisfy { $0.isFailure })
    }

    @Test(
        "a replacement has one size where it is of a part of one line that the finding binds",
        arguments: [("old", "new", true), ("o[^x]d", "new", false), ("old", "{{it.text}}", false)])
    func fixedSize(pattern: String, text: String, isFixed: Bool) throws {
        var rule = try Bench.rule(
            "words", detect: Bench.matches(pattern, in: ["a.txt"]),
            [.replace(at: "it", text: try Template(parsing: text))])
        rule.patch?.limits.removedLines = 3
        rule.tests = [test("old", ["a.txt": "x\n"], "pass")]
        let results = runner.mutate([Bench.pack([rule])]).filter {
            $0.change == "the limit of `removed_lines`"
        }
        #expect(results.map(\.isUncovered) == [!isFixed])
    }

    @Test("a part that no case shows is told, whatever it is")
    func missingCases() throws {
        #expect(try uncovered { $0.tests.remove(at: 4) }.contains("`when.exists.any`"))
        #expect(
            try uncovered { $0.tests.remove(at: 1) }.contains("the precondition `locked`"))
        #expect(try uncovered { $0.tests.remove(at: 2) }.contains("the leaf `kept`"))
        #expect(
            try uncovered {
                $0.tests[0].patch = nil; $0.tests[0].touched = nil; $0.tests.remove(at: 1)
            }
            .contains("the operation `replace`"))
    }

    @Test("patches that undo each other's order are found, unless the rules say so")
    func confluence() throws {
        func rule(_ id: String, _ text: String) throws -> Rule {
            var rule = try Bench.rule(
                id, detect: Bench.lacks("^\(text)$"),
                [
                    .ensureLine(
                        file: Template(literal: "a.txt"), line: Template(literal: text), match: nil,
                        place: .bottom)
                ])
            rule.tests = [test("none", ["a.txt": "x\n"], "fail", patch: .applied)]
            return rule
        }
        var (first, second) = (try rule("first", "one"), try rule("second", "two"))
        var pairs = runner.confluence([Bench.pack([first, second])])
        #expect(pairs.count == 1 && pairs[0].isFailure)
        #expect(pairs[0].difference?.contains("a.txt differs") == true)
        second.patch?.conflictsWith = ["first"]
        pairs = runner.confluence([Bench.pack([first, second])])
        #expect(pairs.count == 1 && !pairs[0].isFailure && pairs[0].isDeclared)
        second.patch?.touches = [Template(literal: "b.txt")]
        first.patch?.touches = [Template(literal: "a.txt")]
        #expect(runner.confluence([Bench.pack([first, second])]).isEmpty)
    }

    @Test("a part of a patch that closes nothing is found, unless it says why it is there")
    func minimality() throws {
        var rule = try Bench.rule(
            "words", detect: Bench.matches("old", in: ["a.txt"]),
            [
                .replace(at: "it", text: Template(literal: "new")),
                .ensureLine(
                    file: Template(literal: "b.txt"), line: Template(literal: "note"), match: nil,
                    place: .bottom),
            ])
        rule.tests = [test("old", ["a.txt": "old\n"], "fail", patch: .applied)]
        func failures() -> [String] {
            runner.run([Bench.pack([rule])], only: ["words"]).filter { $0.name == "old" }
                .flatMap(\.failures)
        }
        #expect(failures().count == 1)
        #expect(
            failures().first?.hasPrefix("minimal: the finding closes without `ensure_line`") == true
        )
        rule.patch?.operations[1].purpose = "people read it"
        #expect(failures().isEmpty)
    }

    @Test("globs overlap when one path fits both")
    func overlap() throws {
        let cases: [(String, String, Bool)] = [
            ("a.txt", "a.txt", true), ("a.txt", "b.txt", false), ("*.txt", "a.*", true),
            ("*.txt", "a.md", false), ("a/*", "a/b/c", false), ("a/**", "a/b/c", true),
            ("**/x.py", "x.py", true), ("{{app.path}}", "any/thing", true),
            ("{{component}}/a.txt", "b.txt", false), ("a?c", "abc", true), ("a[xy]", "az/", false),
        ]
        for (left, right, isPossible) in cases {
            let (one, other) = (try Template(parsing: left), try Template(parsing: right))
            #expect(GlobOverlap.isPossible(one, other) == isPossible, "\(left) \(right)")
            #expect(GlobOverlap.isPossible(other, one) == isPossible, "\(right) \(left)")
        }
    }
}
