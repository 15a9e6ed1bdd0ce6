internal import Basics
internal import Documents
package import RuleEngine
internal import Snapshots

extension CheckReport {
    /// The report for people: two lines a finding, then one line that sums up.
    package func text(coloured: Bool) -> String {
        let paint = Paint(isOn: coloured)
        var text = ""
        for finding in findings {
            text += "\(paint.bold(Self.place(of: finding))): "
            text += "\(paint.severity(finding.severity)) \(finding.ruleID)"
            text +=
                finding.policies.isEmpty ? "\n" : " (\(finding.policies.joined(separator: ", ")))\n"
            text += "    \(finding.message.escapedForTerminal)\n"
            switch finding.patchStatus {
            case .available: text += paint.dim("    complybot fix patches it\n")
            case .declined(let reason):
                text += paint.dim("    no patch: \(reason.escapedForTerminal)\n")
            case .none:
                let remedy = finding.remediation.split(separator: "\n").joined(separator: " ")
                if !remedy.isEmpty { text += paint.dim("    \(remedy.escapedForTerminal)\n") }
            }
        }
        for error in detection.problems { text += Self.line(for: error) }
        return text + summary + "\n"
    }

    /// The one line that sums up.
    private var summary: String {
        let findings = findings
        let files = "\(detection.files) file\(detection.files == 1 ? "" : "s")"
        let rules = "\(ruleSet.rules.count) rule\(ruleSet.rules.count == 1 ? "" : "s")"
        guard !findings.isEmpty else { return "No findings in \(files) by \(rules)." }
        let fixable = findings.count(where: \.isFixable)
        let count = "\(findings.count) finding\(findings.count == 1 ? "" : "s")"
        return "\(count) in \(files) by \(rules): \(findings.severitySummary); \(fixable) fixable."
    }

    private static func place(of finding: Finding) -> String {
        guard let path = finding.path else {
            let folder = finding.component == .root ? "repository" : finding.component.description
            return folder.escapedForTerminal
        }
        let position = finding.start.map { ":\($0.line):\($0.column)" } ?? ""
        return path.description.escapedForTerminal + position
    }

    private static func line(for error: DetectionError) -> String {
        var place = error.path?.description.escapedForTerminal ?? "repository"
        if let rule = error.ruleID { place += " (\(rule))" }
        return "\(place): not evaluated: \(error.message.escapedForTerminal)\n"
    }
}

/// Colours of a terminal, or none.
package struct Paint: Sendable {
    private let isOn: Bool

    /// Colours that are on or off.
    package init(isOn: Bool) { self.isOn = isOn }

    package func bold(_ text: String) -> String { wrap(text, "1") }
    package func dim(_ text: String) -> String { wrap(text, "2") }
    package func green(_ text: String) -> String { wrap(text, "32") }

    /// A severity in its colour.
    package func severity(_ severity: Severity) -> String {
        switch severity {
        case .critical, .high: wrap(severity.rawValue, "31")
        case .medium: wrap(severity.rawValue, "33")
        case .low: wrap(severity.rawValue, "36")
        case .info: wrap(severity.rawValue, "2")
        }
    }

    private func wrap(_ text: String, _ code: String) -> String {
        isOn ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}
