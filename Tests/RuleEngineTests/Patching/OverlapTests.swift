import Basics
import Documents
import Snapshots
import Testing

@testable import RuleEngine

@Suite struct OverlapTests {
    private func edit(
        _ range: Range<Int>, _ text: String, role: PlannedEdit.Role = .text,
        in path: RepositoryPath = "a"
    ) -> PlannedEdit {
        PlannedEdit(
            path: path,
            action: .splice(TextEdit(range: range, replacement: Array(text.utf8))), role: role)
    }

    private func data(_ range: Range<Int>, _ path: String) throws -> PlannedEdit {
        edit(
            range, "x",
            role: .data(DataChange(kind: .set(.string("x")), path: try DataPath(parsing: path))))
    }

    @Test("ranges that meet collide, and so do those that touch where one replaces")
    func ranges() {
        #expect(edit(0..<4, "x").collides(with: edit(3..<6, "y"), isSameRule: true))
        #expect(edit(0..<4, "x").collides(with: edit(4..<6, "y"), isSameRule: true))
        #expect(edit(4..<4, "x").collides(with: edit(4..<6, "y"), isSameRule: true))
        #expect(edit(6..<6, "x").collides(with: edit(4..<6, "y"), isSameRule: true))
        #expect(!edit(0..<4, "x").collides(with: edit(5..<6, "y"), isSameRule: false))
        #expect(!edit(3..<3, "x").collides(with: edit(4..<4, "y"), isSameRule: false))
    }

    @Test("insertions at one place are for one rule, or for lines that may be sorted")
    func insertions() {
        #expect(edit(4..<4, "x").collides(with: edit(4..<4, "y"), isSameRule: false))
        #expect(!edit(4..<4, "x").collides(with: edit(4..<4, "y"), isSameRule: true))
        #expect(
            !edit(4..<4, "x", role: .line).collides(
                with: edit(4..<4, "y", role: .line), isSameRule: false))
        #expect(
            edit(4..<4, "x", role: .line).collides(with: edit(4..<4, "y"), isSameRule: false))
    }

    @Test("places in data collide with what holds them, however far the bytes are apart")
    func structure() throws {
        #expect(
            try data(0..<1, "$.a").collides(with: data(90..<91, "$.a.b"), isSameRule: false))
        #expect(
            try data(0..<1, "$.a.b").collides(with: data(90..<91, "$.a"), isSameRule: false))
        #expect(
            try !data(0..<1, "$.a.b").collides(with: data(90..<91, "$.a.c"), isSameRule: false))
    }

    @Test("equal edits are one, and two files at one path collide")
    func equals() {
        #expect(!edit(0..<4, "x").collides(with: edit(0..<4, "x"), isSameRule: false))
        let first = PlannedEdit(path: "a", action: .create(bytes: [1], mode: .regular))
        let second = PlannedEdit(path: "a", action: .create(bytes: [2], mode: .regular))
        #expect(first.collides(with: second, isSameRule: true))
        #expect(!first.collides(with: first, isSameRule: false))
    }

    private func rule(
        _ id: String, _ pattern: String, _ new: String, priority: Int = 0,
        severity: Severity = .medium
    ) throws -> Rule {
        try PatchWorkbench.rule(
            id, severity: severity, detect: PatchWorkbench.matches(pattern), priority: priority,
            [.replace(at: "it", text: Template(literal: new))])
    }

    @Test("priority goes first, then severity, then the rule's name")
    func order() throws {
        let files = ["a.txt": "abc\n"]
        let byName = [try rule("a-rule", "ab", "xy"), try rule("b-rule", "bc", "yz")]
        #expect(try PatchWorkbench.plan(byName, on: files).text("a.txt") == "xyc\n")
        let bySeverity = [
            try rule("a-rule", "ab", "xy"), try rule("b-rule", "bc", "yz", severity: .high),
        ]
        #expect(try PatchWorkbench.plan(bySeverity, on: files).text("a.txt") == "ayz\n")
        let byPriority = [
            try rule("a-rule", "ab", "xy", priority: 1),
            try rule("b-rule", "bc", "yz", severity: .high),
        ]
        #expect(try PatchWorkbench.plan(byPriority, on: files).text("a.txt") == "xyc\n")
    }

    @Test("what stood back is asked anew in the next pass")
    func nextPass() throws {
        let rules = [try rule("a-rule", "ab", "b"), try rule("b-rule", "bc", "z")]
        let result = try PatchWorkbench.plan(rules, on: ["a.txt": "abc\n"])
        #expect(result.text("a.txt") == "z\n")
        #expect(result.proof.passes == 2)
        #expect(result.applied.map(\.pass) == [1, 2])
    }

    @Test("equal edits of two rules are made once and credited to both")
    func merged() throws {
        let rules = [try rule("a-rule", "old", "new"), try rule("b-rule", "old", "new")]
        let result = try PatchWorkbench.plan(rules, on: ["a.txt": "old\n"])
        #expect(result.text("a.txt") == "new\n")
        #expect(result.applied.map(\.finding.ruleID) == ["a-rule", "b-rule"])
        #expect(result.proof.passes == 1)
    }

    @Test("lines of two rules at one place come in sorted order in one pass")
    func sortedLines() throws {
        let rules = try ["zebra", "apple"].map { name in
            try PatchWorkbench.rule(
                "has-\(name)", detect: PatchWorkbench.lacks("^\(name)$", in: ["a.txt"]),
                [
                    .ensureLine(
                        file: Template(literal: "a.txt"), line: Template(literal: name), match: nil,
                        place: .bottom)
                ])
        }
        let result = try PatchWorkbench.plan(rules, on: ["a.txt": "x\n"])
        #expect(result.text("a.txt") == "x\napple\nzebra\n")
        #expect(result.proof.passes == 1)
    }

    @Test("two rules that set one place in data in two ways are a conflict that names the winner")
    func dataConflict() throws {
        let rules = try ["read", "write"].map { value in
            try PatchWorkbench.rule(
                "wants-\(value)",
                detect: PatchWorkbench.lacks("mode: \(value)$", in: ["a.yaml"]),
                [
                    .set(
                        site: .file(Template(literal: "a.yaml")), path: "$.mode",
                        value: .string(Template(literal: value)), place: nil, comment: nil)
                ])
        }
        let result = try PatchWorkbench.plan(rules, on: ["a.yaml": "mode: none\n"])
        #expect(result.changes.isEmpty)
        #expect(Set(result.declined.compactMap(\.winner?.ruleID)) == ["wants-read", "wants-write"])
        #expect(result.declined.allSatisfy { $0.winner?.place == "$.mode" }, "\(result.reasons)")
    }
}
