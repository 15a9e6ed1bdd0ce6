import Basics
import Foundation
import Policies
import TestSupport

@testable import Remediation

/// Changes as rules could have made them, with clauses of the policies that ship.
struct GeneratedFacts {
    let library: PolicyLibrary

    init() throws {
        let rules = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "rules")
        let files = try FileManager.default.subpathsOfDirectory(atPath: rules.path)
            .filter { $0.contains("/policies/") && $0.hasSuffix(".md") }.sorted()
        library = try PolicyLibrary(
            documents: files.map { file in
                try PolicyDocument(
                    parsing: Array(Data(contentsOf: rules.appending(path: file))),
                    fileName: String(file.split(separator: "/").last ?? ""))
            })
    }

    private static let rules: [(id: String, title: String, policy: String)] = [
        ("fastapi-health-endpoints", "Services answer health and readiness probes.", "OPS-2.1"),
        ("fastapi-structured-logging", "Services log lines of JSON.", "OBS-1.1"),
        ("fastapi-trace-propagation", "Services carry the trace on.", "OBS-3.2"),
        ("vulnerable-dependency", "Dependencies have no known vulnerability.", "SEC-2.4"),
        ("pull-request-gates", "Changes go through their gates.", "REL-1.0"),
    ]

    private static let runs: [TestFacts] = [
        TestFacts(
            verdict: .passing, command: "pytest -q", before: .init(passed: 31, failed: 0),
            after: .init(passed: 33, failed: 0)),
        TestFacts(
            verdict: .regressed, before: .init(passed: 31, failed: 0),
            after: .init(passed: 29, failed: 2), regressions: ["test_a", "test_b"]),
        TestFacts(verdict: .notRun, notRunReason: "no test command was found"),
        TestFacts(
            verdict: .unchangedFailures, before: .init(passed: 30, failed: 1),
            after: .init(passed: 31, failed: 1), preexisting: ["test_old"]),
    ]

    /// The facts of one change; the same seed gives the same.
    func facts(seed: UInt64) -> DescriptionFacts {
        var random = SplitMix64(seed: seed)
        let rules = Self.rules.shuffled(using: &random).prefix(
            Int.random(in: 1...4, using: &random))
        let files = (0..<Int.random(in: 1...5, using: &random)).map { number in
            "service/part\(number)/module.py"
        }
        let findings = rules.map { rule in
            DescriptionFacts.Finding(
                rule: rule.id, path: files.randomElement(using: &random),
                line: Int.random(in: 1...90, using: &random), message: "it departs from its rule",
                fingerprint: "sha256:\(rule.id)")
        }
        return DescriptionFacts(
            repository: "contoso/generated", service: "generated-service", group: "compliance",
            baseBranch: "main", baseCommit: "0123456789abcdef0123456789abcdef01234567",
            rules: rules.map {
                .init(id: $0.id, title: $0.title, severity: .high, policies: [$0.policy])
            }, knownRules: Self.rules.map(\.id) + ["codeowners-present"], findings: findings,
            changedFiles: files.map { path in
                .init(
                    path: path, added: Int.random(in: 1...60, using: &random),
                    removed: Int.random(in: 0...9, using: &random),
                    rules: findings.filter { $0.path == path }.map(\.rule))
            }, citations: rules.compactMap { citation(of: $0.policy, &random) },
            approvals: .init(
                required: ["platform-team"], risk: Bool.random(using: &random) ? .high : .critical,
                rationale: ["Tier one services need the platform team."]),
            tests: Self.runs.randomElement(using: &random) ?? Self.runs[0],
            planDigest: "sha256:9999", toolVersion: "0.1.0")
    }

    private func citation(of policy: String, _ random: inout SplitMix64) -> DescriptionFacts
        .Citation?
    {
        guard let document = library.document(named: policy) else { return nil }
        let lines = (12...document.lineCount).filter {
            (document.text(ofLines: $0...$0) ?? "").split(separator: " ").count > 6
        }
        guard let line = lines.randomElement(using: &random),
            let quote = document.text(ofLines: line...line),
            let section = document.sections.last(where: { $0.linesWithSubsections.contains(line) })
        else { return nil }
        return .init(
            policy: policy, document: document.fileName, section: section.heading,
            lines: line...line, digest: document.digest.description, quote: quote)
    }

    /// The citations of a body that do not stand where it says, and how many it has.
    func unresolved(in body: String, _ facts: DescriptionFacts) -> (bad: [String], count: Int) {
        var bad: [String] = []
        let lines = body.components(separatedBy: "\n")
        var count = 0
        for (position, line) in lines.enumerated() where line.hasPrefix("- Citation ") {
            count += 1
            let parts = line.components(separatedBy: "`")
            guard parts.count == 5, let document = library.document(named: parts[1]),
                document.digest.description.hasPrefix(parts[3]), let range = Self.lines(line),
                let text = document.text(ofLines: range), position + 2 < lines.count,
                facts.citations.contains(where: { citation in
                    lines[position + 2] == "  > " + MarkdownText.inline(citation.quote, limit: 800)
                        && Self.folded(text).contains(Self.folded(citation.quote))
                })
            else {
                bad.append(line)
                continue
            }
        }
        return (bad, count)
    }

    /// The text with every run of blanks one space.
    static func folded(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The lines that a citation names: `, line 7,` or `, lines 7–9,`.
    private static func lines(_ line: String) -> ClosedRange<Int>? {
        let words = line.components(separatedBy: ", line").last ?? ""
        let numbers = words.split { !$0.isNumber }.prefix(words.hasPrefix("s ") ? 2 : 1)
            .compactMap { Int($0) }
        guard let first = numbers.first, let last = numbers.last, first <= last else { return nil }
        return first...last
    }
}
