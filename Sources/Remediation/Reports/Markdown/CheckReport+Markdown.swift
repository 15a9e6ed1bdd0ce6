internal import Basics
internal import Documents
internal import RuleEngine

extension CheckReport {
    /// The report as Markdown for a job's summary or a comment, at most 60 000 bytes.
    ///
    /// Whatever comes from the repository or a pack passes `MarkdownText`, so it can mention, close, link and hide
    /// nothing; what does not fit is counted.
    package var markdown: String {
        MarkdownReport.fitting { extent in
            CheckSections(report: self, extent: extent).blocks
        }
    }
}

/// What Markdown reports share.
enum MarkdownReport {
    /// The most bytes of a report: a comment may have 65 536 characters, a summary 1 MiB.
    static let maximumBytes = 60_000

    /// The blocks at the largest extent that fits, a blank line between them.
    static func fitting(_ blocks: (MarkdownWriter.Extent) -> [String]) -> String {
        var text = ""
        for extent in MarkdownWriter.Extent.steps {
            text = blocks(extent).filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
            if text.utf8.count <= maximumBytes { break }
        }
        return text
    }

    /// A heading with the number of findings, and a row for each as far as there is room; nothing for none.
    static func section(
        _ title: String, _ findings: [JudgedFinding], _ extent: MarkdownWriter.Extent
    ) -> [String] {
        guard !findings.isEmpty else { return [] }
        let rows = findings.prefix(extent.items).map { item in
            [
                item.finding.severity.rawValue, cell(code: item.finding.ruleID),
                place(of: item.finding), cell(item.finding.message, extent),
            ]
        }
        return [
            "### \(title): \(findings.count)",
            table(["Severity", "Rule", "Where", "Finding"], rows),
            more(findings.count, than: extent.items, "finding"),
        ]
    }

    static func table(_ head: [String], _ rows: [[String]]) -> String {
        guard !rows.isEmpty else { return "" }
        let lines = [head, head.map { _ in "---" }] + rows
        return lines.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
    }

    static func more(_ count: Int, than shown: Int, _ noun: String) -> String {
        guard count > shown else { return "" }
        return "… and \((count - shown).of("more \(noun)")), not shown for length."
    }

    static func cell(_ text: String, _ extent: MarkdownWriter.Extent) -> String {
        MarkdownText.inline(text, limit: min(300, extent.text), in: .cell)
    }

    static func cell(code text: String) -> String { MarkdownText.code(text, limit: 200, in: .cell) }

    static func place(of finding: Finding) -> String {
        let position = finding.start.map { ":\($0.line)" } ?? ""
        return cell(code: FindingWords.place(of: finding) + position)
    }
}

/// The parts of a check's report.
struct CheckSections {
    let report: CheckReport
    let extent: MarkdownWriter.Extent

    var blocks: [String] {
        ["## complybot check", MarkdownText.inline(report.closingLine), summary] + details
    }

    /// A line for each rule with findings.
    private var summary: String {
        let groups = FindingGroup.groups(of: report.counting)
        let rows = groups.prefix(extent.items).map { group in
            [
                group.severity.rawValue, MarkdownReport.cell(code: group.ruleID),
                report.rule(group.ruleID).map { MarkdownReport.cell($0.title, extent) } ?? "",
                String(group.findings.count),
                String(group.findings.count { $0.finding.isFixable }),
            ]
        }
        return MarkdownReport.table(["Severity", "Rule", "Asks for", "Findings", "Fixable"], rows)
    }

    /// The findings rule by rule, then what does not count, then what could not be looked at.
    var details: [String] {
        let groups = FindingGroup.groups(of: report.counting)
        var blocks = groups.prefix(extent.items).flatMap(blocks(of:))
        blocks.append(MarkdownReport.more(groups.count, than: extent.items, "rule"))
        return blocks + waived + reportOnly + existing + stale + problems
    }

