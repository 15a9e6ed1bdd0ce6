import Basics
import Documents
import Snapshots
import Testing

@testable import RuleEngine

/// Operations as a whole, from a rule to the files.
@Suite struct FileOperationTests {
    private func literal(_ text: String) -> Template { Template(literal: text) }

    private func plan(
        _ operation: PatchOperation.Kind, detect: Detector = PatchWorkbench.absent("never-there"),
        safety: Safety = .safe, pins: [String: ActionPin] = [:], scope: Applicability.Scope = .repo,
        on texts: [String: String], allowsUnsafe: Bool = false,
        knowledge: any DependencyKnowledge = Ignorance()
    ) throws -> PatchResult {
        try PatchWorkbench.plan(
            [
                try PatchWorkbench.rule(
                    "rule", scope: scope, detect: detect, safety: safety, [operation])
            ], pins: pins, on: texts, options: PatchOptions(allowsUnsafe: allowsUnsafe),
            knowledge: knowledge)
    }

    private func creating(
        _ paths: [String], isFirstFree: Bool = false, isExecutable: Bool = false,
        existing: PatchOperation.Existing = .decline
    ) -> PatchOperation.Kind {
        .createFile(
            paths: paths.map(literal), isFirstFree: isFirstFree, text: literal("a\nb\n"),
            isExecutable: isExecutable, existing: existing)
    }

    @Test(
        "a new file ends its lines as all of its neighbours do",
        arguments: [
            (["x.txt": "1\r\n2\r\n", "y.txt": "1\r\n"], "a\r\nb\r\n"),
            (["x.txt": "1\r\n", "y.txt": "1\n"], "a\nb\n"), (["x.txt": "1\n"], "a\nb\n"),
            (["x.bin": "\0\r\n", "y.txt": "one line"], "a\nb\n"),
        ])
    func lineEnds(texts: [String: String], expected: String) throws {
        for path in ["new", "folder/below/new"] {
            let result = try plan(
                creating([path]), detect: PatchWorkbench.absent(path), on: texts)
            #expect(result.text(path) == expected)
        }
    }

    @Test(
        "a test is not given a name by which pytest would take it for another of the component",
        arguments: [
            (["test_a.py": ""], "tests/test_b.py"), (["x/test_a.py": ""], "tests/test_b.py"),
            (["test_a.py": "", "tests/__init__.py": ""], "tests/test_a.py"),
            (
                ["tests/__init__.py": "", "x/tests/__init__.py": "", "x/tests/test_a.py": ""],
                "tests/test_b.py"
            ),
            (["w/requirements.txt": "", "w/test_a.py": ""], "tests/test_a.py"),
            (["test_b.py": ""], "tests/test_a.py"),
        ])
    func testNames(texts: [String: String], expected: String) throws {
        let result = try plan(
            creating(["tests/test_a.py", "tests/test_b.py"], isFirstFree: true),
            detect: PatchWorkbench.absent("tests/test_{a,b}.py"), on: texts)
        #expect(result.changedPaths == [expected])
    }

    @Test("every match of a leaf that the finding does not bind is replaced")
    func everyMatch() throws {
        var rule = try PatchWorkbench.rule(
            "rule", detect: PatchWorkbench.matches("^start$", in: ["a.txt"], id: "anchor"),
            [
                .replace(at: "others", text: literal("new")),
                .replace(at: "anchor", text: literal("done")),
            ])
        rule.facts = [PatchWorkbench.matches("^old$", in: ["*.txt"], id: "others")]
        let result = try PatchWorkbench.plan(
            [rule], on: ["a.txt": "start\nold\nold\n", "b.txt": "old\r\n", "c.md": "old\n"])
        #expect(result.text("a.txt") == "done\nnew\nnew\n")
        #expect(result.text("b.txt") == "new\r\n")
        #expect(result.changedPaths == ["a.txt", "b.txt"])
    }

