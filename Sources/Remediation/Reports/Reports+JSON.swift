package import Basics
internal import Documents
internal import RuleEngine
internal import Snapshots

extension CheckReport {
    /// The report as the contract's JSON, schema version 1: the same findings, the same bytes.
    package var json: JSONValue {
        let findings = findings
        return .object(
            ReportJSON.head(toolVersion: toolVersion, target: target, ruleSet: ruleSet)
                + (configuration.map { [.init("configuration", $0.json)] } ?? []) + [
                    .init(
                        "summary",
                        .members([
                            "files": .int(detection.files),
                            "findings": .int(findings.count),
                            "by_severity": .object(
                                findings.bySeverity.map {
                                    .init($0.severity.rawValue, .int($0.count))
                                }),
                            "waived": .int(shown.count { $0.status == .waived }),
                            "suppressed": .int(0),
                        ])),
                    .init(
                        "findings",
                        .array(
                            shown.map { judged in
                                judged.finding.json(
                                    waiver: judged.status == .waived ? judged.waiver : nil)
                            })),
                    .init("errors", ReportJSON.errors(of: detection)),
                ])
    }
}

extension FixReport {
    /// The report as JSON, schema version 1.
    package var json: JSONValue {
        .object(
            ReportJSON.head(toolVersion: toolVersion, target: target, ruleSet: ruleSet) + [
                .init("dry_run", .bool(isDryRun)),
                .init(
                    "summary",
                    .members([
                        "files": .int(patch.changes.count), "patched": .int(patch.applied.count),
                        "left": .int(patch.remaining.findings.count),
                    ])),
                .init("plan", .string(patch.planDigest.description)),
                .init(
                    "files",
                    .array(
                        patch.changes.keys.sorted().map { path in
                            .members([
                                "path": .string(path.description),
                                "rules": .array(rules(touching: path).map { .string($0) }),
                            ])
                        })),
                .init("patched", .array(patch.applied.map(\.finding.json))),
                .init(
                    "declined",
                    .array(
                        patch.declined.map { declined in
                            .members([
                                "finding": declined.finding.json,
                                "reason": .string(declined.reason),
                            ])
                        })),
                .init("errors", ReportJSON.errors(of: patch.before)),
            ])
    }
}

/// What the JSON of every report of one repository has.
private enum ReportJSON {
    /// The members that say what looked at what, with which rules.
    static func head(
        toolVersion: String, target: CheckReport.Target, ruleSet: RuleSet
    ) -> [JSONValue.Member] {
        [
            .init("schema_version", .int(1)),
            .init("tool", .members(["name": "complybot", "version": .string(toolVersion)])),
            .init(
                "target",
                .members([
                    "path": .string(target.path),
                    "revision": .optional(target.revision?.description),
                    "tree": .optional(target.tree?.description),
                ])),
            .init(
                "ruleset",
                .members([
                    "digest": .string(ruleSet.digest.description),
                    "rules": .int(ruleSet.rules.count),
                ])),
        ]
    }

    static func errors(of detection: DetectionReport) -> JSONValue {
        .array(
            detection.problems.map { error in
                .members([
                    "path": .optional(error.path?.description),
                    "rule_id": .optional(error.ruleID),
                    "message": .string(error.message),
                ])
            })
    }
}

extension Finding {
    /// The finding as one object of the contract's JSON.
    fileprivate var json: JSONValue { json(waiver: nil) }

    /// The same with the waiver that holds for it.
    fileprivate func json(waiver: Waiver?) -> JSONValue {
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
            "waiver": waiver?.json ?? .null,
        ])
    }

    private static func json(_ position: TextPosition) -> JSONValue {
        .members([
            "line": .int(position.line), "column": .int(position.column),
            "offset": .int(position.offset),
        ])
    }
}

extension Waiver {
    /// The waiver as one object of the contract's JSON.
    fileprivate var json: JSONValue {
        .members([
            "id": .string(id), "reason": .string(reason), "category": .string(category.rawValue),
            "requested_by": .string(requestedBy),
            "approved_by": .array(approvedBy.map { .string($0) }), "expires": .string(expires),
            "source": .string(source.description),
        ])
    }
}
