package import Advisories
package import Basics
package import Documents
package import RuleEngine

/// The advisories as the rule engine asks for them.
package struct AdvisoryKnowledge: DependencyKnowledge {
    private let database: AdvisoryDatabase?

    /// Knowledge from a database; without one nothing is said about vulnerabilities.
    package init(_ database: AdvisoryDatabase?) { self.database = database }

    package var hasAdvisories: Bool { database != nil }

    package var digest: Digest { database?.digest ?? Digest(of: "no advisories") }

    package func isWithin(_ constraint: String, _ dependency: DeclaredDependency) -> Bool? {
        guard let version = dependency.pinnedVersion,
            let constraint = VersionConstraint(constraint, in: dependency.ecosystem),
            let version = PackageVersion(version, in: dependency.ecosystem)
        else { return nil }
        return constraint.admits(version)
    }

    package func vulnerability(of dependency: DeclaredDependency) -> Vulnerability? {
        guard let findings = database?.assess(dependency: dependency), let first = findings.first
        else {
            return nil
        }
        let severities = findings.compactMap {
            $0.severity.flatMap { Severity(rawValue: $0.rawValue) }
        }
        return Vulnerability(
            advisories: findings.compactMap { finding in
                finding.ids.first { $0.hasPrefix("CVE-") } ?? finding.ids.first
            }.sorted(),
            // An advisory without a severity is not taken lightly.
            severity: severities.max() ?? .high,
            fixedVersion: first.upgrade?.version,
            isMajorChange: first.upgrade?.isMajorChange ?? false)
    }
}
