import Foundation
import Testing

@testable import Remediation
@testable import RuleEngine

@Suite("The report of rules test")
struct RuleTestReportTests {
    private static let place = ReportFixture.source

    private static func result(
        _ rule: String, _ name: String, _ failures: [String] = []
    ) -> RuleTestResult {
        RuleTestResult(
            ruleID: rule, name: name, source: place, variants: ["as written", "crlf"],
            skipped: [.init(name: "tabs", reason: "no file may be indented")], failures: failures)
    }

    /// One of everything that can be reported.
    private static var whole: RuleTestReport {
        var report = RuleTestReport(results: [
            result("alpha", "a \"plain\" case"),
            result(
                "alpha", "<odd> & \u{1b}[31mred", ["crlf: a.txt differs\n-x & y\n+<z>", "more"]),
            result("beta", "fine"),
        ])
        report.mutations = [
            .init(ruleID: "alpha", change: "`when.expr`", source: place, verdict: .caught(by: "x")),
            .init(ruleID: "alpha", change: "the leaf `<y>`", source: place, verdict: .notCovered),
            .init(ruleID: "beta", change: "the limit", source: place, verdict: .equivalent("why")),
            .init(
                ruleID: "gamma", change: "anything", source: place, verdict: .notTried("it fails")),
        ]
        report.pairs = [
            .init(
                first: "alpha", second: "beta", repositories: 3, difference: "a.txt differs",
                isDeclared: false, source: place),
            .init(
                first: "alpha", second: "gamma", repositories: 1, difference: nil,
                isDeclared: false,
                source: place),
            .init(
                first: "beta", second: "gamma", repositories: 1, difference: "b.txt differs",
                isDeclared: true, source: place),
        ]
        return report
    }

    @Test("JSON can be read, and says the same as the exit status")
    func json() throws {
        let text = Self.whole.text(.json)
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(json["passed"] as? Bool == false && json["schema_version"] as? Int == 1)
        let cases = try #require(json["cases"] as? [[String: Any]])
        #expect(cases.map { $0["passed"] as? Bool } == [true, false, true])
        #expect(cases[1]["name"] as? String == "<odd> & \u{1b}[31mred")
        let changes = try #require(json["changes"] as? [[String: Any]])
        #expect(
            changes.map { $0["verdict"] as? String } == [
                "noticed", "not_covered", "without_effect", "not_tried",
            ])
        #expect(Self.passing.text(.json).contains("\"passed\": true"))
        #expect(!Self.passing.text(.json).contains("\"changes\""))
    }

    private static var passing: RuleTestReport { RuleTestReport(results: [result("beta", "fine")]) }

    @Test("JUnit is XML that a parser reads, with a failure for each thing that failed")
    func junit() throws {
        let document = try XMLElements(Self.whole.text(.junit))
        #expect(
            document.all("testsuite").map { $0["name"] } == [
                "alpha", "beta", "alpha changed", "beta changed", "gamma changed", "pairs",
            ])
        let root = try #require(document.all("testsuites").first)
        #expect(root["tests"] == "\(document.all("testcase").count)")
        #expect(root["failures"] == "\(document.all("failure").count)")
        #expect(document.all("failure").count == 4)
        #expect(document.all("testcase")[1]["name"] == "<odd> & ?[31mred")
        let passing = try XMLElements(Self.passing.text(.junit))
        #expect(passing.all("failure").isEmpty && passing.all("testcase").count == 1)
    }

    @Test("the text names what failed and how to go on, and what passed only when asked")
    func text() {
        let text = Self.whole.text(.text)
        #expect(text.contains("FAILED  alpha: <odd> & "))
        #expect(!text.contains("\u{1b}"))
        #expect(text.contains("not covered: the leaf `<y>` (rule.yaml:1:1); no case fails"))
        #expect(text.contains("conflicts_with: [beta]"))
        #expect(!text.contains("ok      beta: fine") && !text.contains("b.txt differs"))
        #expect(Self.whole.text(.text, isVerbose: true).contains("ok      beta: fine (2 variants)"))
        #expect(
            Self.passing.text(.text)
                == "1 cases passed, 0 failed, in 2 variants; 1 variants did not fit\n")
    }
}

/// The elements of an XML text with their attributes, as a reader of its own sees them.
private struct XMLElements {
    private var elements: [(name: String, attributes: [String: String])] = []

    init(_ text: String) throws {
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.script]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let list = try JSONSerialization.jsonObject(with: data) as? [[Any]] ?? []
        elements = list.compactMap { item in
            guard let name = item[0] as? String, let attributes = item[1] as? [String: String]
            else { return nil }
            return (name, attributes)
        }
    }

    private static let script = """
        import json, sys, xml.etree.ElementTree as tree
        root = tree.fromstring(sys.stdin.buffer.read())
        print(json.dumps([[element.tag, element.attrib] for element in root.iter()]))
        """

    func all(_ name: String) -> [[String: String]] {
        elements.filter { $0.name == name }.map(\.attributes)
    }
}
