package import Basics

/// What a sweep says at its end.
package struct SweepReport: Sendable {
    package var summaries: [RemediationSummary]

    /// A report of summaries, in the order of the list.
    package init(_ summaries: [RemediationSummary]) { self.summaries = summaries }

    /// Outward writes of the whole sweep.
    package var writes: Int { summaries.flatMap(\.all).reduce(0) { $0 + $1.writes } }

    /// Whether a repository could not be worked on.
    package var hasFailures: Bool { summaries.contains { $0.failure != nil } }

    /// The table for people, then what was declined or failed, then one line that sums up.
    ///
    /// `columns` is the width of the terminal, nil where there is none.
    package func text(coloured: Bool, columns: Int? = nil) -> String {
        let paint = Paint(isOn: coloured)
        var table = TextTable([
            "REPOSITORY", "FINDINGS", "PATCHED", "DECLINED", "TESTS", "APPROVALS", "PULL REQUEST",
        ])
        for summary in summaries.flatMap(\.all) { table.add(Self.row(summary)) }
        var text = table.text(columns: columns)
        let details = summaries.flatMap(\.all).flatMap(Self.details)
        if !details.isEmpty { text += "\n" + details.map { "\($0)\n" }.joined() }
        return text + "\n" + paint.bold(closingLine) + "\n"
    }

    /// The last line: how many repositories, and how much was written.
    private var closingLine: String {
        let failed = summaries.count { $0.failure != nil }
        let count = "\(summaries.count) repositor\(summaries.count == 1 ? "y" : "ies")"
        let failures = failed == 0 ? "" : ", \(failed) failed"
        let effect =
            writes == 0 ? "nothing was written" : "\(writes.of("write"))"
        return "\(count)\(failures); \(effect)."
    }

    private static func row(_ summary: RemediationSummary) -> [String] {
        let findings = summary.findings.map { "\($0.count) \($0.severity)" }.joined(separator: ", ")
        let isUnread = summary.failure != nil || summary.base == nil
        return [
            summary.repository,
            isUnread ? "–" : (findings.isEmpty ? "none" : findings) + waivedWords(summary),
            summary.patched.isEmpty
                ? "–" : summary.patched.count.of("rule"),
            summary.declined.isEmpty ? "–" : "\(summary.declined.count)",
            summary.tests.isEmpty ? "–" : summary.tests,
            summary.approvals.isEmpty ? "–" : summary.approvals.joined(separator: ", "),
            pullRequest(summary),
        ].map(\.escapedForTerminal)
    }

    private static func waivedWords(_ summary: RemediationSummary) -> String {
        summary.waived.map { ", \($0) waived" } ?? ""
    }

    private static func pullRequest(_ summary: RemediationSummary) -> String {
        if summary.failure != nil { return "failed" }
        let number = summary.number.map { "#\($0) " } ?? ""
        switch summary.action {
        case .created, .updated, .unchanged, .closed: return number + summary.action.rawValue
        case .held: return "held back"
        case .left: return number + "left alone"
        case .none: return "– \(summary.note)"
        }
    }

    private static func details(_ summary: RemediationSummary) -> [String] {
        var lines: [String] = []
        if summary.action == .held || summary.action == .left {
            lines.append("\(summary.repository): \(summary.note)")
        }
        if let agent = summary.agent, agent.ending != "finished" {
            lines.append("\(summary.repository): \(agent.brain) did not finish it: \(agent.note)")
        }
        for declined in summary.declined {
            lines.append("\(summary.repository): \(declined.rule) declined: \(declined.reason)")
        }
        for problem in summary.problems ?? [] { lines.append("\(summary.repository): \(problem)") }
        if let reason = summary.unreported {
            lines.append("\(summary.repository): checks are not reported: \(reason)")
        }
        if let line = summary.dependencies?.line {
            lines.append("\(summary.repository): \(line)")
        }
        for finding in summary.outside ?? [] {
            lines.append(
                "\(summary.repository): found by the scanner: \(finding.dependency), \(finding.id) (\(finding.severity))"
            )
        }
        for error in summary.errors {
            lines.append("\(summary.repository): not evaluated: \(error)")
        }
        return lines.map(\.escapedForTerminal)
    }

    /// The report as JSON.
    package var json: JSONValue {
        .members([
            "schema_version": .int(1), "writes": .int(writes),
            "repositories": .array(summaries.map(\.json)),
        ])
    }
}

extension RemediationSummary {
    /// The summary as one object.
    package var json: JSONValue {
        guard case .object(var members) = outcome else { return outcome }
        if let outside { members.append(.init("scanner", .array(outside.map(\.json)))) }
        if let agent { members.append(.init("agent", agent.json)) }
        return .object(members)
    }

    private var outcome: JSONValue {
        .members([
            "repository": .string(repository), "location": .string(location),
            "base": .optional(base),
            "findings": .object(findings.map { .init($0.severity, .int($0.count)) }),
            "patched": .array(patched.map { .string($0) }),
            "declined": .array(
                declined.map {
                    .members(["rule_id": .string($0.rule), "reason": .string($0.reason)])
                }),
            "errors": .array(errors.map { .string($0) }), "waived": .int(waived ?? 0),
            "opted_out": .bool(isOptedOut ?? false), "configuration": .optional(configuration),
            "configuration_problems": .array((problems ?? []).map { .string($0) }),
            "tests": .optional(tests.isEmpty ? nil : tests),
            "approvals": .array(approvals.map { .string($0) }), "risk": .optional(riskLevel),
            "pull_request": .members([
                "action": .string(action.rawValue), "number": number.map { .int($0) } ?? .null,
                "url": .optional(url), "head": .optional(head), "note": .string(note),
            ]),
            "checks": .object((checks ?? []).map { .init($0.name, .string($0.conclusion)) }),
            "checks_unreported": .optional(unreported),
            "dependencies": dependencies?.json ?? .null,
            "description": description?.json ?? .null,
            "other_bases": .array((others ?? []).map(\.json)),
            "writes": .int(writes), "failure": .optional(failure),
        ])
    }
}

extension RemediationSummary.Dependencies {
    /// What people are to know; nil when all is well.
    package var line: String? {
        if let problem { return "dependencies are not in the dependency graph: \(problem)" }
        guard leftOut > 0 else { return nil }
        return
            "dependencies of \(leftOut.of("file")) are not in the dependency graph: there are too many"
    }

    fileprivate var json: JSONValue {
        .members([
            "packages": .int(packages), "files": .int(files), "left_out": .int(leftOut),
            "problem": .optional(problem),
        ])
    }
}
