import Basics
import Documents
import RuleEngine
import Snapshots
import Testing

@testable import Remediation

@Suite("Reports")
struct ReportTests {
    private func finding(
        _ rule: String, _ severity: Severity, path: RepositoryPath? = "a.py",
        status: PatchStatus = .available
    ) -> Finding {
        Finding(
            ruleID: rule, ruleVersion: 1, severity: severity, confidence: .high, policies: ["P-1"],
            message: "wrong\u{1b}[31m", remedy: "by hand", path: path,
            start: path.map { _ in TextPosition(line: 2, column: 3, offset: 7) }, status: status)
    }

    private func report(_ findings: [Finding], minimum: Severity = .info) -> CheckReport {
        CheckReport(
            toolVersion: "1", target: .init(path: ".", revision: nil, tree: nil),
            ruleSet: RuleSet(packs: []),
            detection: DetectionReport(
                findings: findings,
                outcomes: [
                    RuleOutcome(ruleID: "x", scope: "a", result: .notEvaluated("no grammar")),
                    RuleOutcome(ruleID: "x", scope: "b", result: .notEvaluated("no grammar")),
                ], errors: [], files: 4),
            minimumSeverity: minimum)
    }

    @Test(
        "the text names place, severity, rule, policy and what can be done, and hides no control character"
    )
    func text() {
        let text = report([
            finding("one", .high), finding("two", .low, path: nil, status: .declined("too risky")),
        ]).text(coloured: false)
        #expect(
            text == #"""
                a.py:2:3: high one (P-1)
                    wrong\u{1b}[31m
                    complybot fix patches it
                repository: low two (P-1)
                    wrong\u{1b}[31m
                    no patch: too risky
                repository (x): not evaluated: no grammar
                2 findings in 4 files by 0 rules: 1 high, 1 low; 1 fixable.

                """#)
    }

    @Test("colour is only where it is asked for")
    func colour() {
        let findings = [finding("one", .high)]
        #expect(report(findings).text(coloured: true).contains("\u{1b}[31mhigh"))
        #expect(!report(findings).text(coloured: false).contains("\u{1b}"))
    }

    @Test("a minimum severity leaves findings out of list, counts and JSON")
    func minimum() {
        let all = report([finding("one", .high), finding("two", .low)], minimum: .medium)
        #expect(all.findings.map(\.ruleID) == ["one"])
        #expect(all.json.text(indented: false).contains(#""findings":1,"by_severity":{"high":1}"#))
    }

    @Test("the JSON is the contract's, and what was not evaluated is among its errors once")
    func json() {
        let text = report([finding("one", .high)]).json.text(indented: false)
        #expect(
            text.hasPrefix(
                #"{"schema_version":1,"tool":{"name":"complybot","version":"1"},"target":"#))
        #expect(text.contains(#""start":{"line":2,"column":3,"offset":7}"#))
        #expect(text.contains(#""errors":[{"path":null,"rule_id":"x","message":"no grammar"}]"#))
    }

    @Test("the sweep's table has aligned columns, and its last line counts writes and failures")
    func sweep() {
        var done = RemediationSummary(repository: "orders", location: "/orders.git")
        done.base = "0123"
        done.findings = [.init(severity: "high", count: 2)]
        done.patched = ["one", "two"]
        done.declined = [.init(rule: "three", reason: "no owner")]
        done.tests = "3 passed → 5 passed"
        done.approvals = ["Owner"]
        done.action = .created
        done.number = 1
        done.writes = 2
        var failed = RemediationSummary(repository: "x", location: "/x.git")
        failed.failure = "cannot open"
        let report = SweepReport([done, failed])
        let lines = report.text(coloured: false).split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("REPOSITORY"))
        #expect(lines[1].contains("3 passed → 5 passed") && lines[1].contains("#1 created"))
        #expect(lines[2].contains("failed"))
        #expect(lines.contains("orders: three declined: no owner"))
        #expect(lines.last == "2 repositories, 1 failed; 2 writes.")
        #expect(report.hasFailures && report.writes == 2)
        #expect(
            SweepReport([]).text(coloured: false).hasSuffix(
                "0 repositories; nothing was written.\n"))
    }

    @Test("a table that is wider than the terminal puts each cell on a line of its own")
    func narrow() {
        var table = TextTable(["REPOSITORY", "FINDINGS", "TESTS", "PULL REQUEST"])
        table.add(["orders", "2 high", "–", "#1 created"])
        table.add(["payments", "none", "3 passed", "– compliant"])
        #expect(table.text(columns: 44) == table.text())
        #expect(
            table.text().hasPrefix("REPOSITORY  FINDINGS  TESTS     PULL REQUEST\norders      2 h"))
        #expect(
            table.text(columns: 43) == """
                orders
                  findings      2 high
                  pull request  #1 created
                payments
                  findings      none
                  tests         3 passed
                  pull request  – compliant

                """)
    }
}

extension Finding {
    fileprivate init(
        ruleID: String, ruleVersion: Int, severity: Severity, confidence: Confidence,
        policies: [String], message: String, remedy: String, path: RepositoryPath?,
        start: TextPosition?, status: PatchStatus
    ) {
        self.init(
            ruleID: ruleID, ruleVersion: ruleVersion, severity: severity, confidence: confidence,
            policies: policies, message: message, remediation: remedy, path: path, start: start,
            end: start, component: .root, patchStatus: status, fingerprint: Digest(of: ruleID))
    }
}
