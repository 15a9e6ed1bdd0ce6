import Remediation

/// What a run of the Action came to, as its outputs tell.
struct ActionOutcome {
    /// The words of check runs.
    enum Conclusion: String { case success, failure, neutral }

    var conclusion = Conclusion.failure
    /// Whether the commit has its check.
    var isReported = false
    /// Findings that nobody has waived, whether a baseline knows them or not.
    var findings = 0
    /// Findings that count: neither waived nor known by a baseline.
    var newFindings = 0
    /// Findings that patches have closed in the workspace.
    var fixed = 0
    /// Where the SARIF report is, from the workspace on.
    var sarifFile = ""
    var pullRequestURL = ""

    /// Takes over the counts of a report.
    mutating func count(_ report: CheckReport) {
        newFindings = report.findings.count
        findings = newFindings + report.shown(.existing).count
    }

    /// The outputs in the order of `action.yml`.
    var outputs: [(name: String, value: String)] {
        [
            ("conclusion", conclusion.rawValue), ("findings", String(findings)),
            ("new-findings", String(newFindings)), ("fixed", String(fixed)),
            ("sarif-file", sarifFile), ("pull-request-url", pullRequestURL),
        ]
    }
}
