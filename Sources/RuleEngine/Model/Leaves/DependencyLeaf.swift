internal import Documents

/// A declared dependency.
package struct DependencyLeaf: Hashable, Sendable {
    /// `*` for every ecosystem that can be read.
    package var ecosystem: String
    /// `*` for every package.
    package var package: String
    /// A version constraint; nil for any version.
    package var version: String?
    /// Counts only with a known vulnerability of at least this severity (a template, so that a variable may decide).
    package var minimumAdvisorySeverity: Template?

    /// A leaf from its parts.
    package init(
        ecosystem: String, package: String, version: String?, minimumAdvisorySeverity: Template?
    ) {
        self.ecosystem = ecosystem
        self.package = package
        self.version = version
        self.minimumAdvisorySeverity = minimumAdvisorySeverity
    }

    /// The leaf's keys.
    static let format = FormatMapping(
        "a declared dependency",
        [
            .required(
                "ecosystem", .choice(Ecosystem.allCases.map(\.rawValue) + ["*"]),
                "whose package it is"),
            .required("package", .text, "its name, or `*`"),
            FormatKey("version", .text, "a constraint that every version it admits must meet"),
            FormatKey("advisory", .mapping(advisory), advisory.summary),
        ])

    static let advisory = FormatMapping(
        "counts only with a known vulnerability",
        [.required("min_severity", .template, "of at least this severity")])
}
