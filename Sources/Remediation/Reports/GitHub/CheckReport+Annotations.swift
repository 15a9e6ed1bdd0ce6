internal import Basics
internal import Documents
internal import RuleEngine
internal import Snapshots

extension CheckReport {
    /// How many annotations of each kind GitHub shows of one step; it drops the others without a word.
    static let shownAnnotations = 10

    /// The report as workflow commands of GitHub Actions, the worst findings first, and one line that sums up.
    ///
    /// At most as many as GitHub shows are written; the last line says how many more there are.
    package var annotations: String {
        var text = ""
        var left: [WorkflowCommand.Kind: Int] = [:]
        var dropped = 0
        for command in findingCommands + problemCommands {
            guard left[command.kind, default: 0] < Self.shownAnnotations else {
                dropped += 1
                continue
            }
            left[command.kind, default: 0] += 1
            text += command.text + "\n"
        }
        text += closingLine.escapedForLog
        if dropped > 0 {
            text += " \(dropped) more \(dropped == 1 ? "is" : "are") not shown as "
            text += "annotations, for GitHub shows \(Self.shownAnnotations) of a kind."
        }
        return text + "\n"
    }

    private var findingCommands: [WorkflowCommand] {
        FindingGroup.groups(of: counting).flatMap { group in
            group.findings.map { command(for: $0) }
        }
    }

    private func command(for item: JudgedFinding) -> WorkflowCommand {
        let finding = item.finding
        var properties: [(String, String)] = []
        if let path = finding.path {
            properties.append(("file", path.description))
            if let start = finding.start { properties += Self.range(start, finding.end) }
        }
        let policies = finding.policies.joined(separator: ", ")
        properties.append(
            ("title", finding.ruleID + (policies.isEmpty ? "" : " (\(policies))")))
        return WorkflowCommand(
            kind: .init(finding.severity), properties: properties,
            message: annotationLines(for: item).joined(separator: "\n"))
    }

    /// What an annotation says of a finding: the message, the policies' sentences, the remedy.
    func annotationLines(for item: JudgedFinding) -> [String] {
        let finding = item.finding
        var lines = [FindingWords.folded(finding.message)]
        if finding.path == nil { lines[0] = "\(FindingWords.place(of: finding)): \(lines[0])" }
        if item.status == .waiverExpired, let waiver = item.waiver {
            lines.append(FindingWords.ended(waiver))
        }
        lines += rule(finding.ruleID).map(FindingWords.policies) ?? []
        let fix = FindingWords.fix(of: finding)
        if !fix.isEmpty { lines.append("fix: \(fix)") }
        return lines
    }

    /// Lines and columns as GitHub takes them: columns only within one line, and the end is the last column.
    private static func range(_ start: TextPosition, _ end: TextPosition?) -> [(String, String)] {
        let line = ("line", String(start.line))
        guard let end, end.line >= start.line else {
            return [line, ("col", String(start.column))]
        }
        let endLine = ("endLine", String(end.line))
        guard end.line == start.line else { return [line, endLine] }
        return [
            line, endLine, ("col", String(start.column)),
            ("endColumn", String(max(start.column, end.column - 1))),
        ]
    }

    private var problemCommands: [WorkflowCommand] {
        detection.problems.map { problem in
            var properties: [(String, String)] = []
            if let path = problem.path { properties.append(("file", path.description)) }
            properties.append(("title", "not evaluated" + (problem.ruleID.map { ": \($0)" } ?? "")))
            return WorkflowCommand(
                kind: .warning, properties: properties,
                message: FindingWords.folded(problem.message))
        }
    }
}

extension WorkflowCommand.Kind {
    /// The kind by which findings of a severity are shown.
    init(_ severity: Severity) {
        switch severity {
        case .critical, .high: self = .error
        case .medium: self = .warning
        case .low, .info: self = .notice
        }
    }
}
