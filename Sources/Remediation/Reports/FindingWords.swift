internal import Basics
internal import RuleEngine
internal import Snapshots

/// What reports say of a finding, its rule and its status, in words that every format shares.
enum FindingWords {
    /// The policies behind a rule, a sentence each: `OPS-2.1, Endpoints: “…”`.
    static func policies(of rule: Rule) -> [String] {
        rule.policies.map { reference in
            let section = reference.section.isEmpty ? "" : ", \(reference.section)"
            return "\(reference.id)\(section): “\(folded(reference.clause))”"
        }
    }

    /// What can be done about a finding.
    static func fix(of finding: Finding) -> String {
        switch finding.patchStatus {
        case .available: return "complybot fix patches it"
        case .declined(let reason):
            let remedy = folded(finding.remediation)
            return "no patch, \(folded(reason))" + (remedy.isEmpty ? "" : "; \(remedy)")
        case .none: return folded(finding.remediation)
        }
    }

    /// Where a finding is: a file, or the folder whose content lacks something.
    static func place(of finding: Finding) -> String {
        guard let path = finding.path else {
            return finding.component == .root ? "repository" : "\(finding.component)/"
        }
        return path.description
    }

    /// Who decided what about a waived finding: `until 2027-01-31, approved by ada: REASON`.
    static func waiver(_ waiver: Waiver) -> String {
        let approval =
            waiver.approvedBy.isEmpty
            ? "" : ", approved by \(waiver.approvedBy.joined(separator: ", "))"
        return "until \(waiver.expires)\(approval): \(folded(waiver.reason))"
    }

    /// What is said of a waiver that has ended.
    static func ended(_ waiver: Waiver) -> String {
        "the waiver \(waiver.id) (\(waiver.source)) ended on \(waiver.expires)"
    }

    /// A text on one line, its blanks folded.
    static func folded(_ text: String) -> String {
        text.split { $0.isWhitespace }.joined(separator: " ")
    }

}

extension DetectionError {
    /// Where it happened: a file or the repository, and the rule.
    var place: String {
        (path?.description ?? "repository") + (ruleID.map { " (\($0))" } ?? "")
    }
}
