internal import Basics
package import RuleEngine
package import Snapshots

/// What `check` says of one repository, ready to be written in any format.
package struct CheckReport: Sendable {
    /// What was checked.
    package struct Target: Sendable {
        /// The path as the user gave it.
        package var path: String
        package var revision: ObjectID?
        package var tree: ObjectID?

        /// A target from its parts.
        package init(path: String, revision: ObjectID?, tree: ObjectID?) {
            self.path = path
            self.revision = revision
            self.tree = tree
        }
    }

    package var toolVersion: String
    package var target: Target
    package var ruleSet: RuleSet
    package var detection: DetectionReport
    /// Findings below this severity are neither shown nor counted.
    package var minimumSeverity: Severity
    /// The configuration that held, and what is wrong with it; nil where none was looked for.
    package let configuration: ConfigurationStamp?
    /// The findings that are shown, whatever they count as, sorted by path, offset, rule id.
    package let shown: [JudgedFinding]

    /// A report from its parts.
    package init(
        toolVersion: String, target: Target, ruleSet: RuleSet, detection: DetectionReport,
        judged: [JudgedFinding]? = nil, minimumSeverity: Severity = .info,
        configuration: ConfigurationStamp? = nil
    ) {
        self.toolVersion = toolVersion
        self.target = target
        self.ruleSet = ruleSet
        self.detection = detection
        self.minimumSeverity = minimumSeverity
        self.configuration = configuration
        shown = (judged ?? detection.findings.map { JudgedFinding($0) }).filter {
            $0.finding.severity >= minimumSeverity
        }
    }

    /// The findings that count, in the order of `shown`.
    package var findings: [Finding] { shown.filter(\.counts).map(\.finding) }
}

extension [Finding] {
    /// How many findings there are of each severity, the worst first; severities without any are left out.
    package var bySeverity: [(severity: Severity, count: Int)] {
        Severity.allCases.reversed().compactMap { severity in
            let count = count { $0.severity == severity }
            return count == 0 ? nil : (severity, count)
        }
    }

    /// The counts in words: `1 critical, 3 low`, or `none`.
    package var severitySummary: String {
        isEmpty ? "none" : bySeverity.map { "\($0.count) \($0.severity)" }.joined(separator: ", ")
    }
}
