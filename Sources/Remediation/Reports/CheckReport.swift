package import Basics
package import Documents
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
        /// Where the repository comes from or stands, as an absolute URI without credentials; nil when unknown.
        package var repositoryURI: String?

        /// A target from its parts.
        package init(
            path: String, revision: ObjectID?, tree: ObjectID?, repositoryURI: String? = nil
        ) {
            self.path = path
            self.revision = revision
            self.tree = tree
            self.repositoryURI = repositoryURI
        }
    }

    package let toolVersion: String
    package let target: Target
    package let ruleSet: RuleSet
    package let detection: DetectionReport
    /// Where source lines are read from; without, none are shown.
    package let snapshot: (any Snapshot)?
    /// Which findings are looked at.
    package let selection: FindingSelection
    /// What a baseline said of the findings; nil without one.
    package let baseline: BaselineComparison?
    /// The edits of each finding that is patched by itself, by fingerprint, against the files of `snapshot`.
    package let fixes: [Digest: [RepositoryPath: [TextEdit]]]
    /// The findings that are shown, whatever they count as, sorted by path, offset, rule id.
    package let shown: [JudgedFinding]
    /// The configuration that held, and what is wrong with it; nil where none was looked for.
    package let configuration: ConfigurationStamp?
    /// How many findings would count but lie where nothing changed.
    package let elsewhere: Int

    /// A report from its parts; `judged` are all findings of `detection`, in its order.
    package init(
        toolVersion: String, target: Target, ruleSet: RuleSet, detection: DetectionReport,
        judged: [JudgedFinding]? = nil, snapshot: (any Snapshot)? = nil,
        selection: FindingSelection = .init(), baseline: BaselineComparison? = nil,
        fixes: [Digest: [RepositoryPath: [TextEdit]]] = [:],
        configuration: ConfigurationStamp? = nil
    ) {
        self.toolVersion = toolVersion
        self.target = target
        self.ruleSet = ruleSet
        self.detection = detection
        self.snapshot = snapshot
        self.selection = selection
        self.baseline = baseline
        self.fixes = fixes
        self.configuration = configuration
        let judged = judged ?? detection.findings.map { JudgedFinding($0) }
        shown = judged.filter { selection.includes($0.finding) }
        elsewhere = judged.count { $0.counts && selection.isElsewhere($0.finding) }
    }

    /// The findings that count, in the order of `shown`.
    package var counting: [JudgedFinding] { shown.filter(\.counts) }

    /// The findings that count, without what people decided.
    package var findings: [Finding] { counting.map(\.finding) }

    /// The findings of rules that the repository wants reported and nothing more.
    var reportOnly: [JudgedFinding] {
        shown.filter { $0.isReportOnly && ($0.status == .new || $0.status == .waiverExpired) }
    }

    /// The shown findings of one status.
    package func shown(_ status: JudgedFinding.Status) -> [JudgedFinding] {
        shown.filter { $0.status == status }
    }

    /// The rule behind a finding; nil for a rule that is not of this run.
    func rule(_ id: String) -> Rule? { ruleSet.rules.first { $0.id == id } }
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
