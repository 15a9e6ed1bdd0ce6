package import Documents

/// The version that clears every advisory of a package.
package struct Upgrade: Hashable, Sendable {
    /// The version to go to, as its ecosystem's manifests write it.
    package let version: String
    /// The version it starts from: the pinned one, or the latest known one a range admits.
    package let from: String
    /// Whether the major version changes, or the minor one below 1.0: such a patch is not safe.
    package let isMajorChange: Bool
}

/// A declared dependency that a vulnerability affects.
package struct AdvisoryFinding: Hashable, Sendable {
    /// The declaration.
    package let dependency: DeclaredDependency
    /// The vulnerability's ids and aliases; first the one to call it by, then the others sorted.
    package let ids: [String]
    /// One line about it.
    package let summary: String
    /// How bad it is; nil when no document says.
    package let severity: AdvisorySeverity?
    /// The upgrade that clears this and every other advisory of the package; nil when the data know of none.
    package let upgrade: Upgrade?
}
