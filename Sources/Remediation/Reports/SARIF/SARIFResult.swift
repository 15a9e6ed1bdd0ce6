internal import Basics
internal import Documents
internal import FoundationEssentials
internal import RuleEngine
internal import Snapshots

/// A finding as a result of SARIF.
struct SARIFResult {
    let item: JudgedFinding
    let report: CheckReport
    /// The position of each rule among the run's, by id.
    let positions: [String: Int]

    var json: JSONValue {
        let finding = item.finding
        var members: [JSONValue.Member] = [.init("ruleId", .string(finding.ruleID))]
        if let position = positions[finding.ruleID] {
            members.append(.init("ruleIndex", .int(position)))
        }
        members += [
            .init("level", .string(finding.severity.sarifLevel)),
            .init("message", message),
            .init("locations", .array([SARIFLocation.location(of: finding)])),
            .init("partialFingerprints", fingerprints),
        ]
        if let baseline = report.baseline?.baseline {
            let state = baseline.contains(finding) ? "unchanged" : "new"
            members.append(.init("baselineState", .string(state)))
        }
        members.append(.init("suppressions", suppressions))
        if let fix { members.append(.init("fixes", .array([fix]))) }
        members.append(.init("properties", properties))
        return .object(members)
    }

    private var message: JSONValue {
        let finding = item.finding
        var words = finding.message
        if item.status == .waiverExpired, let waiver = item.waiver {
            words += " (\(FindingWords.ended(waiver)))"
        }
        return SARIFText.description(words)
    }

    /// Ours; and GitHub's where it cannot reckon its own, because there is no line.
    private var fingerprints: JSONValue {
        let own = item.finding.fingerprint.hex
        var members: [JSONValue.Member] = [.init("complybot/v1", .string(own))]
        if item.finding.start == nil {
            members.append(.init("primaryLocationLineHash", .string("\(own.prefix(16)):1")))
        }
        return .object(members)
    }

    /// Never absent: it must be there for all results or for none.
    private var suppressions: JSONValue {
        guard item.status == .waived, let waiver = item.waiver else { return .array([]) }
        let isInSource = item.finding.path?.description == waiver.source.file
        var members: [JSONValue.Member] = [
            .init("kind", .string(isInSource ? "inSource" : "external")),
            .init("status", "accepted"),
            .init(
                "justification", .string(FindingWords.folded(waiver.reason).escapedForTerminal)),
        ]
        // Elsewhere, as in the waivers of an organisation, it is at no place of this repository.
        if Self.isInRepository(waiver.source.file) {
            members.append(.init("location", SARIFLocation.location(of: waiver.source)))
        }
        members.append(
            .init(
                "properties",
                .members([
                    "waiver": .string(waiver.id), "category": .string(waiver.category.rawValue),
                    "requestedBy": .string(waiver.requestedBy),
                    "approvedBy": .array(waiver.approvedBy.map { .string($0) }),
                    "expires": .string(waiver.expires),
                ])))
        return .array([.object(members)])
    }

    private static func isInRepository(_ file: String) -> Bool {
        !file.hasPrefix("/") && !file.contains("://") && !file.split(separator: "/").contains("..")
    }

    /// The planned patch, byte by byte; nil when there is none or it does not stand on the files as they are.
    private var fix: JSONValue? {
        guard let edits = report.fixes[item.finding.fingerprint], !edits.isEmpty else { return nil }
        let changes = edits.keys.sorted().map { path in
            JSONValue.members([
                "artifactLocation": SARIFLocation.artifactLocation(of: path),
                "replacements": .array((edits[path] ?? []).sorted().map(Self.replacement)),
            ])
        }
        return .members([
            "description": SARIFText.message("What complybot fix does for \(item.finding.ruleID)"),
            "artifactChanges": .array(changes),
        ])
    }

    /// A region in bytes goes with content in bytes, says the specification.
    private static func replacement(_ edit: TextEdit) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init(
                "deletedRegion",
                .members([
                    "byteOffset": .int(edit.range.lowerBound), "byteLength": .int(edit.range.count),
                ]))
        ]
        if !edit.replacement.isEmpty {
            let content = Data(edit.replacement).base64EncodedString()
            members.append(.init("insertedContent", .members(["binary": .string(content)])))
        }
        return .object(members)
    }

    private var properties: JSONValue {
        .members([
            "severity": .string(item.finding.severity.rawValue),
            "status": .string(item.status.rawValue),
            "policies": .array(item.finding.policies.map { .string($0) }),
            "fixable": .bool(item.finding.isFixable),
        ])
    }
}
