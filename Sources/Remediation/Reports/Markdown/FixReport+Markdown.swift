internal import RuleEngine
internal import Snapshots

extension FixReport {
    /// The report as Markdown for a job's summary or a comment, at most 60 000 bytes.
    package var markdown: String {
        MarkdownReport.fitting { extent in
            ["## complybot fix", MarkdownText.inline(closingLine)] + sections(extent)
                + CheckSections(report: left, extent: extent).details
        }
    }

    private func sections(_ extent: MarkdownWriter.Extent) -> [String] {
        let files = patch.changes.keys.sorted()
        let fileRows = files.prefix(extent.items).map { path in
            [
                MarkdownReport.cell(code: path.description),
                rules(touching: path).map { MarkdownReport.cell(code: $0) }.joined(separator: ", "),
            ]
        }
        let patched = patched
        let patchedRows = patched.prefix(extent.items).map { item in
            [
                item.finding.severity.rawValue, MarkdownReport.cell(code: item.finding.ruleID),
                MarkdownReport.place(of: item.finding),
                MarkdownReport.cell(item.finding.message, extent),
            ]
        }
        let declinedRows = patch.declined.prefix(extent.items).map { declined in
            [
                MarkdownReport.cell(code: declined.finding.ruleID),
                MarkdownReport.place(of: declined.finding),
                MarkdownReport.cell(
                    [declined.reason, declined.winner?.advice].compactMap { $0 }
                        .joined(separator: "; "), extent),
            ]
        }
        return [
            files.isEmpty ? "" : "### Files \(isDryRun ? "that would change" : "changed")",
            MarkdownReport.table(["File", "Rules"], fileRows),
            MarkdownReport.more(files.count, than: extent.items, "file"),
            patched.isEmpty ? "" : "### Findings \(isDryRun ? "that it closes" : "closed")",
            MarkdownReport.table(["Severity", "Rule", "Where", "Finding"], patchedRows),
            MarkdownReport.more(patched.count, than: extent.items, "finding"),
            patch.declined.isEmpty ? "" : "### Left alone",
            MarkdownReport.table(["Rule", "Where", "Why"], declinedRows),
            MarkdownReport.more(patch.declined.count, than: extent.items, "finding"),
        ]
    }
}
