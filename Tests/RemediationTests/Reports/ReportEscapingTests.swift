import Basics
import Documents
import Foundation
import RuleEngine
import Snapshots
import TestSupport
import Testing

@testable import Remediation

/// Names and messages made by somebody who wants more than to be shown.
@Suite("Reports of hostile repositories")
struct ReportEscapingTests {
    private static let pieces = [
        "\n", "\r\n", "\r", "\"", "%", "%0A", "%25", "::", "::error::", "::stop-commands::x", ",",
        ":", "##[add-mask]", "\u{202e}", "\u{2066}", "\u{2028}", "\u{200b}", "\u{1b}[31m", "\u{7}",
        "<script>alert(1)</script>", "@someone", "fixes #1", "[x](http://evil.example)", "|", "`",
        "\\", "{0}", "é", "e\u{301}", "名前", "🎉", "a", "b/c", " ", "..", "$x$",
    ]

    private static func hostile(_ random: inout SplitMix64) -> String {
        (0..<Int.random(in: 1...6, using: &random))
            .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
    }

    /// A report of three findings whose words are given, and its twin with harmless words.
    private static func report(path: String, message: String) -> CheckReport {
        let findings = [
            ReportFixture.finding("alpha", .high, nil, message: message),
            ReportFixture.finding(
                "beta", .medium, RepositoryPath(path), message: message, status: .declined(message)),
            ReportFixture.finding("gamma", .low, RepositoryPath(path), message: message),
        ]
        return CheckReport(
            toolVersion: "1", target: .init(path: ".", revision: nil, tree: nil),
            ruleSet: ReportFixture.ruleSet,
            detection: DetectionReport(
                findings: findings, outcomes: [],
                errors: [
                    DetectionError(path: RepositoryPath(path), ruleID: nil, message: message)
                ],
                files: 1))
    }