    @Test("the first free name is taken, and a file that is there is skipped or declined")
    func free() throws {
        let absent = PatchWorkbench.absent("c.txt")
        let texts = ["a.txt": "1\n", "b.txt/x": "1\n"]
        let first = try plan(
            creating(["a.txt", "b.txt", "c.txt"], isFirstFree: true, isExecutable: true),
            detect: absent, on: texts)
        #expect(first.changedPaths == ["c.txt"])
        #expect(first.after.entry(at: "c.txt")?.mode == .executable)
        let none = try plan(
            creating(["a.txt", "b.txt"], isFirstFree: true), detect: absent, on: texts)
        #expect(none.reasons == ["no name is free: a.txt, b.txt"])
        let beside = try plan(
            creating(["m.py", "n.py"], isFirstFree: true), detect: PatchWorkbench.absent("n.py"),
            on: ["m/__init__.py": "", "n.txt": ""])
        #expect(beside.changedPaths == ["n.py"])
        #expect(
            try plan(creating(["a.txt"]), detect: absent, on: texts).reasons
                == ["a.txt is there already"])
        #expect(
            try plan(creating(["a.txt"], existing: .skip), detect: absent, on: texts).reasons
                == ["the patch would change nothing"])
    }

    @Test("a line that must be in a file makes the file, but not beside a certain line")
    func absentFile() throws {
        let detect = PatchWorkbench.absent("new.txt")
        let made = try plan(
            .ensureLine(
                file: literal("new.txt"), line: literal("l"), match: nil, place: .bottom),
            detect: detect, on: ["a.txt": "1\n"])
        #expect(made.text("new.txt") == "l\n")
        let refused = try plan(
            .ensureLine(
                file: literal("new.txt"), line: literal("l"), match: nil,
                place: .after(pattern: "x")), detect: detect, on: ["a.txt": "1\n"])
        #expect(refused.reasons == ["new.txt does not exist"])
    }

    @Test(
        "data is set, added to and taken away, with everything around it kept",
        arguments: ["\n", "\r\n"])
    func data(end: String) throws {
        let text = "# top\na: 1  # one\nlist:\n  - x\nz: 2\n".replacing("\n", with: end)
        let file = literal("a.yaml")
        let set = try plan(
            .set(
                site: .file(file), path: "$.b",
                value: .mapping([.init(key: "c", value: .bool(true))]),
                place: .after(keys: ["a"]), comment: nil),
            detect: PatchWorkbench.lacks("^b:", in: ["a.yaml"]), on: ["a.yaml": text])
        #expect(
            set.text("a.yaml")
                == "# top\na: 1  # one\nb:\n  c: true\nlist:\n  - x\nz: 2\n".replacing(
                    "\n", with: end))
        #expect(
            set.proof.checks.contains { $0.gate == .meaning && $0.statement.contains("exactly") })
        let append = try plan(
            .append(site: .file(file), path: "$.list", value: .string(literal("w")), comment: nil),
            detect: PatchWorkbench.lacks("- w", in: ["a.yaml"]), on: ["a.yaml": text])
        #expect(
            append.text("a.yaml")
                == "# top\na: 1  # one\nlist:\n  - x\n  - w\nz: 2\n".replacing("\n", with: end),
            "\(append.reasons)")
        let delete = try plan(
            .delete(site: .file(file), path: "$.z"),
            detect: PatchWorkbench.matches("^z:", in: ["a.yaml"]), safety: .unsafe,
            on: ["a.yaml": text], allowsUnsafe: true)
        #expect(
            delete.text("a.yaml") == "# top\na: 1  # one\nlist:\n  - x\n".replacing("\n", with: end)
        )
    }

    @Test("data that is not sure is left alone")
    func unsureData() throws {
        func reasons(_ path: String, _ text: String, _ select: String) throws -> [String] {
            try plan(
                .set(
                    site: .file(literal(path)), path: select, value: .integer("1"), place: nil,
                    comment: nil), on: [path: text]
            ).reasons
        }
        #expect(try reasons("a.yaml", "a: [\n", "$.b") == ["a.yaml does not parse"])
        #expect(try reasons("a.txt", "a\n", "$.b") == ["a.txt is no structured data"])
        #expect(
            try reasons("a.yaml", "a: 1\n---\nb: 1\n", "$.c") == ["a.yaml holds several documents"])
        #expect(
            try reasons("a.yaml", "a: 1\nb: 2\n", "$[*]") == [
                "`$[*]` names several places in a.yaml"
            ])
        #expect(try reasons("missing.yaml", "", "$.b") != [])
    }

    private let advisory = OneAdvisory(package: "flask", bad: "1.0.0", fixed: "1.0.1")

    private func vulnerable() -> Detector {
        Detector(
            .dependency(
                DependencyLeaf(
                    ecosystem: "*", package: "*", version: nil,
                    minimumAdvisorySeverity: literal("low"))), id: "dep",
            source: PatchWorkbench.source)
    }

    @Test("a vulnerable dependency is raised to the version that is known to be better")
    func bump() throws {
        let text = "# web\nflask[async] == 1.0.0 ; python_version > '3'  # why\r\nother==1\n"
        let result = try plan(
            .bumpDependency(at: "dep"), detect: vulnerable(), scope: .component,
            on: ["requirements.txt": text], knowledge: advisory)
        #expect(result.text("requirements.txt") == text.replacing("1.0.0", with: "1.0.1"))
    }

    @Test("another major series is taken only when asked for")
    func majorBump() throws {
        var knowledge = advisory
        knowledge.isMajorChange = true
        let texts = ["requirements.txt": "flask==1.0.0\n"]
        let safe = try plan(
            .bumpDependency(at: "dep"), detect: vulnerable(), scope: .component, on: texts,
            knowledge: knowledge)
        #expect(safe.changes.isEmpty)
        #expect(
            safe.reasons
                == ["the new version is of another major series; take it with --unsafe"])
        #expect(safe.before.findings.map(\.isFixable) == [false])
        let asked = try plan(
            .bumpDependency(at: "dep"), detect: vulnerable(), scope: .component, on: texts,
            allowsUnsafe: true, knowledge: knowledge)
        #expect(asked.text("requirements.txt") == "flask==1.0.1\n")
        #expect(asked.applied.first?.safety == .unsafe)
    }

    @Test("a dependency is declared where the component declares its own, and once")
    func ensureDependency() throws {
        let operation = PatchOperation.Kind.ensureDependency(
            ecosystem: "pypi", package: "My_Lib", specifier: "==1.0")
        let lacking = PatchWorkbench.lacks("(?i)my[-_]lib", in: ["requirements.txt"])
        let added = try plan(
            operation, detect: lacking, scope: .component,
            on: ["requirements.txt": "flask==1\r\nzope==1\r\n"])
        #expect(added.text("requirements.txt") == "flask==1\r\nMy_Lib==1.0\r\nzope==1\r\n")
        #expect(
            try plan(operation, scope: .component, on: ["requirements.txt": "my.lib>=1\n"]).reasons
                == ["the patch would change nothing"])
        #expect(
            try plan(operation, scope: .component, on: ["a.txt": "x\n"]).reasons
                == ["the component has no manifest of pypi"])
    }
}
