internal import Basics
internal import Documents
internal import Remediation
internal import RuleEngine
internal import Snapshots

/// Findings as the tools tell them.
enum FindingWords {
    /// A finding with what was decided about it.
    static func json(_ judged: JudgedFinding) -> JSONValue {
        let finding = judged.finding
        return .members([
            "rule": .string(finding.ruleID), "severity": .string(finding.severity.rawValue),
            "status": .string(judged.status.rawValue),
            "path": .optional(finding.path?.description),
            "line": finding.start.map { .int($0.line) } ?? .null,
            "message": .string(finding.message), "fixable": .bool(finding.isFixable),
            "fingerprint": .string(finding.fingerprint.description),
            "policies": .array(finding.policies.map { .string($0) }),
        ])
    }

    /// The shape of `json`.
    static let schema = ToolSchema.object([
        .required("rule", .text()), .required("severity", .choice(severities)),
        .required("status", .text()), .required("path", .text().orNull),
        .required("line", .integer().orNull), .required("message", .text()),
        .required("fixable", .flag()), .required("fingerprint", .text()),
        .required("policies", .array(of: .text())),
    ])

    static let severities = Severity.allCases.map(\.rawValue)
}

extension DetectionError {
    /// What could not be looked at, on one line.
    var words: String {
        [path?.description, ruleID, message].compactMap(\.self).joined(separator: ": ")
    }
}
