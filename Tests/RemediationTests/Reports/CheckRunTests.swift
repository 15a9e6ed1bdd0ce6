import Basics
import Documents
import Forge
import RuleEngine
import Snapshots
import TestSupport
import Testing

@testable import Remediation

@Suite("Reports as checks of GitHub")
struct CheckRunTests {
    private let head = ObjectID(bytes: Array(repeating: 0xab, count: 20))

    private func report(_ findings: [Finding], broken: Bool = false) -> CheckReport {
        CheckReport(
            toolVersion: "1", target: .init(path: ".", revision: nil, tree: nil),
            ruleSet: ReportFixture.ruleSet,
            detection: DetectionReport(
                findings: findings,
                outcomes: broken
                    ? [RuleOutcome(ruleID: "gamma", scope: .root, result: .error("it broke"))] : [],
                errors: [], files: 1))
    }

    private let low = ReportFixture.finding("gamma", .low, "app/main.py", 0..<6)
    private let high = ReportFixture.finding("alpha", .high, "app/main.py", 14..<27)
    private let missing = ReportFixture.finding("beta", .medium, nil, message: "nothing here")

    @Test(
        "only new findings at or above the threshold fail",
        arguments: [
            (Severity?.some(.high), false, CheckRun.Conclusion.failure), (.high, true, .success),
            (.critical, false, .success), (nil, false, .success),
        ])
    func conclusion(threshold: Severity?, isKnown: Bool, expected: CheckRun.Conclusion) {
        let gate = CheckGate(
            threshold: threshold, base: isKnown ? [high.fingerprint] : [])
        let run = report([low, high, missing]).checkRun(at: head, gate: gate)
        #expect(run.conclusion == expected && run.name == "complybot" && run.head == head)
        #expect(run.title.hasPrefix(isKnown ? "2 new findings" : "3 new findings"))
        #expect(run.title.hasSuffix(isKnown ? ", 1 known on the base" : ")"))
    }

    @Test("without a base all findings count, and the sentence says what fails")
    func pushes() {
        let run = report([low]).checkRun(at: head, gate: CheckGate(threshold: .low))
        #expect(run.conclusion == .failure && run.title == "1 finding (1 low)")
        #expect(run.summary.hasPrefix("Findings of severity low or above fail this check: **1**."))
        let none = report([]).checkRun(at: head, gate: CheckGate(threshold: .low))
        #expect(none.conclusion == .success && none.title == "No findings")
    }

    @Test("a rule that could not be asked makes it neutral, unless something fails")
    func neutral() {
        let gate = CheckGate(threshold: .high)
        #expect(report([low], broken: true).checkRun(at: head, gate: gate).conclusion == .neutral)
        #expect(report([high], broken: true).checkRun(at: head, gate: gate).conclusion == .failure)
    }

    @Test("new findings with a file are annotated, the worst first, with the policy's words")
    func annotations() throws {
        let run = report([low, high, missing]).checkRun(at: head, gate: CheckGate(threshold: .low))
        #expect(run.annotations.map(\.level) == [.failure, .notice])
        let first = try #require(run.annotations.first)
        #expect(first.path == "app/main.py" && first.startLine == 3 && first.endLine == 3)
        #expect(first.columns?.lowerBound == 2 && first.title == "alpha (P-1)")
        #expect(first.message.contains("P-1, Section: “A service MUST be `good`.”"))
        let base = CheckGate(threshold: .low, base: [high.fingerprint])
        #expect(report([low, high]).checkRun(at: head, gate: base).annotations.count == 1)
    }

    @Test("the same report gives the same mark, another result another one")
    func marks() {
        let gate = CheckGate(threshold: .low)
        let one = report([low]).checkRun(at: head, gate: gate)
        #expect(one.externalID == report([low]).checkRun(at: head, gate: gate).externalID)
        #expect(one.externalID != report([high]).checkRun(at: head, gate: gate).externalID)
    }

