/// The parts of a body, each a run of Markdown blocks without a blank line at either end.
struct MarkdownSections {
    let facts: DescriptionFacts
    let prose: DescriptionProse
    let extent: MarkdownWriter.Extent
    private let changesByPath: [String: [DescriptionProse.Change]]

    init(facts: DescriptionFacts, prose: DescriptionProse, extent: MarkdownWriter.Extent) {
        self.facts = facts
        self.prose = prose
        self.extent = extent
        changesByPath = Dictionary(grouping: prose.changes, by: \.path)
    }

    /// The table at the top; generated from the facts alone.
    var factsTable: String {
        var rows: [(String, String)] = [
            ("Repository", cell(code: facts.repository)), ("Service", cell(code: facts.service)),
            (
                "Base",
                "\(cell(code: facts.baseBranch)) at \(cell(code: String(facts.baseCommit.prefix(12))))"
            ),
            ("Rules", listed(facts.rules) { cell(code: $0.id) }),
            ("Findings", findingsCount), ("Files", filesCount),
            ("Risk", facts.approvals.risk.rawValue),
            ("Approvals", listed(facts.approvals.required) { cell(code: $0) }),
            ("Tests", TestWords.short(facts.tests)),
        ]
        if !facts.advisories.isEmpty {
            rows.append(("Advisories", listed(facts.advisories) { cell(code: $0) }))
        }
        if !facts.modelEdits.isEmpty {
            rows.append(("Edited by a model", listed(facts.modelEdits) { cell(code: $0) }))
        }
        rows.append(("Plan", cell(code: facts.planDigest)))
        rows.append(("Made by", "complybot \(cell(code: facts.toolVersion))"))
        return table(["Fact", "Value"], rows.map { [$0.0, $0.1] })
    }

    /// What it does, and the findings it puts right.
    var summary: String {
        let rows = facts.findings.prefix(extent.items).map { finding in
            [
                facts.severity(ofRule: finding.rule)?.rawValue ?? "", cell(code: finding.rule),
                place(of: finding),
                MarkdownText.inline(finding.message, limit: min(300, extent.text), in: .cell),
            ]
        }
        return joined([
            paragraphs(prose.summary),
            rows.isEmpty ? "" : table(["Severity", "Rule", "Where", "Finding"], rows),
            more(facts.findings.count, "finding"),
        ])
    }

    /// File by file what was done, and what was left alone.
    var changes: String {
        let files = facts.changedFiles.prefix(extent.items).map { file in
            let words = (changesByPath[file.path] ?? [])
                .filter { $0.path.utf8.elementsEqual(file.path.utf8) }
                .map { inline($0.text, upTo: 1000) }.joined(separator: " ")
            let size = "\(file.isNew ? "new, " : "")+\(file.added) −\(file.removed)"
            return "- \(code(file.path)) (\(size))\(words.isEmpty ? "" : ": \(words)")"
        }
        let declined = facts.declined.prefix(extent.items).map { item in
            "- \(code(item.rule))\(item.path.map { " in \(code($0))" } ?? ""): "
                + inline(item.reason, upTo: 300)
        }
        return joined([
            files.isEmpty ? "No file is changed." : files.joined(separator: "\n"),
            more(facts.changedFiles.count, "file"), modelEdits,
            declined.isEmpty ? "" : "Left as it is, and why:",
            declined.joined(separator: "\n"), more(facts.declined.count, "finding left as it is"),
            prose.reviewerNotes.isEmpty
                ? "" : "For reviewers: " + inline(prose.reviewerNotes, upTo: 1000),
        ])
    }

    /// The files that no rule alone has made what they are.
    private var modelEdits: String {
        guard !facts.modelEdits.isEmpty else { return "" }
        return joined([
            "Edited by a language model on top of the patches, as no rule asks for; "
                + "the edits brought no new finding and broke no test, and need a closer look:",
            facts.modelEdits.prefix(extent.items).map { "- \(code($0))" }.joined(separator: "\n"),
            more(facts.modelEdits.count, "edited file"),
        ])
    }

    /// Each verified clause with where it stands, its words, and how the change meets it.
    var policyCompliance: String {
        guard !facts.citations.isEmpty else {
            return "No clause of a policy document could be verified for this change."
                + unknown(.policyCompliance)
        }
        let items = facts.citations.enumerated().prefix(extent.items).map { index, citation in
            let words = prose.policyCompliance.filter { $0.citation == index + 1 }
                .map { "  \(block($0.text, upTo: 1000))" }
            let lines =
                citation.lines.count == 1
                ? "line \(citation.lines.lowerBound)"
                : "lines \(citation.lines.lowerBound)–\(citation.lines.upperBound)"
            let place =
                "- Citation \(index + 1): **\(inline(citation.policy, upTo: 60))**, "
                + "\(code(citation.document)), section “\(inline(citation.section, upTo: 200))”, \(lines), "
                + "digest \(code(String(citation.digest.prefix(19))))"
            return ([place, "  > " + block(citation.quote, upTo: 800)] + words)
                .joined(separator: "\n\n")
        }
        return joined(items + [more(facts.citations.count, "citation")])
    }