    @Test("text has the lines of a harmless report, shows what is invisible and commands no runner")
    func text() {
        let lines = Self.report(path: "a", message: "m").text(coloured: false)
            .split(separator: "\n", omittingEmptySubsequences: false).count
        for seed in 0..<200 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let (path, message) = (Self.hostile(&random), Self.hostile(&random))
            let text = Self.report(path: path, message: message).text(coloured: false)
            let shown = text.unicodeScalars.split(
                separator: "\n", omittingEmptySubsequences: false)
            #expect(shown.count == lines, "seed \(seed)")
            for line in shown {
                let start = String(line.drop { $0.properties.isWhitespace })
                #expect(!start.hasPrefix("::") && !start.contains("##["), "seed \(seed): \(start)")
                for scalar in line {
                    let category = scalar.properties.generalCategory
                    #expect(
                        ![.control, .format, .lineSeparator, .paragraphSeparator].contains(
                            category), "seed \(seed)")
                }
            }
        }
    }

    @Test("a runner reads back exactly the annotations that were meant")
    func annotations() throws {
        for seed in 0..<200 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let (path, message) = (Self.hostile(&random), Self.hostile(&random))
            let text = Self.report(path: path, message: message).annotations
            // A runner takes CR, LF and CR LF for the end of a line.
            let lines = text.unicodeScalars.split { $0 == "\n" || $0 == "\r" }.map(String.init)
            #expect(lines.count == 5, "seed \(seed)")
            for (line, kind) in zip(lines, ["error", "warning", "notice", "warning"]) {
                let command = try #require(Runner.parse(line), "seed \(seed): \(line)")
                #expect(command.name == kind, "seed \(seed)")
                #expect(
                    Set(command.properties.keys).isSubset(of: ["file", "title"]), "seed \(seed)")
                if let file = command.properties["file"] {
                    #expect(file == Self.shown(path), "seed \(seed)")
                }
            }
            #expect(Runner.parse(lines[4]) == nil)
        }
    }

    /// What of a path reaches a runner: its line ends, and what is invisible as an escape.
    private static func shown(_ path: String) -> String {
        path.unicodeScalars.map {
            $0 == "\n" || $0 == "\r" ? String($0) : String($0).escapedForTerminal
        }.joined()
    }

    @Test("Markdown mentions, closes, links, loads and hides nothing")
    func markdown() {
        var random = SplitMix64(seed: 7)
        let words = DescriptionInjectionTests.attacks + (0..<80).map { _ in Self.hostile(&random) }
        let rows = Self.report(path: "a", message: "m").markdown.split(separator: "\n").count
        for word in words {
            let text = Self.report(path: word, message: word).markdown
            #expect(text.split(separator: "\n").count == rows, "\(word)")
            let body = text.split(separator: "\n").dropFirst().map { line in
                for frame in ["### ", "> ", "Fix: "] where line.hasPrefix(frame) {
                    return line.dropFirst(frame.count)
                }
                return line
            }.joined(separator: "\n")
            #expect(DescriptionMarkdownProbe.constructs(in: body).isEmpty, "\(word)")
        }
    }

    @Test("SARIF and JSON can be read back, and a URI decodes to the bytes of the path")
    func documents() throws {
        for seed in 0..<100 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let (path, message) = (Self.hostile(&random), Self.hostile(&random))
            let report = Self.report(path: path, message: message)
            _ = try DataDocument(parsing: Array(report.json.text().utf8), format: .json)
            let sarif = try DataDocument(parsing: Array(report.sarif.text().utf8), format: .json)
            let result = try #require(sarif.roots[0]["runs"]?.items[0]["results"]?.items.last)
            let uri = result["locations"]?.items[0]["physicalLocation"]?["artifactLocation"]?["uri"]
            let text = try #require(uri?.string)
            #expect(
                text.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: ":") })
            #expect(Self.decoded(text) == Array(path.utf8), "seed \(seed)")
        }
        #expect(ArtifactURI.reference(to: RepositoryPath(bytes: [0xff, 0x2f, 0x61])) == "%FF/a")
        #expect(ArtifactURI.reference(toFolder: .root) == "./")
    }

    private static func decoded(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            bytes += Hexadecimal.decode(digits) ?? []
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    @Test("not more annotations of a kind are written than GitHub shows, and the last line counts")
    func limit() {
        let many = (0..<25).map {
            JudgedFinding(ReportFixture.finding("alpha", .high, "a.py", message: "n \($0)"))
        }
        let lines = ReportFixture.report(many).annotations.split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("::error") } == 10)
        #expect(
            lines.last?.hasSuffix(
                "15 more are not shown as annotations, for GitHub shows 10 of a kind.") ?? false)
    }

    @Test("a long report says what it leaves out, and fits a comment")
    func long() {
        let many = (0..<3000).map {
            JudgedFinding(
                ReportFixture.finding("alpha", .high, "a.py", message: "finding number \($0)"))
        }
        let text = ReportFixture.report(many).markdown
        #expect(text.utf8.count <= 60_000 && text.contains("more findings, not shown for length"))
        let everything = (0..<25_003).map {
            JudgedFinding(
                ReportFixture.finding(
                    "gamma", $0 == 25_002 ? .high : .low, RepositoryPath("\($0).py")))
        }
        let sarif = ReportFixture.report(everything).sarif.text(indented: false)
        #expect(sarif.components(separatedBy: "\"ruleId\":").count == 25_001)
        #expect(sarif.contains("3 findings are left out") && sarif.contains("\"25002.py\""))
    }
}

/// Reads a line as a runner of GitHub Actions does.
private enum Runner {
    struct Command {
        var name: String
        var properties: [String: String]
    }

    static func parse(_ line: String) -> Command? {
        let line = line.drop { $0.isWhitespace }
        guard line.hasPrefix("::"), let end = line.dropFirst(2).range(of: "::") else { return nil }
        let head = line.dropFirst(2)[..<end.lowerBound]
        let parts = head.split(separator: " ", maxSplits: 1)
        var properties: [String: String] = [:]
        for pair in parts.count > 1 ? parts[1].split(separator: ",") : [] {
            let sides = pair.split(separator: "=", maxSplits: 1)
            guard sides.count == 2 else { return nil }
            properties[String(sides[0])] = String(sides[1])
                .replacing("%0D", with: "\r").replacing("%0A", with: "\n")
                .replacing("%3A", with: ":").replacing("%2C", with: ",")
                .replacing("%25", with: "%")
        }
        return Command(name: String(parts.first ?? ""), properties: properties)
    }
}
