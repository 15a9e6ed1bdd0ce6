/// A dependency as a manifest declares it.
package struct DeclaredDependency: Hashable, Sendable {
    /// Where the package comes from.
    package let ecosystem: Ecosystem
    /// The name to compare by; for PyPI normalised as PEP 503 says.
    package let name: String
    /// The name as written.
    package let writtenName: String
    /// The extras asked for, as written.
    package let extras: [String]
    /// Which versions: "==1.2.3", ">=1,<2", "^1.2.0", "v1.2.3"; empty for any.
    package let specifier: String
    /// The bytes of the specifier without quotes; empty after the name and extras when there is none.
    package let specifierSpan: Range<Int>
    /// The one version allowed, without operator; nil when several are.
    package let pinnedVersion: String?
    /// The environment marker of PyPI, without the semicolon.
    package let marker: String?
    /// Whether only development needs it.
    package let isDevelopment: Bool
    /// Whether `--hash` options bind the version to files.
    package let hasHashes: Bool
    /// The whole requirement without comment.
    package let span: Range<Int>
    /// The line it starts on, counted from 1.
    package let line: Int
}
