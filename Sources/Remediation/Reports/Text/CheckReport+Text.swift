internal import Basics
internal import Documents
internal import RuleEngine

extension CheckReport {
    /// The report for people: the findings of each rule with their lines, what does not count, and one line that sums
    /// up.
    ///
    /// `columns` is the width of the terminal, nil where there is none.
    package func text(coloured: Bool, columns: Int? = nil) -> String {
        var writer = TextReportWriter(
            self, paint: Paint(isOn: coloured), columns: columns)
        return writer.text()
    }

    /// The one line that sums up.
    package var closingLine: String {
        let findings = findings
        let scope =
            "in \(detection.files.of("file")) by "
            + ruleSet.rules.count.of("rule")
        var text = "No findings \(scope)."
        if !findings.isEmpty {
            text = "\(findings.count.of("finding")) \(scope): "
            text += "\(findings.severitySummary); \(findings.count(where: \.isFixable)) fixable."
        }
        let others = [
            (shown(.waived).count, "waived"), (shown(.existing).count, "known to the baseline"),
            (reportOnly.count, "only reported"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        if !others.isEmpty { text += " Not counted: \(others.joined(separator: ", "))." }
        if let changes = selection.changes, elsewhere > 0 {
            text += " \(elsewhere.of("finding")) where nothing changed since "
            text +=
                "\(changes.revision.escapedForTerminal) \(elsewhere == 1 ? "is" : "are") left out."
        }
        return text
    }
}

extension String {
    /// The text on one line for terminals and logs: nothing invisible, and nothing that a runner of workflows obeys.
    var escapedForLog: String {
        let text = escapedForTerminal
        // A runner looks for `::` behind the blanks of a line; one colon may get another after it.
        let start = text.unicodeScalars.drop { $0.properties.isWhitespace }
        var result = start.first == ":" ? "./" : ""
        var previous: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            if scalar == "[", previous == ["#", "#"] {
                result += "\\u{5b}"
            } else {
                result.unicodeScalars.append(scalar)
            }
            previous = previous.suffix(1) + [scalar]
        }
        return result
    }
}

/// Writes the report for people.
private struct TextReportWriter {
    private let report: CheckReport
    private let paint: Paint
    private let columns: Int
    private var sources: SourceLines?
    private let secrets: RedactedLines
    private var output = ""
    /// How many findings of one rule are shown with their lines; the others are a line each.
    private static let excerptsPerGroup = 5

    init(_ report: CheckReport, paint: Paint, columns: Int?) {
        self.report = report
        self.paint = paint
        self.columns = columns ?? SourceExcerpt.defaultColumns
        sources = report.snapshot.map { SourceLines($0) }
        secrets = RedactedLines(report.detection.findings)
    }

    mutating func text() -> String {
        for group in FindingGroup.groups(of: report.counting) { write(group) }
        writeWaived()
        writeReportOnly()
        writeExisting()
        writeStale()
        for problem in report.detection.problems {
            let message = FindingWords.folded(problem.message).escapedForLog
            line("\(problem.place.escapedForLog): not evaluated: \(message)")
        }
        return output + report.closingLine + "\n"
    }

    private mutating func write(_ group: FindingGroup) {
        let rule = report.rule(group.ruleID)
        let title = rule.map { ": \(FindingWords.folded($0.title).escapedForLog)" } ?? ""
        let number = group.findings.count > 1 ? " (\(group.findings.count) findings)" : ""
        let head = paint.severity(group.severity) + " " + paint.bold(group.ruleID.escapedForLog)
        line(head + title + paint.dim(number))
        for policy in rule.map(FindingWords.policies) ?? [] {
            line("  " + paint.dim(policy.escapedForLog))
        }
        let fix = group.commonFix
        for (index, item) in group.findings.enumerated() {
            write(
                item, in: group, showsLines: index < Self.excerptsPerGroup, showsFix: fix == nil)
        }
        if let fix, !fix.isEmpty { line("  fix: \(fix.escapedForLog)") }
        line("")
    }

