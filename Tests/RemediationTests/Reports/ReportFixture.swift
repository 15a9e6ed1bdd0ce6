import Basics
import Documents
import Foundation
import RuleEngine
import Snapshots
import TestSupport

@testable import Remediation

/// One report with findings of every status, of every way to patch, with and without a file.
enum ReportFixture {
    static let main = "import os\r\n\r\n\tapp = 名前(\"x\")  # e\u{301}\r\nlast"
    static let files: [RepositoryPath: MemorySnapshot.File] = [
        "app/main.py": .init(bytes: Array(main.utf8)),
        "we ird/a|b,c%:é.yml": .init(
            bytes: Array("key: <b>value</b> @someone ##[error]x\n".utf8)),
        "secret.env": .init(bytes: Array("TOKEN=hunter2\nOTHER=1\n".utf8)),
    ]
    static let source = SourceLocation(file: "rule.yaml", line: 1, column: 1)

    static func rule(
        _ id: String, _ severity: Severity, tags: [String] = [], references: [String] = []
    ) -> Rule {
        Rule(
            id: id, version: 1, title: "Title of \(id)", description: "Why \(id) is asked for.",
            severity: severity, confidence: .high, stage: .stable, tags: tags,
            references: references,
            policies: [
                PolicyReference(
                    document: "P-1.md", id: "P-1", section: "Section",
                    clause: "A service MUST\n be `good`.")
            ], variables: [], applicability: Applicability(),
            detector: Detector(.all([]), source: source), message: Template(literal: "m"),
            remediation: "Do it\nby hand.", patch: nil, tests: [], pack: "made-up", source: source,
            digest: Digest(of: id))
    }

    static let ruleSet = RuleSet(packs: [
        RulePack(
            name: "made-up", version: "1.0.0", owner: nil, variables: [],
            rules: [
                rule("alpha", .high, tags: ["security"], references: ["cwe:79"]),
                rule("beta", .medium, references: ["https://contoso.example/beta"]),
                rule("gamma", .low), rule("secret-in-source", .critical, tags: ["security"]),
            ], pins: [:], digest: Digest(of: "pack"), folder: "")
    ])

    static func finding(
        _ rule: String, _ severity: Severity, _ path: RepositoryPath?, _ range: Range<Int>? = nil,
        message: String = "something drifts", status: PatchStatus = .none,
        component: RepositoryPath = .root
    ) -> Finding {
        let text = path.flatMap { files[$0] }.map { SourceText($0.bytes) }
        return Finding(
            ruleID: rule, ruleVersion: 1, severity: severity, confidence: .high, policies: ["P-1"],
            message: message, remediation: "Do it\nby hand.", path: path,
            start: range.flatMap { text?.position(at: $0.lowerBound) },
            end: range.flatMap { text?.position(at: $0.upperBound) }, component: component,
            patchStatus: status,
            fingerprint: .framed([rule, path?.description ?? "", "\(range ?? 0..<0)", message]))
    }

    static let waiver = Waiver(
        id: "W-7", ruleID: "beta", scope: .repository, reason: "moved\nelsewhere [x](y)",
        category: .remediatedElsewhere, requestedBy: "ada", approvedBy: ["grace"],
        created: "2026-01-01", expires: "2026-12-31", ticket: nil,
        source: SourceLocation(file: ".github/complybot.yml", line: 12, column: 5))

    /// The findings in the order of a report.
    static var judged: [JudgedFinding] {
        var secret = finding(
            "secret-in-source", .critical, "secret.env", 6..<13, message: "A secret")
        secret.isRedacted = true
        let known = finding("gamma", .low, "app/main.py", 0..<6)
        return [
            JudgedFinding(
                finding("gamma", .low, nil, message: "nothing here", component: "services/api")),
            JudgedFinding(known).with(.existing),
            JudgedFinding(finding("alpha", .high, "app/main.py", 14..<27, status: .available)),
            JudgedFinding(
                finding("alpha", .high, "app/main.py", 29..<40, status: .declined("too risky"))),
            JudgedFinding(secret),
            JudgedFinding(
                finding("beta", .medium, "secret.env", 0..<5, message: "beside a secret")),
            JudgedFinding(
                finding("beta", .medium, "we ird/a|b,c%:é.yml", 5..<17, message: "tag <b>")
            ).with(.waived, waiver),
            JudgedFinding(
                finding(
                    "beta", .medium, "we ird/a|b,c%:é.yml", 17..<26,
                    message: "fixes #1 @someone [x](http://evil.example) {0}")
            ).with(.waiverExpired, waiver),
        ]
    }

    static func report(
        _ judged: [JudgedFinding] = judged, selection: FindingSelection = .init()
    ) -> CheckReport {
        let gone = Baseline.Entry(
            fingerprint: Digest(of: "gone"), ruleID: "alpha", path: "old.py")
        let baseline = Baseline(
            owner: "ada", expires: Day("2027-01-31"), toolVersion: "1", ruleSetDigest: "",
            entries: judged.filter { $0.status == .existing }.map { .init($0.finding) } + [gone])
        let detection = DetectionReport(
            findings: judged.map(\.finding),
            outcomes: [
                RuleOutcome(ruleID: "gamma", scope: .root, result: .error("it broke")),
                RuleOutcome(ruleID: "beta", scope: "a", result: .notEvaluated("no grammar")),
            ],
            errors: [DetectionError(path: "bad.yml", ruleID: nil, message: "cannot parse")],
            files: 4)
        return CheckReport(
            toolVersion: "1.2.3",
            target: .init(
                path: ".", revision: ObjectID(bytes: Array(repeating: 0xab, count: 20)),
                tree: nil, repositoryURI: "https://forge.example/org/orders.git"),
            ruleSet: ruleSet, detection: detection, judged: judged,
            snapshot: MemorySnapshot(files: files), selection: selection,
            baseline: BaselineComparison(
                file: "baseline.json", baseline: baseline,
                stale: baseline.stale(in: detection, by: ruleSet)),
            fixes: judged.count > 2
                ? [
                    judged[2].finding.fingerprint: [
                        "app/main.py": [
                            .insertion([0xff], at: 14),
                            .init(range: 20..<22, replacement: Array("ok".utf8)),
                        ], "new file.py": [.insertion(Array("x\n".utf8), at: 0)],
                    ]
                ] : [:])
    }

    /// A golden file, written anew when `COMPLYBOT_UPDATE_GOLDEN` is set.
    static func golden(_ name: String, _ actual: String) throws -> String {
        try GoldenFile.text(
            at: URL(filePath: #filePath).deletingLastPathComponent().appending(
                path: "Golden/\(name)"), for: actual)
    }
}

extension JudgedFinding {
    func with(_ status: Status, _ waiver: Waiver? = nil) -> JudgedFinding {
        var item = self
        item.status = status
        item.waiver = waiver
        return item
    }
}
