import Basics
import Documents
import Snapshots
import TestSupport
import Testing

@testable import RuleEngine

@Suite struct PatchPropertyTests {
    /// Rules of many operations over one family of words.
    private static func rules() throws -> [Rule] {
        let bench = PatchWorkbench.self
        func line(_ file: String, _ text: String) -> PatchOperation.Kind {
            .ensureLine(
                file: Template(literal: file), line: Template(literal: text), match: nil,
                place: .bottom)
        }
        return [
            try bench.rule(
                "words", detect: bench.matches("\\bold\\b"), priority: 1,
                [.replace(at: "it", text: Template(literal: "new"))]),
            try bench.rule(
                "longer-words", severity: .high, detect: bench.matches("\\bold_[a-z]+\\b"),
                [.replace(at: "it", text: Template(literal: "fresh"))]),
            try bench.rule(
                "pairs", detect: bench.matches("\\bold, old_a\\b"), priority: 2,
                [.replace(at: "it", text: Template(literal: "pair"))]),
            try bench.rule(
                "imports", detect: bench.lacks("^import logging", in: ["a.py"]),
                [
                    .ensureImport(
                        language: "python", file: Template(literal: "a.py"),
                        module: Template(literal: "logging"), names: [], alias: nil)
                ]),
            try bench.rule(
                "inserts",
                detect: bench.all(
                    bench.matches("^app = .*$", in: ["a.py"]), bench.lacks("setup\\(\\)")),
                [
                    .insertCode(
                        file: Template(literal: "a.py"), place: .after("it"),
                        text: Template(literal: "setup()\n"), blankLines: 2)
                ]),
            try bench.rule(
                "lines", detect: bench.lacks("^zlib", in: ["requirements.txt"]),
                [line("requirements.txt", "zlib==1")]),
            try bench.rule(
                "other-lines", detect: bench.lacks("^attrs", in: ["requirements.txt"]),
                [line("requirements.txt", "attrs==1")]),
        ]
    }

    private static func pick<Element>(
        _ elements: [Element], _ generator: inout SplitMix64
    ) -> Element { elements[Int.random(in: 0..<elements.count, using: &generator)] }

    private static func text(
        _ lines: [String], upTo count: Int, _ generator: inout SplitMix64
    ) -> String {
        let end = pick(["\n", "\n", "\r\n"], &generator)
        var text = (0..<Int.random(in: 0...count, using: &generator))
            .map { _ in pick(lines, &generator) + end }.joined()
        if Int.random(in: 0..<3, using: &generator) == 0, text.hasSuffix(end) {
            text.removeLast(end == "\r\n" ? 1 : 1)
        }
        return (Int.random(in: 0..<6, using: &generator) == 0 ? "\u{FEFF}" : "") + text
    }

    private static func repository(_ generator: inout SplitMix64) -> [String: String] {
        [
            "a.py": text(
                [
                    "import os", "from m import old", "app = old(old_a)", "x = 1  # old", "", "",
                    "if x:\n    y(old)", "def f(old_b):\n\treturn old", "@old\ndef g():\n    pass",
                    "t = (old, old_a)", "'''old'''", "broken(", "s = 'é old'",
                ], upTo: 12, &generator),
            "b.yaml": text(
                [
                    "old: 1", "k: old", "l: [old, old_a]", "# old", "", "m:\n  n: 'old'",
                    "- old", "x: &a old",
                ], upTo: 6, &generator),
            "requirements.txt": text(
                ["flask==1.0", "old==2", "attrs>=1", "# old", "", "old_a>=1 ; python_version>'3'"],
                upTo: 6, &generator),
        ]
    }

    @Test("bytes outside of the declared edits stay, and running again changes nothing")
    func outside() throws {
        let rules = try PatchWorkbench.compiled(try Self.rules())
        var applied: Set<String> = []
        for seed in UInt64(1)...150 {
            var generator = SplitMix64(seed: seed)
            let texts = Self.repository(&generator)
            let result = try PatchWorkbench.plan(rules, on: snapshot(texts))
            applied.formUnion(result.applied.map(\.finding.ruleID))
            try checkLastPass(result, texts, seed: seed)
            let again = try PatchWorkbench.plan(rules, on: result.after)
            #expect(
                again.changes.isEmpty,
                "seed \(seed): \(texts) became \(again.changes.keys) again")
            let known = Set(result.before.findings.map(\.fingerprint))
            #expect(
                result.remaining.findings.allSatisfy { known.contains($0.fingerprint) },
                "seed \(seed)")
        }
        #expect(applied.count == 7, "only \(applied.sorted()) were ever applied")
    }

    private func snapshot(_ texts: [String: String]) -> MemorySnapshot {
        MemorySnapshot(files: PatchWorkbench.files(texts))
    }

    /// What is left of a file when all that was put in is taken out is what was there, less what was taken away.
    private func checkLastPass(
        _ result: PatchResult, _ texts: [String: String], seed: UInt64
    ) throws {
        for path in result.changedPaths {
            var bytes = Array((texts[path] ?? "").utf8)
            for pass in Set(result.applied.map(\.pass)).sorted() {
                let edits = result.applied.filter { $0.pass == pass }
                    .flatMap { $0.edits[RepositoryPath(path)] ?? [] }
                var position = 0
                var expected: [UInt8] = []
                var seen: Set<TextEdit> = []
                let ordered = edits.filter { seen.insert($0).inserted }.enumerated()
                    .sorted { left, right in
                        left.element.range.lowerBound != right.element.range.lowerBound
                            ? left.element.range.lowerBound < right.element.range.lowerBound
                            : left.element.range.isEmpty && right.element.range.isEmpty
                                ? left.element < right.element : left.element.range.isEmpty
                    }
                for (_, edit) in ordered {
                    try #require(edit.range.lowerBound >= position, "seed \(seed)")
                    expected += bytes[position..<edit.range.lowerBound] + edit.replacement
                    position = edit.range.upperBound
                }
                bytes = expected + bytes[position...]
            }
            #expect(
                String(decoding: bytes, as: UTF8.self) == result.text(path), "seed \(seed), \(path)"
            )
        }
    }

    @Test("the order of rules, files and groups makes no difference")
    func shuffled() throws {
        let rules = try PatchWorkbench.compiled(try Self.rules())
        var other = SplitMix64(seed: 0)
        let reordered = try PatchWorkbench.compiled(try Self.rules().shuffled(using: &other))
        for seed in UInt64(1)...40 {
            var generator = SplitMix64(seed: seed)
            let texts = Self.repository(&generator)
            let first = try PatchWorkbench.plan(rules, on: snapshot(texts))
            let shuffled = Dictionary(uniqueKeysWithValues: texts.shuffled(using: &generator))
            let second = try PatchWorkbench.plan(reordered, on: snapshot(shuffled))
            #expect(first.changes == second.changes, "seed \(seed)")
            #expect(first.planDigest == second.planDigest, "seed \(seed)")
            #expect(first.declined.map(\.reason) == second.declined.map(\.reason), "seed \(seed)")
            #expect(first.proof.checks == second.proof.checks, "seed \(seed)")
        }
    }
}
