import Basics
import Documents
import RuleEngine
import Snapshots
import Testing

@testable import Remediation

@Suite("Reports")
struct ReportTests {
    @Test(
        "each format of a report with every status is what its golden file says",
        arguments: ["check.txt", "check.json", "check.sarif", "check.md", "check.github"])
    func golden(name: String) throws {
        let report = ReportFixture.report()
        let text =
            switch name {
            case "check.txt": report.text(coloured: false)
            case "check.json": report.json.text() + "\n"
            case "check.sarif": report.sarif.text() + "\n"
            case "check.md": report.markdown
            default: report.annotations
            }
        #expect(try ReportFixture.golden(name, text) == text)
    }

    @Test("colour is only where it is asked for")
    func colour() {
        let report = ReportFixture.report()
        #expect(report.text(coloured: true).contains("\u{1b}[31mhigh"))
        #expect(!report.text(coloured: false).contains("\u{1b}"))
    }

    @Test("a minimum severity leaves findings out of list, counts and JSON")
    func minimum() {
        let all = ReportFixture.report(selection: .init(minimumSeverity: .high))
        #expect(Set(all.findings.map(\.ruleID)) == ["alpha", "secret-in-source"])
        let json = all.json.text(indented: false)
        #expect(json.contains(#""findings":3,"by_severity":{"critical":1,"high":2}"#))
        #expect(json.contains(#""waived":0,"suppressed":0"#))
    }

    @Test("a secret, and a line that has one, are in no format")
    func secrets() {
        let report = ReportFixture.report()
        for text in [
            report.text(coloured: false), report.json.text(), report.sarif.text(), report.markdown,
            report.annotations,
        ] {
            #expect(!text.contains("hunter2") && text.contains("secret.env"))
        }
    }

    @Test("findings where nothing changed are counted in one line and shown nowhere")
    func changes() {
        let scope = ChangeScope(
            revision: "main", mergeBase: ObjectID(bytes: Array(repeating: 1, count: 20)),
            paths: ["app/main.py"])
        let report = ReportFixture.report(selection: .init(changes: scope))
        #expect(report.shown.allSatisfy { $0.finding.path == "app/main.py" })
        #expect(report.elsewhere == 4)
        let text = report.text(coloured: false)
        #expect(text.hasSuffix("4 findings where nothing changed since main are left out.\n"))
        #expect(report.json.text(indented: false).contains(#""findings_elsewhere":4"#))
        let inside = ChangeScope(
            revision: "main", mergeBase: scope.mergeBase, paths: ["services/api/x.py"])
        #expect(
            ReportFixture.report(selection: .init(changes: inside)).findings.map(\.ruleID)
                == ["gamma"])
    }

    @Test("after five findings of a rule, the others are a line each")
    func grouping() {
        let many = (0..<50).map { number in
            JudgedFinding(
                ReportFixture.finding(
                    "alpha", .high, "app/main.py", 14..<20, message: "number \(number)"))
        }
        let text = ReportFixture.report(many).text(coloured: false)
        #expect(text.contains("alpha: Title of alpha (50 findings)"))
        #expect(text.split(separator: "\n").count { $0.contains("^") } == 5)
        #expect(text.split(separator: "\n").count { $0.contains(": number ") } == 50)
        #expect(text.split(separator: "\n").count { $0.contains("fix: ") } == 1)
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
