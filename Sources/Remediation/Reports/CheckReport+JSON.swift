package import Basics
internal import Documents
internal import RuleEngine
internal import Snapshots

extension CheckReport {
    /// The report as the contract's JSON, schema version 1: the same findings, the same bytes.
    package var json: JSONValue {
        let findings = findings
        return .members([
            "schema_version": .int(1),
            "tool": .members(["name": "complybot", "version": .string(toolVersion)]),
            "target": .members([
                "path": .string(target.path),
                "revision": .optional(target.revision?.description),
                "tree": .optional(target.tree?.description),
            ]),
            "ruleset": .members([
                "digest": .string(ruleSet.digest.description), "rules": .int(ruleSet.rules.count),
            ]),
            "summary": .members([
                "files": .int(detection.files),
                "findings": .int(findings.count),
                "by_severity": .object(
                    findings.bySeverity.map { .init($0.severity.rawValue, .int($0.count)) }),
                "waived": .int(0),
                "suppressed": .int(0),
            ]),
            "findings": .array(findings.map(\.json)),
            "errors": .array(
                detection.problems.map { error in
                    .members([
                        "path": .optional(error.path?.description),
                        "rule_id": .optional(error.ruleID),
                        "message": .string(error.message),
                    ])
                }),
        ])
    }
}

extension Finding {
    /// The finding as one object of the contract's JSON.
    fileprivate var json: JSONValue {
        .members([
            "rule_id": .string(ruleID),
            "severity": .string(severity.rawValue),
            "policies": .array(policies.map { .string($0) }),
            "message": .string(message),
            "path": .optional(path?.description),
            "start": start.map(Self.json) ?? .null,
            "end": end.map(Self.json) ?? .null,
            "fixable": .bool(isFixable),
            "fingerprint": .string(fingerprint.description),
            "waiver": .null,
        ])
    }

    private static func json(_ position: TextPosition) -> JSONValue {
        .members([
            "line": .int(position.line), "column": .int(position.column),
            "offset": .int(position.offset),
        ])
    }
}