    private mutating func write(
        _ item: JudgedFinding, in group: FindingGroup, showsLines: Bool, showsFix: Bool
    ) {
        let finding = item.finding
        let position = finding.start.map { ":\($0.line):\($0.column)" } ?? ""
        let place = FindingWords.place(of: finding).escapedForLog + position
        let message = FindingWords.folded(finding.message).escapedForLog
        line("  \(paint.bold(place)): \(message)")
        if item.status == .waiverExpired, let waiver = item.waiver {
            line("    " + FindingWords.ended(waiver).escapedForLog)
        }
        if showsLines, let excerpt = excerpt(of: finding) { write(excerpt, group.severity) }
        let fix = FindingWords.fix(of: finding)
        if showsFix, !fix.isEmpty { line("    fix: \(fix.escapedForLog)") }
    }

    private mutating func excerpt(of finding: Finding) -> SourceExcerpt? {
        guard let path = finding.path, let start = finding.start, !secrets.hide(finding),
            let source = sources?.text(of: path)
        else { return nil }
        let end = max(start.offset, finding.end?.offset ?? start.offset)
        return SourceExcerpt(source, start.offset..<end, columns: columns - 12)
    }

    private mutating func write(_ excerpt: SourceExcerpt, _ severity: Severity) {
        let width = max(4, excerpt.lines.last.map { String($0.number).count } ?? 0)
        func gutter(_ text: String) -> String {
            "  " + String(repeating: " ", count: width - text.count) + text + " |"
        }
        for shown in excerpt.lines {
            let text = shown.text.replacing("##[", with: "##\\u{5b}")
            line(paint.dim(gutter(String(shown.number))) + (text.isEmpty ? "" : " \(text)"))
            line(paint.dim(gutter("")) + " " + paint.severity(severity, shown.marker))
        }
        if excerpt.omitted > 0 {
            line(
                paint.dim(
                    gutter("") + " … \(excerpt.omitted.of("more line"))"))
        }
    }

    private mutating func writeWaived() {
        let waived = report.shown(.waived)
        guard !waived.isEmpty else { return }
        line("waived: \(waived.count)")
        for item in waived {
            let finding = item.finding
            let position = finding.start.map { ":\($0.line):\($0.column)" } ?? ""
            let place = FindingWords.place(of: finding).escapedForLog + position
            let words = item.waiver.map { " " + FindingWords.waiver($0).escapedForLog } ?? ""
            line("  \(place): \(finding.severity) \(finding.ruleID.escapedForLog)\(words)")
        }
        line("")
    }

    private mutating func writeReportOnly() {
        let findings = report.reportOnly
        guard !findings.isEmpty else { return }
        line("only reported, as the configuration says: \(findings.count)")
        for item in findings {
            let finding = item.finding
            let position = finding.start.map { ":\($0.line):\($0.column)" } ?? ""
            let place = FindingWords.place(of: finding).escapedForLog + position
            let message = FindingWords.folded(finding.message).escapedForLog
            line("  \(place): \(finding.severity) \(finding.ruleID.escapedForLog): \(message)")
        }
        line("")
    }

    private mutating func writeExisting() {
        let existing = report.shown(.existing)
        guard !existing.isEmpty else { return }
        line("known to the baseline: \(existing.count)")
        for group in FindingGroup.groups(of: existing) {
            line("  \(group.severity) \(group.ruleID.escapedForLog): \(group.findings.count)")
        }
        line("")
    }

    private mutating func writeStale() {
        guard let baseline = report.baseline, !baseline.stale.isEmpty else { return }
        let count = baseline.stale.count
        line(
            "may be removed from \(baseline.file.escapedForLog), for nothing needs "
                + "\(count == 1 ? "it" : "them") any more: \(count)")
        for entry in baseline.stale {
            let path = entry.path.map { " \($0)" } ?? ""
            line("  \(entry.fingerprint) \(entry.ruleID)\(path)".escapedForLog)
        }
        line("")
    }

    private mutating func line(_ text: String) { output += text + "\n" }
}