    /// What may go wrong and who must agree.
    var riskAssessment: String {
        let approvals = facts.approvals
        let required =
            approvals.required.isEmpty
            ? "Required approvals: none by the matrix."
            : "Required approvals: \(listed(approvals.required) { code($0) })."
        return joined([
            paragraphs(prose.riskAssessment),
            "Risk level: **\(approvals.risk.rawValue)**. \(required)",
            approvals.rationale.prefix(extent.items).map { "- " + block($0, upTo: 300) }
                .joined(separator: "\n"),
            more(approvals.rationale.count, "reason"), reported,
            prose.rollout.isEmpty
                ? "" : "Rollout: " + inline(prose.rollout, upTo: 1000) + unknown(.rollout),
        ])
    }

    /// What a scanner outside found that nothing here puts right.
    private var reported: String {
        guard !facts.reported.isEmpty else { return "" }
        return joined([
            "The security scanner that is asked besides reports more, which this change leaves as it is:",
            facts.reported.prefix(extent.items).map {
                "- \(code($0.dependency)): \(code($0.id)), severity \(inline($0.severity, upTo: 20))"
            }.joined(separator: "\n"),
            more(facts.reported.count, "report"),
        ])
    }

    /// What the tests said.
    var testing: String {
        let tests = facts.tests
        var parts = [paragraphs(prose.testing) + unknown(.testing)]
        let runs = [("before", tests.before), ("after", tests.after)].compactMap { name, run in
            run.map { [name, "\($0.passed)", "\($0.failed)", "\($0.skipped)"] }
        }
        if !runs.isEmpty { parts.append(table(["Run", "Passed", "Failed", "Skipped"], runs)) }
        for (words, names) in [
            ("Failing only with the change:", tests.regressions),
            ("Failing before the change, too:", tests.preexisting), ("Repaired:", tests.fixed),
        ] where !names.isEmpty {
            parts += [
                words, names.prefix(extent.items).map { "- " + code($0) }.joined(separator: "\n"),
                more(names.count, "test"),
            ]
        }
        return joined(parts)
    }
}

// The words of the table.
extension MarkdownSections {
    private var findingsCount: String {
        let severities = DescriptionFacts.Severity.allCases.reversed().compactMap { severity in
            let count = facts.findings.count { facts.severity(ofRule: $0.rule) == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)"
        }
        let detail = severities.isEmpty ? "" : " (\(severities.joined(separator: ", ")))"
        let declined = facts.declined.isEmpty ? "" : ", \(facts.declined.count) left for people"
        return "\(facts.findings.count) corrected\(detail)\(declined)"
    }

    private func place(of finding: DescriptionFacts.Finding) -> String {
        guard let path = finding.path else { return "repository" }
        return cell(code: finding.line.map { "\(path):\($0)" } ?? path)
    }

    private var filesCount: String {
        let added = facts.changedFiles.reduce(0) { $0 + $1.added }
        let removed = facts.changedFiles.reduce(0) { $0 + $1.removed }
        return "\(facts.changedFiles.count) changed, +\(added) −\(removed)"
    }
}

// The grammar: all that is written between the parts.
extension MarkdownSections {
    private func cell(code text: String) -> String {
        MarkdownText.code(text, limit: 200, in: .cell)
    }

    private func code(_ text: String) -> String { MarkdownText.code(text, limit: 200) }

    /// Text that begins a paragraph, a quotation or an item.
    private func block(_ text: String, upTo limit: Int) -> String {
        MarkdownText.inline(text, limit: min(limit, extent.text))
    }

    /// Text that stands inside a line.
    private func inline(_ text: String, upTo limit: Int) -> String {
        MarkdownText.inline(text, limit: min(limit, extent.text), startsBlock: false)
    }

    /// Blank lines part paragraphs; each becomes one line.
    private func paragraphs(_ text: String) -> String {
        var parts: [String] = []
        var current: [Substring] = []
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        lines.append("")
        for line in lines {
            if !line.allSatisfy(\.isWhitespace) {
                current.append(line)
            } else if !current.isEmpty {
                parts.append(
                    MarkdownText.inline(current.joined(separator: " "), limit: extent.text))
                current = []
            }
        }
        return joined(Array(parts.prefix(8)))
    }

    /// The note behind a part of which the facts say nothing.
    private func unknown(_ part: DescriptionPart) -> String {
        prose.confidence(in: part) == 0 ? " (Confidence 0: the facts do not say.)" : ""
    }

    private func joined(_ blocks: [String]) -> String {
        blocks.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private func table(_ head: [String], _ rows: [[String]]) -> String {
        let lines = [head, head.map { _ in "---" }] + rows
        return lines.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
    }

    private func listed<Item>(_ items: [Item], _ words: (Item) -> String) -> String {
        guard !items.isEmpty else { return "none" }
        let limit = min(extent.items, 20)
        let rest = items.count > limit ? ", and \(items.count - limit) more" : ""
        return items.prefix(limit).map(words).joined(separator: ", ") + rest
    }

    private func more(_ count: Int, _ noun: String) -> String {
        guard count > extent.items else { return "" }
        return "… and \(count - extent.items) more (\(noun)), not shown for length."
    }
}

extension DescriptionFacts {
    /// The severity of the rule of that id, as far as it is among these facts.
    func severity(ofRule id: String) -> Severity? { rules.first { $0.id == id }?.severity }
}
