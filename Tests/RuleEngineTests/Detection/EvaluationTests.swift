import Basics
import Documents
import Snapshots
import TestSupport
import Testing

@testable import RuleEngine

@Suite("Evaluations")
struct EvaluationTests {
    @Test("names and filters of templates")
    func rendering() throws {
        var probe = Probe("{id: hit, regex: {pattern: '(?<V>.+)', files: ['a/x.txt']}}")
        probe.vars =
            "{header: {type: http_header, default: X-Request-ID}, owners: {type: list, default: [a, b]}}"
        let evaluation = try probe.evaluation(["a/x.txt": "it's \"q\" \\ TrueValue"])
        let found = try #require(evaluation.cases().first)
        func render(_ text: String) throws -> String {
            try evaluation.render(Template(parsing: text), for: found, extra: ["new": "a/b.py"])
        }
        #expect(try render("{{hit.path}}:{{hit.line}} {{hit.dir}}") == "a/x.txt:1 a")
        #expect(
            try render("{{component}} {{service}} {{repository}}") == ". orders contoso-orders-api")
        #expect(
            try render("{{header|snake}} {{header|kebab}} {{header|upper}}")
                == "x_request_id x-request-id X-REQUEST-ID")
        #expect(try render("{{V|json}}") == "\"it's \\\"q\\\" \\\\ TrueValue\"")
        #expect(try render("{{V|pystr}}") == "\"it's \\\"q\\\" \\\\ TrueValue\"")
        #expect(try render("{{V|shell}}") == "'it'\\''s \"q\" \\ TrueValue'")
        #expect(
            try render("{{header|yaml}} {{V|yaml}} {{owners}} {{new}}")
                == "X-Request-ID \"it's \\\"q\\\" \\\\ TrueValue\" a, b a/b.py")
        #expect(throws: RenderError.unbound("nothing")) { try render("{{nothing}}") }
        #expect(throws: RenderError.unbound("hit.fixed")) { try render("{{hit.fixed}}") }
    }

    @Test("a patch is declined for the first precondition that does not hold, in words with values")
    func decline() throws {
        var probe = Probe("{id: hit, regex: {pattern: x, files: [f]}}")
        probe.patch = """
            {safety: safe, touches: [f], ops: [{replace: {at: hit, with: y}}], preconditions: [
            {reason: 'no {{hit.path}}.ok', file: {glob: f.ok}},
            {reason: json, not: {path: {files: [j.json], select: $.a}}}]}
            """
        func status(_ files: [String: String]) throws -> PatchStatus? {
            try probe.evaluation(files.merging(["f": "x"]) { $1 }).report().findings.first?
                .patchStatus
        }
        #expect(try status([:]) == .declined("no f.ok"))
        #expect(try status(["f.ok": ""]) == .available)
        #expect(try status(["f.ok": "", "j.json": "{\"a\": 1}"]) == .declined("json"))
        guard case .declined(let reason) = try status(["f.ok": "", "j.json": "{"]) else {
            Issue.record("a precondition that cannot be told declines")
            return
        }
        #expect(reason.hasPrefix("cannot be told: j.json:1"))
    }

    @Test("fingerprints stay when unrelated lines move, and tell equals apart")
    func fingerprints() throws {
        let probe = Probe("{regex: {pattern: 'hit  ?.', files: [f]}}")
        func prints(_ text: String) throws -> [Digest] {
            try probe.evaluation(["f": text]).report().findings.map(\.fingerprint)
        }
        let first = try prints("hit a\nhit a\nhit b\n")
        #expect(Set(first).count == 3)
        #expect(try prints("moved\n\nhit a\nhit  a\nx\nhit b\n") == first)
    }

    @Test("an overlay is evaluated anew where it differs and shares the rest")
    func sharing() throws {
        let probe = Probe("{code: {lang: python, import: [os]}}")
        let base = try probe.evaluation(["a.py": "import os\n", "b.py": "import os\n"])
        #expect(base.places == ["a.py:1", "b.py:1"])
        let overlay = OverlaySnapshot(
            base: base.snapshot,
            changes: ["a.py": .write(Array("\nimport os\n".utf8), mode: .regular)])
        let second = Evaluation(
            ruleSet: base.ruleSet, snapshot: overlay, context: base.context, sharing: base)
        #expect(second.places == ["a.py:2", "b.py:1"])
        #expect(second.facts(of: "b.py") === base.facts(of: "b.py"))
        #expect(second.facts(of: "a.py") !== base.facts(of: "a.py"))
        let third = Evaluation(
            ruleSet: base.ruleSet,
            snapshot: OverlaySnapshot(base: overlay, changes: ["b.py": .delete]),
            context: base.context, sharing: second)
        #expect(third.places == ["a.py:2"])
    }

    @Test("an evaluation that shares facts says the same as a fresh one, over many random edits")
    func sharingIsInvisible() throws {
        let probe = Probe(
            "{any: [{code: {lang: python, call: {callee: f}}}, {regex: {pattern: 'g\\(', files: ['**']}}]}"
        )
        var random = SplitMix64(seed: 3)
        let texts = ["f()\n", "g()\n", "x = 1\n", "", "f(\n", "from m import f\nf()\n"]
        var files: [String: String] = [:]
        for number in 0..<8 { files["\(number).py"] = texts[Int(random.next() % 6)] }
        var evaluation = try probe.evaluation(files)
        _ = evaluation.report()
        for _ in 0..<60 {
            let path = RepositoryPath("\(random.next() % 10).py")
            let text = texts[Int(random.next() % 6)]
            let change: OverlaySnapshot.Change =
                random.next() % 4 == 0 ? .delete : .write(Array(text.utf8), mode: .regular)
            let overlay = OverlaySnapshot(base: evaluation.snapshot, changes: [path: change])
            let fresh = Evaluation(
                ruleSet: evaluation.ruleSet, snapshot: overlay, context: evaluation.context)
            let shared = Evaluation(
                ruleSet: evaluation.ruleSet, snapshot: overlay, context: evaluation.context,
                sharing: evaluation)
            #expect(shared.report().findings == fresh.report().findings)
            #expect(shared.report().outcomes == fresh.report().outcomes)
            evaluation = shared
        }
    }

    @Test("the order of files and rules does not matter")
    func determinism() throws {
        let set = try RealPacksTests.ruleSet()
        var random = SplitMix64(seed: 11)
        var reports: Set<String> = []
        for _ in 0..<3 {
            var packs = set.packs
            packs.shuffle(using: &random)
            for number in packs.indices { packs[number].rules.shuffle(using: &random) }
            let compiled = try CompiledRuleSet(
                ruleSet: RuleSet(packs: packs), grammars: Probe.grammars,
                queriesFolder: Probe.queries)
            var snapshot = ShuffledSnapshot(base: MemorySnapshot(files: RealPacksTests.fleet))
            snapshot.seed = random.next()
            let report = Detection.run(compiled, snapshot: snapshot, context: Probe("").context)
            reports.insert("\(report.findings)\(report.outcomes)\(report.errors)")
        }
        #expect(reports.count == 1)
    }
}

/// A snapshot that was put together in another order; its entries are sorted, as the protocol demands.
private struct ShuffledSnapshot: Snapshot {
    let base: MemorySnapshot
    var seed: UInt64 = 0
    var revision: ObjectID? { nil }
    var tree: ObjectID? { nil }
    var problems: [SnapshotProblem] { [] }
    var entries: [SnapshotEntry] {
        var random = SplitMix64(seed: seed)
        return base.entries.shuffled(using: &random).sorted { $0.path < $1.path }
    }
    func bytes(of path: RepositoryPath, limit: Int) throws(SnapshotError) -> [UInt8] {
        try base.bytes(of: path, limit: limit)
    }
}
