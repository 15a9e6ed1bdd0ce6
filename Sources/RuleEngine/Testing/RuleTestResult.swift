/// How one case of a rule's tests went.
package struct RuleTestResult: Hashable, Sendable {
    package let ruleID: String
    /// The case; for what is wrong with a rule's tests as a whole, `the tests`.
    package let name: String
    /// The case's place in its pack.
    package let source: SourceLocation
    /// What was run of it: `as written`, then the variants such as `CRLF`.
    package let variants: [String]
    /// What went wrong, each with its variant; none for a case that passes.
    package let failures: [String]

    /// Whether everything was as expected.
    package var isPassed: Bool { failures.isEmpty }
}
