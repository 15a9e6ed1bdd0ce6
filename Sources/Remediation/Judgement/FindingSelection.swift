package import RuleEngine
package import Snapshots

/// Which findings of a repository a run is about.
package struct FindingSelection: Sendable {
    /// Findings below this severity are neither shown nor counted.
    package var minimumSeverity: Severity
    /// The changes that a run is about; nil for the whole repository.
    package var changes: ChangeScope?

    /// A selection; all findings unless told otherwise.
    package init(minimumSeverity: Severity = .info, changes: ChangeScope? = nil) {
        self.minimumSeverity = minimumSeverity
        self.changes = changes
    }

    /// Whether a finding is shown.
    package func includes(_ finding: Finding) -> Bool {
        finding.severity >= minimumSeverity && changes?.touches(finding) ?? true
    }

    /// Whether a finding is left out only because nothing changed where it is.
    package func isElsewhere(_ finding: Finding) -> Bool {
        finding.severity >= minimumSeverity && !(changes?.touches(finding) ?? true)
    }
}

/// What differs between the point where a line of development began and the files that are looked at.
package struct ChangeScope: Sendable {
    /// The revision as the user named it.
    package let revision: String
    /// The last commit that both have.
    package let mergeBase: ObjectID
    /// Every path that was added, changed or removed since.
    package let paths: Set<RepositoryPath>

    /// A scope from its parts.
    package init(revision: String, mergeBase: ObjectID, paths: Set<RepositoryPath>) {
        self.revision = revision
        self.mergeBase = mergeBase
        self.paths = paths
    }

    /// Whether a finding lies in a changed file or, where it has no file, in a component with one.
    package func touches(_ finding: Finding) -> Bool {
        if let path = finding.path { return paths.contains(path) }
        return paths.contains { $0.isInside(finding.component) }
    }
}
