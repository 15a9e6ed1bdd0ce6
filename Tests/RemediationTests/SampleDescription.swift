import Basics
import Foundation
import LanguageModels
import Policies

@testable import Remediation

/// A change of the sample fleet as a sweep described it to a model, and what a scripted model answers.
struct SampleDescription {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Descriptions")

    let facts: DescriptionFacts
    /// One document with the parts of all writers; each takes its own.
    let answer: String

    /// Reads `Descriptions/NAME.json`; citations get their lines and digests from the policies that ship.
    init(_ name: String, _ policies: PolicyLibrary) throws {
        let data = try Data(contentsOf: Self.folder.appending(path: "\(name).json"))
        let root = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
        let answerData = try JSONSerialization.data(withJSONObject: root["answer"] ?? [:])
        answer = String(decoding: answerData, as: UTF8.self)
        let factsData = try JSONSerialization.data(withJSONObject: root["facts"] ?? [:])
        facts = try JSONDecoder().decode(Form.self, from: factsData).facts(policies)
    }

    private struct Form: Decodable {
        struct Rule: Decodable { var id, title, severity: String, policies: [String] }
        struct Finding: Decodable { var rule, message: String, path: String?, line: Int? }
        struct File: Decodable {
            var path: String
            var added, removed: Int
            var isNew: Bool
            var rules: [String]
        }
        struct Declined: Decodable { var rule, reason: String, path: String? }
        struct Citation: Decodable { var policy, document, section, quote: String }
        struct Approvals: Decodable { var risk: String, required, rationale: [String] }
        struct Run: Decodable { var passed, failed, skipped: Int }
        struct Tests: Decodable {
            var verdict: String
            var command: String?
            var before, after: Run?
        }

        var service, group: String
        var rules: [Rule]
        var findings: [Finding]
        var changedFiles: [File]
        var declined: [Declined]
        var citations: [Citation]
        var advisories: [String]
        var approvals: Approvals
        var tests: Tests

        func facts(_ policies: PolicyLibrary) throws -> DescriptionFacts {
            DescriptionFacts(
                repository: "contoso-\(service)", service: service, group: group,
                baseBranch: "main", baseCommit: "0123456789abcdef0123456789abcdef01234567",
                rules: rules.map {
                    .init(
                        id: $0.id, title: $0.title, severity: .init(rawValue: $0.severity) ?? .low,
                        policies: $0.policies)
                },
                findings: findings.enumerated().map { number, finding in
                    .init(
                        rule: finding.rule, path: finding.path, line: finding.line,
                        message: finding.message, fingerprint: "sha256:\(number)")
                },
                changedFiles: changedFiles.map {
                    .init(
                        path: $0.path, added: $0.added, removed: $0.removed, isNew: $0.isNew,
                        rules: $0.rules)
                },
                declined: declined.map {
                    .init(rule: $0.rule, path: $0.path, reason: $0.reason)
                }, citations: citations.compactMap { citation($0, policies) },
                advisories: advisories,
                approvals: .init(
                    required: approvals.required,
                    risk: .init(rawValue: approvals.risk) ?? .critical,
                    rationale: approvals.rationale),
                tests: TestFacts(
                    verdict: .init(rawValue: tests.verdict) ?? .notRun, command: tests.command,
                    before: tests.before.map(run), after: tests.after.map(run)),
                planDigest: "sha256:9999", toolVersion: "0.1.0")
        }

        private func run(_ run: Run) -> TestFacts.Run {
            .init(passed: run.passed, failed: run.failed, skipped: run.skipped)
        }

        /// The citation where its words stand; nil when the policies do not say so any more.
        private func citation(
            _ citation: Citation, _ policies: PolicyLibrary
        ) -> DescriptionFacts.Citation? {
            guard let document = policies.document(named: citation.policy) else { return nil }
            for first in 1...document.lineCount {
                for last in first...min(first + 3, document.lineCount) {
                    let text = document.text(ofLines: first...last) ?? ""
                    if text.first?.isWhitespace ?? true { continue }
                    guard GeneratedFacts.folded(text).contains(citation.quote) else { continue }
                    return .init(
                        policy: citation.policy, document: document.fileName,
                        section: citation.section, lines: first...last,
                        digest: document.digest.description, quote: citation.quote)
                }
            }
            return nil
        }
    }
}
