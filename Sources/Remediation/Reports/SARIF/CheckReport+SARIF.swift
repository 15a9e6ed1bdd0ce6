package import Basics
internal import Documents
internal import RuleEngine
internal import Snapshots

extension CheckReport {
    /// GitHub refuses a run with more results.
    package static let maximumSARIFResults = 25_000
    /// GitHub takes more results than these and keeps the worst.
    static let keptSARIFResults = 5_000

    /// The report as a SARIF 2.1.0 log with one run: the same findings, the same bytes.
    ///
    /// Nothing in it depends on the machine or the hour, so the root's own address is left out.
    package var sarif: JSONValue { sarif(atMost: Self.maximumSARIFResults) }

    /// As `sarif`, with fewer results: the worst of those that count are kept, and a notice tells how many are not there.
    package func sarif(atMost results: Int) -> JSONValue {
        .members([
            "$schema":
                "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": .array([SARIFRun(self, atMost: results).json]),
        ])
    }
}

/// The run of a log.
private struct SARIFRun {
    private let report: CheckReport
    private let positions: [String: Int]
    private let results: [JudgedFinding]
    private let omitted: Int

    init(_ report: CheckReport, atMost room: Int) {
        self.report = report
        positions = Dictionary(
            report.ruleSet.rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { a, _ in a })
        (results, omitted) = Self.fitting(report.shown, in: room)
    }

    /// As many findings as may be, the worst of those that count first, in the order of the report.
    private static func fitting(
        _ shown: [JudgedFinding], in room: Int
    ) -> ([JudgedFinding], omitted: Int) {
        guard shown.count > room else { return (shown, 0) }
        let order = shown.indices.sorted { left, right in
            let (one, other) = (shown[left], shown[right])
            if one.counts != other.counts { return one.counts }
            if one.finding.severity != other.finding.severity {
                return one.finding.severity > other.finding.severity
            }
            return left < right
        }
        return (order.prefix(room).sorted().map { shown[$0] }, shown.count - room)
    }

    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("tool", .members(["driver": driver])),
            .init("invocations", .array([invocation])),
        ]
        if let revision = report.target.revision, let uri = report.target.repositoryURI {
            members.append(
                .init(
                    "versionControlProvenance",
                    .array([
                        .members([
                            "repositoryUri": .string(uri),
                            "revisionId": .string(revision.description),
                            "mappedTo": .members(["uriBaseId": .string(SARIFLocation.root)]),
                        ])
                    ])))
        }
        members += [
            .init(
                "originalUriBaseIds",
                .members([
                    SARIFLocation.root: .members([
                        "description": .members(["text": "The root of the repository."])
                    ])
                ])),
            .init("columnKind", "unicodeCodePoints"),
            .init("newlineSequences", .array(["\r\n", "\n", "\r"])),
            .init(
                "results",
                .array(
                    results.map {
                        SARIFResult(item: $0, report: report, positions: positions).json
                    })),
            .init(
                "properties",
                .members([
                    "ruleset": .string(report.ruleSet.digest.description),
                    "tree": .optional(report.target.tree?.description),
                ])),
        ]
        return .object(members)
    }

    private var driver: JSONValue {
        .members([
            "name": "complybot", "version": .string(report.toolVersion),
            "rules": .array(report.ruleSet.rules.map { SARIFRule(rule: $0).json }),
            "notifications": .array(
                Notification.allCases.map { notification in
                    .members([
                        "id": .string(notification.rawValue),
                        "shortDescription": .members(["text": .string(notification.summary)]),
                    ])
                }),
        ])
    }

    /// The kinds of notifications that a run may have.
    private enum Notification: String, CaseIterable {
        case notEvaluated = "not-evaluated"
        case ruleFailed = "rule-failed"
        case resultsOmitted = "results-omitted"

        var summary: String {
            switch self {
            case .notEvaluated: "A file or rule could not be looked at."
            case .ruleFailed: "A rule failed while it was evaluated."
            case .resultsOmitted: "There are more findings than an upload may have."
            }
        }
    }

    private var invocation: JSONValue {
        var notifications = report.detection.problems.map(notification)
        if let limits {
            notifications.append(
                .members([
                    "descriptor": .members(["id": .string(Notification.resultsOmitted.rawValue)]),
                    "level": "warning", "message": SARIFText.message(limits),
                ]))
        }
        let failed = report.detection.outcomes.contains {
            if case .error = $0.result { true } else { false }
        }
        return .members([
            "executionSuccessful": .bool(!failed),
            "toolExecutionNotifications": .array(notifications),
        ])
    }

    /// What GitHub will not show of so many results; nil when they are few enough.
    private var limits: String? {
        var sentences: [String] = []
        if omitted > 0 {
            sentences.append(
                "\(omitted.of("finding is", plural: "findings are")) left out, for an upload has its limits."
            )
        }
        if results.count > CheckReport.keptSARIFResults {
            sentences.append(
                "Of \(results.count) results GitHub keeps the \(CheckReport.keptSARIFResults) worst."
            )
        }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    private func notification(of problem: DetectionError) -> JSONValue {
        let failed = report.detection.outcomes.contains { outcome in
            outcome.ruleID == problem.ruleID && outcome.result == .error(problem.message)
        }
        let kind: Notification = failed ? .ruleFailed : .notEvaluated
        var members: [JSONValue.Member] = [
            .init("descriptor", .members(["id": .string(kind.rawValue)])),
            .init("level", .string(failed ? "error" : "warning")),
            .init("message", SARIFText.message(problem.message)),
        ]
        if let path = problem.path {
            members.append(.init("locations", .array([SARIFLocation.location(of: path)])))
        }
        if let rule = problem.ruleID {
            var associated: [JSONValue.Member] = [.init("id", .string(rule))]
            if let position = positions[rule] { associated.append(.init("index", .int(position))) }
            members.append(.init("associatedRule", .object(associated)))
        }
        return .object(members)
    }
}
