/// How one case of a rule's tests went.
package struct RuleTestResult: Hashable, Sendable {
    /// A variant that says nothing about a case.
    package struct Skip: Hashable, Sendable {
        package let name: String
        /// Why, in words for people.
        package let reason: String

        /// A skip from its parts.
        package init(name: String, reason: String) {
            self.name = name
            self.reason = reason
        }
    }

    package let ruleID: String
    /// The case; for what is wrong with a rule's tests as a whole, `the tests`.
    package let name: String
    /// The case's place in its pack.
    package let source: SourceLocation
    /// What was run of it: `as written`, then the names of the variants.
    package internal(set) var variants: [String]
    /// What was not run of it.
    package internal(set) var skipped: [Skip]
    /// What went wrong, each with its variant; none for a case that passes.
    package internal(set) var failures: [String]

    /// Whether everything was as expected.
    package var isPassed: Bool { failures.isEmpty }
}
