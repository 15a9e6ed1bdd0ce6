internal import RuleEngine

/// The findings of one rule and one severity, which a report shows together.
struct FindingGroup {
    let severity: Severity
    let ruleID: String
    /// In the order of the report.
    var findings: [JudgedFinding]

    /// Findings by rule, the worst first, then by the rule's id.
    static func groups(of findings: [JudgedFinding]) -> [FindingGroup] {
        var groups: [FindingGroup] = []
        var positions: [Key: Int] = [:]
        for item in findings {
            let key = Key(severity: item.finding.severity, ruleID: item.finding.ruleID)
            if let position = positions[key] {
                groups[position].findings.append(item)
            } else {
                positions[key] = groups.count
                groups.append(
                    FindingGroup(
                        severity: key.severity, ruleID: key.ruleID, findings: [item]))
            }
        }
        return groups.sorted {
            $0.severity == $1.severity ? $0.ruleID < $1.ruleID : $0.severity > $1.severity
        }
    }

    /// What can be done about all of them, if it is the same.
    var commonFix: String? {
        let fixes = Set(findings.map { FindingWords.fix(of: $0.finding) })
        return fixes.count == 1 ? fixes.first : nil
    }

    private struct Key: Hashable {
        var severity: Severity
        var ruleID: String
    }
}