    private func blocks(of group: FindingGroup) -> [String] {
        let rule = report.rule(group.ruleID)
        var blocks = ["### \(MarkdownText.code(group.ruleID)) (\(group.severity))"]
        for reference in rule?.policies ?? [] {
            let words = FindingWords.folded(reference.clause)
            blocks.append(
                "> "
                    + MarkdownText.inline(
                        "\(reference.id), \(reference.section): “\(words)”",
                        limit: extent.text))
        }
        let fix = group.commonFix
        let rows = group.findings.prefix(extent.items).map { item in
            var message = item.finding.message
            if item.status == .waiverExpired, let waiver = item.waiver {
                message += " (\(FindingWords.ended(waiver)))"
            }
            let row = [
                MarkdownReport.place(of: item.finding), MarkdownReport.cell(message, extent),
            ]
            let words = MarkdownReport.cell(FindingWords.fix(of: item.finding), extent)
            return fix == nil ? row + [words] : row
        }
        blocks.append(
            MarkdownReport.table(["Where", "Finding"] + (fix == nil ? ["Fix"] : []), rows))
        blocks.append(MarkdownReport.more(group.findings.count, than: extent.items, "finding"))
        if let fix, !fix.isEmpty {
            blocks.append(
                "Fix: " + MarkdownText.inline(fix, limit: extent.text, startsBlock: false))
        }
        return blocks
    }

    private var waived: [String] {
        let waived = report.shown(.waived)
        guard !waived.isEmpty else { return [] }
        let rows = waived.prefix(extent.items).map { item in
            [
                item.finding.severity.rawValue, MarkdownReport.cell(code: item.finding.ruleID),
                MarkdownReport.place(of: item.finding),
                item.waiver.map { MarkdownReport.cell(code: $0.expires) } ?? "",
                item.waiver.map { MarkdownReport.cell($0.reason, extent) } ?? "",
            ]
        }
        return [
            "### Waived: \(waived.count)",
            MarkdownReport.table(["Severity", "Rule", "Where", "Until", "Why"], rows),
            MarkdownReport.more(waived.count, than: extent.items, "finding"),
        ]
    }

    private var reportOnly: [String] {
        MarkdownReport.section("Only reported", report.reportOnly, extent)
    }

    private var existing: [String] {
        let existing = report.shown(.existing)
        guard !existing.isEmpty else { return [] }
        let groups = FindingGroup.groups(of: existing)
        let rows = groups.prefix(extent.items).map {
            [$0.severity.rawValue, MarkdownReport.cell(code: $0.ruleID), String($0.findings.count)]
        }
        return [
            "### Known to the baseline: \(existing.count)",
            MarkdownReport.table(["Severity", "Rule", "Findings"], rows),
            MarkdownReport.more(groups.count, than: extent.items, "rule"),
        ]
    }

    private var stale: [String] {
        guard let stale = report.baseline?.stale, !stale.isEmpty else { return [] }
        let rows = stale.prefix(extent.items).map { entry in
            [
                MarkdownReport.cell(code: entry.ruleID),
                entry.path.map { MarkdownReport.cell(code: $0) } ?? "",
                MarkdownReport.cell(code: entry.fingerprint.description),
            ]
        }
        return [
            "### May be removed from the baseline: \(stale.count)",
            MarkdownReport.table(["Rule", "Where", "Fingerprint"], rows),
            MarkdownReport.more(stale.count, than: extent.items, "entry"),
        ]
    }

    private var problems: [String] {
        let problems = report.detection.problems
        guard !problems.isEmpty else { return [] }
        let rows = problems.prefix(extent.items).map {
            [MarkdownReport.cell(code: $0.place), MarkdownReport.cell($0.message, extent)]
        }
        return [
            "### Not evaluated: \(problems.count)",
            MarkdownReport.table(["Where", "Why"], rows),
            MarkdownReport.more(problems.count, than: extent.items, "problem"),
        ]
    }
}
