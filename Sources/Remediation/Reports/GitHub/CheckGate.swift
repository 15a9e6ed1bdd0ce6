package import Basics
internal import Documents
package import Forge
package import RuleEngine
package import Snapshots

/// What decides whether a check of one commit passes.
package struct CheckGate: Sendable {
    /// The name of the check that branches may require.
    package static let name = "complybot"

    /// The severity from which a new finding fails the check; nil when nothing does.
    package var threshold: Severity?
    /// The fingerprints of the findings that the base has; nil where there is no base, so that all count as new.
    package var base: Set<Digest>?

    /// A gate from its parts.
    package init(threshold: Severity?, base: Set<Digest>? = nil) {
        self.threshold = threshold
        self.base = base
    }
}

extension CheckReport {
    /// The report as the check `complybot` of a commit: of a push, a pull request or a merge group.
    ///
    /// Only findings that count, that the base has not, and that are at or above the threshold fail it. A check in which
    /// a rule could not be asked is neutral, never a success.
    package func checkRun(at head: ObjectID, gate: CheckGate) -> CheckRun {
        let plan = CheckRunPlan(report: self, gate: gate)
        return CheckRun(
            name: CheckGate.name, head: head, conclusion: plan.conclusion, title: plan.title,
            summary: plan.summary, annotations: plan.annotations)
    }
}

extension CheckRun {
    /// The check `complybot` of a commit that could not be checked, and why.
    package static func incomplete(at head: ObjectID, because reasons: [Diagnostic]) -> CheckRun {
        CheckRun(
            name: CheckGate.name, head: head, conclusion: .failure,
            title: "The check could not be completed",
            summary: MarkdownReport.fitting { extent in
                reasons.prefix(extent.items).map {
                    MarkdownText.inline($0.description, limit: extent.text)
                }
            })
    }
}

/// The parts of the check.
private struct CheckRunPlan {
    let report: CheckReport
    /// The findings that the base has not, the worst first.
    let new: [JudgedFinding]
    let failing: [JudgedFinding]
    let known: Int
    let hasBase: Bool
    let threshold: Severity?

    init(report: CheckReport, gate: CheckGate) {
        self.report = report
        threshold = gate.threshold
        hasBase = gate.base != nil
        let base = gate.base ?? []
        let fresh = report.counting.filter { !base.contains($0.finding.fingerprint) }
        new = Severity.allCases.reversed().flatMap { severity in
            fresh.filter { $0.finding.severity == severity }
        }
        failing = new.filter { item in gate.threshold.map { item.finding.severity >= $0 } ?? false }
        known = report.counting.count - fresh.count
    }

    private var failedRules: Int {
        report.detection.outcomes.count { if case .error = $0.result { true } else { false } }
    }

    var conclusion: CheckRun.Conclusion {
        if !failing.isEmpty { return .failure }
        return failedRules > 0 ? .neutral : .success
    }

    var title: String {
        let noun = hasBase ? "new finding" : "finding"
        var words =
            new.isEmpty
            ? "No \(noun)s"
            : "\(new.count.of(noun)) (\(new.map(\.finding).severitySummary))"
        if known > 0 { words += ", \(known) known on the base" }
        if failedRules > 0 {
            words += ", \(failedRules.of("rule")) could not be asked"
        }
        return words
    }

    var summary: String {
        MarkdownReport.fitting { extent in
            [gateSentence] + newFindings(extent)
                + CheckSections(report: report, extent: extent).blocks
        }
    }

    private var gateSentence: String {
        guard let threshold else { return "No finding fails this check; it only reports." }
        let scope = hasBase ? "that the base does not have " : ""
        let rule = "Findings \(scope)of severity \(threshold.rawValue) or above fail this check"
        return failing.isEmpty ? "\(rule): there are none." : "\(rule): **\(failing.count)**."
    }

    /// Which of the findings are new, where not all are.
    private func newFindings(_ extent: MarkdownWriter.Extent) -> [String] {
        hasBase && known > 0 ? MarkdownReport.section("New", new, extent) : []
    }

    /// A remark for each new finding that has a file; the others stand in the summary.
    var annotations: [CheckRun.Annotation] { new.compactMap(annotation) }

    private func annotation(_ item: JudgedFinding) -> CheckRun.Annotation? {
        let finding = item.finding
        guard let path = finding.path.flatMap({ String(validating: $0.bytes, as: UTF8.self) })
        else { return nil }
        let place = Place(start: finding.start, end: finding.end)
        let policies = finding.policies.joined(separator: ", ")
        return CheckRun.Annotation(
            path: path, startLine: place.startLine, endLine: place.endLine, columns: place.columns,
            level: .init(finding.severity),
            title: finding.ruleID + (policies.isEmpty ? "" : " (\(policies))"),
            message: report.annotationLines(for: item).map(\.escapedForTerminal)
                .joined(separator: "\n"))
    }

    /// Lines and columns as GitHub takes them: columns only within one line, and the last one included.
    private struct Place {
        var startLine = 1
        var endLine = 1
        var columns: ClosedRange<Int>?

        init(start: TextPosition?, end: TextPosition?) {
            guard let start else { return }
            startLine = start.line
            endLine = max(start.line, end?.line ?? start.line)
            guard let end, end.line == start.line else { return }
            columns = start.column...max(start.column, end.column - 1)
        }
    }
}

extension CheckRun.Annotation.Level {
    /// The level by which findings of a severity are shown.
    init(_ severity: Severity) {
        switch severity {
        case .critical, .high: self = .failure
        case .medium: self = .warning
        case .low, .info: self = .notice
        }
    }
}
