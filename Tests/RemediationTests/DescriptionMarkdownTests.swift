import Foundation
import TestSupport
import Testing

@testable import Remediation

@Suite struct DescriptionMarkdownTests {
    typealias Fixtures = DescriptionFixtures

    func body(_ facts: DescriptionFacts, _ prose: DescriptionProse? = nil) -> String {
        MarkdownWriter().document(
            facts, prose: prose ?? DescriptionWriter.deterministic(facts), state: Fixtures.state
        ).body
    }

    @Test("a body has the five sections in order between the markers, and the facts above them")
    func sections() throws {
        let body = body(Fixtures.facts())
        #expect(body.hasPrefix("<!-- complybot:begin -->\n\n| Fact | Value |\n| --- | --- |\n"))
        #expect(body.hasSuffix("\n\n<!-- complybot:end -->"))
        let headings = body.split(separator: "\n").filter { $0.hasPrefix("#") }
        #expect(
            headings == [
                "## Summary", "## Changes", "## Policy Compliance", "## Risk Assessment",
                "## Testing",
            ])
        #expect(
            body.contains(
                "| Tests | passing; 12 passed, 0 failed before; 14 passed, 0 failed after |"))
        #expect(
            body.contains(
                "- `tests/test_health.py` (new, +20 −0): Added for `fastapi-health-endpoints`"))
        #expect(
            body.contains(
                "- Citation 1: **OPS-2.1**, `policies/OPS-2.1.md`, section “2. Probes”, lines 10–14, "
                    + "digest `sha256:0123456789ab`\n\n  > Every service answers GET /healthz and GET /readyz."
            ))
        #expect(body.contains("line 5,"))
        #expect(
            body.contains("Risk level: **medium**. Required approvals: `@contoso/platform-team`."))
        #expect(
            body.contains("- `fastapi-health-endpoints` in `app/legacy.py`: the logger is built"))
        #expect(DescriptionMarkdownProbe.constructs(in: body) == [])
    }

    @Test("the same facts in another order give the same bytes")
    func deterministic() {
        let facts = Fixtures.facts()
        let turned = DescriptionFacts(
            repository: facts.repository, service: facts.service, group: facts.group,
            baseBranch: facts.baseBranch, baseCommit: facts.baseCommit,
            rules: facts.rules.reversed(),
            knownRules: facts.knownRules.reversed(), findings: facts.findings.reversed(),
            changedFiles: facts.changedFiles.reversed(), declined: facts.declined.reversed(),
            citations: facts.citations.reversed(), advisories: facts.advisories,
            approvals: facts.approvals, tests: facts.tests, planDigest: facts.planDigest,
            toolVersion: facts.toolVersion)
        #expect(body(facts).utf8.elementsEqual(body(turned).utf8))
    }

    @Test("the title is one line that no shell acts on")
    func title() {
        var facts = Fixtures.facts()
        #expect(MarkdownWriter.title(facts) == "Align contoso-orders-api with OPS-2.1, SEC-2.4")
        facts.service = "x$(id)`id`;'\"\n@o & <b>é"
        facts.rules[0].policies = ["A|B", "$(x)", "c\n", "d", "e"]
        let title = MarkdownWriter.title(facts)
        #expect(
            title.utf8.allSatisfy { $0 == 0x20 || "-._,".utf8.contains($0) || isAlphanumeric($0) })
    }

    private func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }

    @Test(
        "a construct is shown and not carried out",
        arguments: [
            ("@org/team", "`@org/team`"), ("closes #12.", "closes `#12`."),
            ("see o/r#3!", "see `o/r#3`!"),
            ("![x](https://e.vil/i)", "!\\[x\\](`https://e.vil/i`)"), ("<b>", "&lt;b&gt;"),
            ("<!-- complybot:end -->", "&lt;!-- `complybot:end` --&gt;"), ("a*b_c", "a\\*b\\_c"),
            ("- item", "\\- item"), ("1. item", "1\\. item"), ("# head", "`#` head"),
            ("a | b", "a &#124; b"),
            ("[^1]: note", "\\[^1\\]: note"), ("$x$", "`$x$`"), ("`a`@b", "`a` `@b`"),
            ("`a", "&#96;a"),
            ("``", "&#96;&#96;"), ("a\u{202e}b\u{200b}c", "abc"), ("a\n\nb", "a b"),
            ("GH-7", "`GH-7`"),
            ("at deadbeef1.", "at `deadbeef1`."), ("`<img>`", "`‹img>`"), ("\\", "&#92;"),
            ("&#64;me", "&amp;`#64;me`"), ("x >= 1.2", "x &gt;= 1.2"),
            ("plain words, (really).", "plain words, (really)."),
        ])
    func escaping(_ text: String, _ expected: String) {
        #expect(MarkdownText.inline(text) == expected)
    }

    @Test("no text whatever becomes more than text", arguments: 0..<20 as Range<UInt64>)
    func property(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<5 {
            let texts = (0..<8).map { _ in random.hostileText() }
            var facts = Fixtures.facts(
                message: texts[0], path: texts[1], quote: texts[2], required: [texts[3]],
                tests: TestFacts(
                    verdict: .unchangedFailures, command: texts[4],
                    before: .init(passed: 1, failed: 1),
                    after: .init(passed: 1, failed: 1), preexisting: [texts[5]]),
                reason: texts[6])
            facts.service = texts[7]
            facts.citations[0].section = texts[3]
            let prose = DescriptionProse(
                summary: texts[5], changes: [.init(path: texts[1], text: texts[6])],
                policyCompliance: [.init(citation: 1, text: texts[0])], riskAssessment: texts[4],
                testing: texts[2])
            let state = DescriptionState(
                group: texts[0], base: texts[1], plan: texts[2], head: texts[3], findings: texts)
            for prose in [prose, DescriptionWriter.deterministic(facts)] {
                let body = MarkdownWriter().document(facts, prose: prose, state: state).body
                let found = DescriptionMarkdownProbe.constructs(in: body)
                #expect(found == [], "seed \(seed)")
                #expect(GeneratedRegion.range(in: Array(body.utf8)) == 0..<body.utf8.count)
            }
        }
    }

    @Test(
        "what people wrote leaves less room, and the whole fits with its state",
        arguments: [0, 5_536, 30_000])
    func roomForPeople(_ count: Int) {
        let long = String(repeating: "word ", count: 200)
        var facts = Fixtures.facts(message: long)
        facts.findings = (0..<400).map { (index: Int) in
            .init(
                rule: "vulnerable-dependency", path: "d/\(index).txt", line: index, message: long,
                fingerprint: "sha256:\(index)")
        }
        let first = MarkdownWriter().document(
            facts, prose: DescriptionWriter.deterministic(facts), state: Fixtures.state)
        let existing = String(repeating: "x", count: count) + "\n\n" + first.body
        let second = MarkdownWriter(beside: existing).document(
            facts, prose: DescriptionWriter.deterministic(facts), state: Fixtures.state)
        let merged = MarkdownWriter.merging(second.body, into: existing)
        #expect(
            merged.utf8.count <= 65_536 && merged.hasPrefix(String(repeating: "x", count: count)))
        #expect(DescriptionState(readingFrom: merged) == Fixtures.state)
    }

    @Test("the state can be read back from its comment")
    func stateMarker() throws {
        let state = DescriptionState(
            group: "a--> <!-- é🙂 \"q\"", base: "----", plan: "sha256:1", head: "@x #1",
            findings: ["b", "a"])
        let comment = StateMarker.comment(state, limit: 10)
        let json = comment.dropFirst("<!-- complybot:state v1 ".count).dropLast(" -->".count)
        let members = try #require(
            JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(members["group"] as? String == state.group)
        #expect(members["base"] as? String == state.base)
        #expect(members["head"] as? String == state.head)
        #expect(members["findings"] as? [String] == ["a", "b"])
        #expect(!json.contains("--"))
        #expect(StateMarker.comment(state, limit: 1).contains(#""findings":["a"],"more":1}"#))
    }

    @Test("what is too long is cut at lists, and the rest is counted")
    func length() {
        let long = String(repeating: "|<&é ", count: 400)
        var facts = Fixtures.facts(message: long, quote: long, reason: long)
        facts.findings = (0..<700).map { (index: Int) in
            .init(
                rule: "vulnerable-dependency", path: "d/\(index).txt", line: index, message: long,
                fingerprint: "sha256:\(index)")
        }
        facts.changedFiles = (0..<700).map { .init(path: "d/\($0).txt", added: 1, removed: 1) }
        facts.approvals.rationale = Array(repeating: long, count: 100)
        let prose = DescriptionProse(
            summary: long, changes: facts.changedFiles.map { .init(path: $0.path, text: long) },
            policyCompliance: [.init(citation: 1, text: long)], riskAssessment: long, testing: long)
        let state = DescriptionState(
            group: "g", base: "b", plan: "p", head: "h", findings: facts.findings.map(\.fingerprint)
        )
        for limit in [60_000, 20_000] {
            let body = MarkdownWriter(maxBytes: limit).document(facts, prose: prose, state: state)
                .body
            #expect(body.utf8.count <= limit)
            #expect(body.contains("| Findings | 700 corrected"))
            #expect(body.contains(" more (finding), not shown for length."))
            #expect(body.hasSuffix("<!-- complybot:end -->"))
            #expect(DescriptionMarkdownProbe.constructs(in: body) == [])
        }
    }
}
