import Basics
import RuleEngine
import Snapshots
import TestSupport
import Testing

@testable import Remediation

@Suite("A baseline")
struct BaselineTests {
    private static let rules = ["alpha", "beta", "gamma"]

    private static func findings(_ random: inout SplitMix64) -> [Finding] {
        (0..<12).filter { _ in Bool.random(using: &random) }.map { number in
            ReportFixture.finding(
                rules[number % 3], .low, RepositoryPath("f\(number).py"), message: "\(number)")
        }
    }

    private static func detection(
        _ findings: [Finding], _ outcomes: [RuleOutcome] = [], _ errors: [DetectionError] = []
    ) -> DetectionReport {
        DetectionReport(findings: findings, outcomes: outcomes, errors: errors, files: 1)
    }

    private static func baseline(_ findings: [Finding]) -> Baseline {
        Baseline(
            owner: "ada", expires: Day("2999-12-31"), toolVersion: "1",
            ruleSetDigest: "sha256:x", entries: findings.map { .init($0) })
    }

    private static func updated(
        _ baseline: Baseline, _ findings: [Finding], mayGrow: Bool
    ) -> Baseline.Update {
        baseline.updated(
            with: baseline.judging(findings.map { JudgedFinding($0) }), in: detection(findings),
            by: ReportFixture.ruleSet, toolVersion: "2", mayGrow: mayGrow)
    }

    @Test("what is known, what is new and what is gone part the findings, whatever they are")
    func laws() throws {
        for seed in 0..<200 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let (before, now) = (Self.findings(&random), Self.findings(&random))
            let baseline = Self.baseline(before.shuffled(using: &random))
            let judged = baseline.judging(now.map { JudgedFinding($0) })
            #expect(judged.map(\.finding) == now)
            #expect(judged.allSatisfy { $0.counts != before.contains($0.finding) })
            let stale = baseline.stale(in: Self.detection(now), by: ReportFixture.ruleSet)
            #expect(Set(stale) == Set(before.filter { !now.contains($0) }.map { .init($0) }))

            let shrunk = Self.updated(baseline, now, mayGrow: false)
            #expect(Set(shrunk.baseline.entries).isSubset(of: baseline.entries), "seed \(seed)")
            #expect(shrunk.refused == now.count { !before.contains($0) } && shrunk.added.isEmpty)
            let grown = Self.updated(baseline, now, mayGrow: true)
            #expect(Set(grown.baseline.entries) == Set(now.map { .init($0) }), "seed \(seed)")
            #expect(Self.updated(grown.baseline, now, mayGrow: true).baseline == grown.baseline)

            let bytes = Array(grown.baseline.json.text().utf8)
            #expect(try Baseline(parsing: bytes, file: "b.json") == grown.baseline)
            #expect(
                Self.baseline(before.shuffled(using: &random)).json.text() == baseline.json.text())
        }
    }

    @Test("an entry stays while its rule was not asked, not evaluated, or its file not read")
    func unasked() {
        let alpha = ReportFixture.finding("alpha", .low, "a.py")
        let beta = ReportFixture.finding("beta", .low, "b.py")
        let baseline = Self.baseline([alpha, beta])
        let packs = ReportFixture.ruleSet.packs
        let only = RuleSet(packs: packs, only: ["beta"])
        #expect(baseline.stale(in: Self.detection([]), by: only).map(\.ruleID) == ["beta"])
        let troubled = Self.detection(
            [], [RuleOutcome(ruleID: "beta", scope: .root, result: .notEvaluated("no"))],
            [DetectionError(path: "a.py", ruleID: nil, message: "cannot parse")])
        #expect(baseline.stale(in: troubled, by: RuleSet(packs: packs)).isEmpty)
        #expect(
            baseline.stale(in: Self.detection([]), by: RuleSet(packs: [])).count == 2,
            "rules that no pack has any more need no entry")
    }

    @Test("waived findings stay waived, and an ended waiver is not put off")
    func waivers() {
        let finding = ReportFixture.finding("beta", .low, "b.py")
        let baseline = Self.baseline([finding])
        for status in [JudgedFinding.Status.waived, .waiverExpired] {
            let item = JudgedFinding(finding).with(status, ReportFixture.waiver)
            #expect(baseline.judging([item]) == [item])
            #expect(
                Self.baseline([]).updated(
                    with: [item], in: Self.detection([finding]), by: ReportFixture.ruleSet,
                    toolVersion: "1", mayGrow: true
                ).baseline.entries.isEmpty)
        }
    }

    @Test("a former report is a baseline of what was in it and not waived")
    func report() throws {
        let report = ReportFixture.report()
        let baseline = try Baseline(parsing: Array(report.json.text().utf8), file: "old.json")
        let expected = ReportFixture.judged.filter { $0.waiver == nil }.map(\.finding)
        #expect(Set(baseline.entries) == Set(expected.map { Baseline.Entry($0) }))
        #expect(baseline.owner == nil && baseline.expires == nil)
    }

    @Test(
        "a malformed baseline is one error that says where",
        arguments: [
            ("{", "b.json:1:"), ("[]", "it is no baseline"), ("{}", "it is no baseline"),
            (#"{"findings": [{"fingerprint": "sha256:12"}]}"#, "64 hexadecimal digits"),
            (#"{"findings": [{}]}"#, "has no fingerprint"),
            (#"{"kind": "baseline", "findings": []}"#, "schema version 1"),
            (
                #"{"schema_version": 1, "kind": "baseline", "owner": "a", "expires": "2026-02-30", "findings": []}"#,
                "expires must be a day"
            ),
            (
                #"{"schema_version": 1, "kind": "baseline", "ownr": "a", "expires": "2026-02-28", "findings": []}"#,
                "unknown key ownr"
            ),
        ])
    func malformed(text: String, words: String) {
        do {
            _ = try Baseline(parsing: Array(text.utf8), file: "b.json")
            Issue.record("\(text) is taken for a baseline")
        } catch {
            let diagnostic = Diagnostic(describing: error, while: "read")
            #expect(diagnostic.kind == .usage && diagnostic.description.contains(words))
        }
    }

}