    @Test("approvals wait for people until all groups have agreed")
    func approvals() {
        let requirement = ApprovalRequirement(
            required: ["owners", "platform"], informed: ["@all"], riskLevel: .high,
            rationale: ["Because @someone asks."])
        let waiting = ApprovalCheck(requirement: requirement, given: ["owners": "ada"])
        let run = waiting.checkRun(at: head)
        #expect(run.conclusion == .actionRequired && run.name == "complybot/approvals")
        #expect(run.title == "Waits for 1 approval of 2")
        #expect(run.summary.contains("| `platform` | awaited |"))
        let done = ApprovalCheck(
            requirement: requirement, given: ["owners": "ada", "platform": "bob"])
        #expect(done.checkRun(at: head).conclusion == .success)
        #expect(
            DescriptionMarkdownProbe.constructs(in: run.summary).filter { !$0.contains("**") } == []
        )
    }

    @Test("a decision elsewhere stands for who has not agreed yet, and a no fails the check")
    func decision() {
        let requirement = ApprovalRequirement(
            required: ["owners", "platform"], informed: [], riskLevel: .low, rationale: [])
        func run(_ isApproval: Bool, given: [String: String]) -> CheckRun {
            ApprovalCheck(
                requirement: requirement, given: given,
                decision: ProposalDecision(
                    head: head, isApproval: isApproval, actor: "token:operator",
                    reason: "not @now\n# really")
            ).checkRun(at: head)
        }
        let yes = run(true, given: ["owners": "ada"])
        #expect(yes.conclusion == .success)
        #expect(yes.summary.contains("given by `ada`"))
        #expect(yes.summary.contains("given by `token:operator`"))
        let no = run(false, given: ["owners": "ada", "platform": "bob"])
        #expect(no.conclusion == .failure && no.title == "Rejected")
        #expect(no.summary.hasPrefix("Rejected by `token:operator`"))
        #expect(
            DescriptionMarkdownProbe.constructs(in: no.summary).filter { !$0.contains("**") } == [])
        #expect(yes.externalID != no.externalID)
    }

    @Test("a configuration's problems are on its lines, and what does not count fails the check")
    func configuration() throws {
        let place = SourceLocation(file: ".github/complybot.yml", line: 4, column: 3)
        let refused = ConfigurationProblem(.refusedOverride, at: place, "mode is fixed")
        let elsewhere = ConfigurationProblem(
            .unknownRule, at: SourceLocation(file: "org.yml", line: 1, column: 1), "no rule x")
        let fine = ConfigurationCheck(
            file: place.file, problems: [elsewhere, refused], effects: ["@x is off"])
        let run = fine.checkRun(at: head)
        #expect(run.conclusion == .success && run.annotations.count == 1)
        #expect(run.annotations[0].startLine == 4 && run.annotations[0].level == .warning)
        #expect(run.summary.contains("- `@x` is off") && run.summary.contains("`org.yml:1:1`"))
        let bad = ConfigurationCheck(
            file: place.file, problems: [.init(.invalidFile, at: place, "bad")], effects: [])
        #expect(bad.checkRun(at: head).conclusion == .failure)
        #expect(bad.checkRun(at: head).summary.contains("Nothing changes."))
    }

    @Test(
        "hostile names and messages do nothing in a check or a dashboard",
        arguments: 0..<40 as Range<UInt64>)
    func hostile(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let (path, message) = (random.hostileText(), random.hostileText())
        let finding = ReportFixture.finding("beta", .medium, RepositoryPath(path), message: message)
        let run = report([finding]).checkRun(at: head, gate: CheckGate(threshold: .low, base: []))
        #expect(run.summary.utf8.count <= 65_000 && !run.title.contains("\n"))
        for line in run.annotations.flatMap({ $0.message.split(separator: "\n") }) {
            #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control })
        }
        var summary = RemediationSummary(repository: path, location: "x")
        summary.failure = message
        summary.number = 3
        summary.action = .unchanged
        let dashboard = FleetDashboard([summary]).markdown
        #expect(FleetDashboard.wishes(in: dashboard) == [])
        for text in [run.summary, dashboard] {
            let lines = text.split(separator: "\n").filter {
                !$0.hasPrefix("- [ ] <!-- complybot:wish ")
            }
            let found = DescriptionMarkdownProbe.constructs(
                in: lines.filter { !Self.isFixed($0) }.joined(separator: "\n"))
            #expect(found == [], "seed \(seed)")
        }
    }

    /// Lines of fixed words that are Markdown of ours.
    private static func isFixed(_ line: Substring) -> Bool {
        line.hasPrefix("### ") || line.hasPrefix("## ") || line.hasPrefix("Findings ")
            || line.hasPrefix("> ")
    }

    @Test("a report with fewer results keeps the worst, and says how many are left out")
    func fewerResults() {
        let text = report([low, high, missing]).sarif(atMost: 1).text(indented: false)
        #expect(text.contains(#""ruleId":"alpha""#) && !text.contains(#""ruleId":"gamma""#))
        #expect(text.contains("2 findings are left out"))
        #expect(!report([low]).sarif.text().contains("left out"))
    }

    @Test("a dashboard is the same for the same fleet in any order, and its boxes can be read")
    func dashboard() {
        var open = RemediationSummary(repository: "acme/b", location: "x")
        open.number = 4
        open.action = .created
        open.findings = [.init(severity: "high", count: 2)]
        var failed = RemediationSummary(repository: "acme/a", location: "y")
        failed.failure = "no access"
        let text = FleetDashboard([open, failed]).markdown
        #expect(text == FleetDashboard([failed, open]).markdown)
        #expect(text.hasPrefix("2 repositories watched, 1 with an open pull request, 1 failed."))
        let ticked = text.replacing(
            "- [ ] <!-- complybot:wish rebase-all", with: "- [x] <!-- complybot:wish rebase-all")
        #expect(FleetDashboard.wishes(in: ticked) == [.rebaseAll])
        #expect(FleetDashboard.wishes(in: ticked.replacing("\n", with: "\r\n")) == [.rebaseAll])
        #expect(FleetDashboard.wishes(in: "see - [x] <!-- complybot:wish rebase-all -->") == [])
    }
}
