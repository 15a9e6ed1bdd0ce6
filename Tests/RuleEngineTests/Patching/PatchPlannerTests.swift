import Basics
import Documents
import Snapshots
import Testing

@testable import RuleEngine

/// A rule that turns one word into another, wherever it stands.
private func replacing(
    _ old: String, with new: String, id: String? = nil, priority: Int = 0,
    severity: Severity = .medium, files: [String] = ["**"], touches: [String] = ["**"],
    limits: PatchRecipe.Limits = .init(), safety: Safety = .safe
) throws -> Rule {
    try PatchWorkbench.rule(
        id ?? "\(old)-to-\(new)", severity: severity,
        detect: PatchWorkbench.matches("\\b\(old)\\b", in: files), safety: safety, touches: touches,
        limits: limits, priority: priority, [.replace(at: "it", text: Template(literal: new))])
}

private func line(_ file: String, _ text: String) -> PatchOperation.Kind {
    .ensureLine(
        file: Template(literal: file), line: Template(literal: text), match: nil, place: .bottom)
}

private func created(_ path: String, _ text: String = "x\n") -> PatchOperation.Kind {
    .createFile(
        paths: [Template(literal: path)], isFirstFree: false, text: Template(literal: text),
        isExecutable: false, existing: .decline)
}

@Suite struct PatchPlannerTests {
    @Test("findings are patched, and the proof names every gate")
    func plain() throws {
        let result = try PatchWorkbench.plan(
            [try replacing("old", with: "new")], on: ["a.txt": "old\nold\n", "b.txt": "fine\n"])
        #expect(result.text("a.txt") == "new\nnew\n")
        #expect(result.changedPaths == ["a.txt"])
        #expect(result.applied.count == 2)
        #expect(result.declined.isEmpty)
        #expect(result.remaining.findings.isEmpty)
        #expect(result.before.findings.count == 2)
        #expect(result.proof.passes == 1)
        #expect(result.proof.replans == 0)
        // Plain text means nothing to a machine, so there is nothing to check of its meaning.
        #expect(
            Set(result.proof.checks.map(\.gate)) == Set(Gate.allCases).subtracting([.meaning]))
        #expect(result.proof.base != result.proof.after)
    }

    @Test("a repository without findings is not changed")
    func nothing() throws {
        let result = try PatchWorkbench.plan(
            [try replacing("old", with: "new")], on: ["a.txt": "fine\n"])
        #expect(result.changes.isEmpty)
        #expect(result.applied.isEmpty)
        #expect(result.proof.passes == 0)
    }

    @Test("500 independent findings need one pass")
    func many() throws {
        let text = (0..<500).map { "line \($0) old\n" }.joined()
        let result = try PatchWorkbench.plan(
            [try replacing("old", with: "new")], on: ["a.txt": text])
        #expect(result.applied.count == 500)
        #expect(result.proof.passes == 1)
        #expect(result.text("a.txt") == text.replacing("old", with: "new"))
    }

    @Test("what a pass leaves is seen by the next, up to the fixed point")
    func chain() throws {
        let result = try PatchWorkbench.plan(
            [
                try replacing("one", with: "two"), try replacing("two", with: "three"),
                try replacing("three", with: "four"),
            ], on: ["a.txt": "one\n"])
        #expect(result.text("a.txt") == "four\n")
        #expect(result.proof.passes == 3)
    }

    @Test("two rules that fight are both left out, each naming the other")
    func fight() throws {
        let result = try PatchWorkbench.plan(
            [try replacing("a", with: "b"), try replacing("b", with: "a")], on: ["x.txt": "a\n"])
        #expect(result.changes.isEmpty)
        #expect(result.declined.count == 1)
        let declined = try #require(result.declined.first)
        #expect(declined.reason.contains("conflict"))
        #expect(declined.winner?.ruleID == "b-to-a")
        #expect(declined.winner?.path == "x.txt")
        #expect(declined.winner?.advice.isEmpty == false)
    }

    @Test("a circle of three rules is left out, and a rule beside it is not")
    func circle() throws {
        let result = try PatchWorkbench.plan(
            [
                try replacing("a", with: "b"), try replacing("b", with: "c"),
                try replacing("c", with: "a"), try replacing("old", with: "new"),
            ], on: ["x.txt": "a\n", "y.txt": "old\n"])
        #expect(result.changedPaths == ["y.txt"])
        #expect(result.reasons.count == 1)
        #expect(result.reasons.first?.contains("conflict") == true)
        #expect(result.proof.replans > 0)
    }

    @Test("rules that undo one another where the text stays the same are left out too")
    func tug() throws {
        let rules = [
            try PatchWorkbench.rule(
                "wants-x", detect: PatchWorkbench.absent("x.txt"), [created("x.txt")]),
            try PatchWorkbench.rule(
                "wants-y", detect: PatchWorkbench.absent("y.txt"), [created("y.txt")]),
            try replacing("x", with: "z", files: ["x.txt"]),
        ]
        let result = try PatchWorkbench.plan(rules, on: ["a.txt": "fine\n"])
        #expect(result.remaining.findings.isEmpty)
        #expect(result.text("x.txt") == "z\n")
    }

    @Test("a patch that never comes to an end is left out")
    func endless() throws {
        let rule = try PatchWorkbench.rule(
            "grows", detect: PatchWorkbench.matches("n+$", in: ["a.txt"]),
            [.replace(at: "it", text: try Template(parsing: "{{it.text}}n"))])
        let result = try PatchWorkbench.plan(
            [rule, try replacing("old", with: "new")], on: ["a.txt": "n\n", "b.txt": "old\n"])
        #expect(result.changedPaths == ["b.txt"])
        #expect(result.reasons.count == 1)
    }

    @Test("a patch that does not close its finding is left out")
    func didNotClose() throws {
        let rule = try PatchWorkbench.rule(
            "useless", detect: PatchWorkbench.matches("old"), [line("b.txt", "x")])
        let result = try PatchWorkbench.plan([rule], on: ["a.txt": "old\n", "b.txt": "b\n"])
        #expect(result.changes.isEmpty)
        #expect(result.reasons == ["the patch does not close the finding"])
    }

    @Test("one of three equal findings can be closed alone")
    func oneOfEquals() throws {
        let rules = [try replacing("old", with: "new")]
        let files = ["a.txt": "old\nold\nold\n"]
        let all = try PatchWorkbench.plan(rules, on: files)
        let second = all.applied[1].finding.fingerprint
        let result = try PatchWorkbench.plan(
            rules, on: files, options: PatchOptions(fingerprints: [second]))
        #expect(result.applied.count == 1)
        #expect(result.remaining.findings.count == 2)
    }

    @Test("a patch that causes a finding of another rule is left out")
    func newFinding() throws {
        let other = try PatchWorkbench.rule("no-new", detect: PatchWorkbench.matches("new"), [])
        let result = try PatchWorkbench.plan(
            [try replacing("old", with: "new"), other], on: ["a.txt": "old\n"])
        #expect(result.changes.isEmpty)
        #expect(result.reasons == ["the patch would cause a new finding of no-new in a.txt"])
    }

    @Test("a patch outside of what it may touch is left out, and captures cannot widen that")
    func touches() throws {
        let outside = try PatchWorkbench.plan(
            [try replacing("old", with: "new", touches: ["b.txt"])], on: ["a.txt": "old\n"])
        #expect(outside.reasons == ["a.txt is outside of what the patch may touch"])
        let rule = try PatchWorkbench.rule(
            "wide", detect: PatchWorkbench.matches("name=(?<NAME>.*)", in: ["a.txt"]),
            touches: ["{{NAME}}"], [created("b.txt")])
        let wide = try PatchWorkbench.plan([rule], on: ["a.txt": "name=*\n"])
        #expect(wide.reasons == ["b.txt is outside of what the patch may touch"])
    }

    @Test("limits of a rule and of a run hold")
    func limits() throws {
        var tight = PatchRecipe.Limits()
        tight.addedLines = 0
        let refused = try PatchWorkbench.plan(
            [try replacing("old", with: "new", limits: tight)], on: ["a.txt": "old\n"])
        #expect(
            refused.reasons == ["the patch would have 1 added lines, more than its limit 0"])
        var budget = PatchRecipe.Limits()
        budget.files = 1
        let result = try PatchWorkbench.plan(
            [try replacing("old", with: "new")], on: ["a.txt": "old\n", "b.txt": "old\n"],
            options: PatchOptions(budget: budget))
        #expect(result.changedPaths == ["a.txt"])
        #expect(result.reasons == ["the run would have 2 files, more than its limit 1"])
    }

    @Test(
        "unsafe patches wait to be asked for, suggestions are never applied, deletions are not safe"
    )
    func safety() throws {
        let rules = [try replacing("old", with: "new", safety: .unsafe)]
        let files = ["a.txt": "old\n"]
        let safe = try PatchWorkbench.plan(rules, on: files)
        #expect(safe.applied.isEmpty)
        #expect(safe.reasons == ["the patch changes behaviour; apply it with --unsafe"])
        #expect(safe.before.findings.map(\.patchStatus) == safe.reasons.map { .declined($0) })
        let asked = try PatchWorkbench.plan(
            rules, on: files, options: PatchOptions(allowsUnsafe: true))
        #expect(asked.applied.first?.safety == .unsafe)
        let suggestion = try PatchWorkbench.plan(
            [try replacing("old", with: "new", safety: .suggest)], on: files,
            options: PatchOptions(allowsUnsafe: true))
        #expect(suggestion.reasons == ["the patch is a suggestion, never applied by itself"])
        let deletion = try PatchWorkbench.rule(
            "deletes", detect: PatchWorkbench.matches("a", in: ["a.yaml"]),
            [.delete(site: .file(Template(literal: "a.yaml")), path: "$.a")])
        #expect(
            try PatchWorkbench.plan([deletion], on: ["a.yaml": "a: 1\nb: 2\n"]).reasons
                == ["a patch that deletes is not safe"])
    }

    @Test("only the rules asked for are patched")
    func only() throws {
        let rules = [try replacing("old", with: "new"), try replacing("x", with: "y")]
        let result = try PatchWorkbench.plan(
            rules, on: ["a.txt": "old\nx\n"], options: PatchOptions(rules: ["x-to-y"]))
        #expect(result.text("a.txt") == "old\ny\n")
        #expect(result.declined.isEmpty)
        #expect(result.remaining.findings.count == 1)
    }

    @Test("a group is in whole or not at all")
    func atomic() throws {
        let both = try PatchWorkbench.rule(
            "both", detect: PatchWorkbench.matches("old", in: ["a.txt"]),
            [
                .replace(at: "it", text: Template(literal: "new")), line("b.txt", "b"),
                created("../c.txt"),
            ])
        let result = try PatchWorkbench.plan([both], on: ["a.txt": "old\n", "b.txt": "x\n"])
        #expect(result.changes.isEmpty)
        #expect(result.declined.count == 1)
    }

    @Test("two operations of one patch that want the same bytes are refused")
    func overlapInGroup() throws {
        let rule = try PatchWorkbench.rule(
            "twice", detect: PatchWorkbench.matches("old"),
            [
                .replace(at: "it", text: Template(literal: "new")),
                .replace(at: "it", text: Template(literal: "newer")),
            ])
        #expect(
            try PatchWorkbench.plan([rule], on: ["a.txt": "old\n"]).reasons
                == ["two operations want the same place in a.txt"])
    }

    @Test("running again on the result changes nothing")
    func idempotent() throws {
        let rules = [
            try replacing("old", with: "new"),
            try PatchWorkbench.rule(
                "line", detect: PatchWorkbench.lacks("^end$", in: ["a.txt"]),
                [line("a.txt", "end")]),
        ]
        let first = try PatchWorkbench.plan(rules, on: ["a.txt": "old"])
        #expect(first.text("a.txt") == "new\nend")
        let second = try PatchWorkbench.plan(rules, on: first.after)
        #expect(second.changes.isEmpty)
        #expect(second.before.findings.isEmpty)
    }

    @Test("the plan's digest knows rules and hunks, not places or commits")
    func planDigest() throws {
        let rules = [try replacing("old", with: "new")]
        let first = try PatchWorkbench.plan(rules, on: ["a.txt": "old\n"])
        let moved = try PatchWorkbench.plan(rules, on: ["a.txt": "first\n\nold\n", "b.txt": "x\n"])
        #expect(first.planDigest == moved.planDigest)
        let elsewhere = try PatchWorkbench.plan(rules, on: ["b.txt": "old\n"])
        #expect(first.planDigest != elsewhere.planDigest)
        let otherwise = try PatchWorkbench.plan(
            [try replacing("old", with: "newer", id: "old-to-new")], on: ["a.txt": "old\n"])
        #expect(first.planDigest != otherwise.planDigest)
    }
}
