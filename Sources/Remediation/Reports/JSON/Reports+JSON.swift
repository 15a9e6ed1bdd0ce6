package import Basics
internal import Documents
internal import RuleEngine
internal import Snapshots

extension CheckReport {
    /// The report as the contract's JSON, schema version 1: the same findings, the same bytes.
    ///
    /// `summary.findings` and `by_severity` count what counts; `findings` lists what is shown, waived and known findings
    /// among it, each with its status.
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
                            "waived": .int(shown(.waived).count),
                            "suppressed": .int(shown(.existing).count),
                        ]))
                ] + selectionMembers + [
                    .init("findings", .array(shown.map(\.json))),
                    .init("errors", ReportJSON.errors(of: detection)),
                ])
    }

    /// What a baseline and a range of changes add; nothing without them.
    private var selectionMembers: [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        if let changes = selection.changes {
            members.append(
                .init(
                    "changed_since",
                    .members([
                        "revision": .string(changes.revision),
                        "merge_base": .string(changes.mergeBase.description),
                        "files": .int(changes.paths.count), "findings_elsewhere": .int(elsewhere),
                    ])))
        }
        if let baseline {
            members.append(
                .init(
                    "baseline",
                    .members([
                        "file": .string(baseline.file),
                        "owner": .optional(baseline.baseline.owner),
                        "expires": .optional(baseline.baseline.expires?.description),
                        "entries": .int(baseline.baseline.entries.count),
                        "removable": .array(
                            baseline.stale.map { entry in
                                .members([
                                    "fingerprint": .string(entry.fingerprint.description),
                                    "rule_id": .string(entry.ruleID),
                                    "path": .optional(entry.path),
                                ])
                            }),
                    ])))
        }
        return members
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
                        "left": .int(leftCount),
                        "waived": .int(left.shown(.waived).count),
                        "suppressed": .int(left.shown(.existing).count),
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
                .init("patched", .array(patched.map(\.json))),
                .init(
                    "declined",
                    .array(
                        patch.declined.map { declined in
                            .members([
                                "finding": JudgedFinding(declined.finding).json,
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

extension JudgedFinding {
    /// The finding as one object of the contract's JSON.
    ///
    /// `waiver` is null unless the finding is waived: a waiver that has ended stands under a key of its own.
    fileprivate var json: JSONValue {
        let valid = status == .waived ? waiver : nil
        var members =
            finding.members + [
                .init("waiver", valid.map(\.json) ?? .null),
                .init("status", .string(status.rawValue)),
            ]
        if status == .waiverExpired, let waiver {
            members.append(.init("expired_waiver", waiver.json))
        }
        if isReportOnly { members.append(.init("report_only", .bool(true))) }
        return .object(members)
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

extension Finding {
    /// What the contract's JSON says of a finding by itself.
    fileprivate var members: [JSONValue.Member] {
        guard case .object(let members) = facts else { return [] }
        return members
    }

    private var facts: JSONValue {
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
        ])
    }

    private static func json(_ position: TextPosition) -> JSONValue {
        .members([
            "line": .int(position.line), "column": .int(position.column),
            "offset": .int(position.offset),
        ])
    }
}
