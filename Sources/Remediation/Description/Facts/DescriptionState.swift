/// What the next run wants to know of this pull request, kept in a comment of its body.
///
/// It is a hint: anybody who may edit the body may write it.
package struct DescriptionState: Sendable, Hashable {
    /// The group of rules.
    package var group: String
    /// The base commit.
    package var base: String
    /// The plan's digest.
    package var plan: String
    /// The commit that was pushed.
    package var head: String
    /// The fingerprints of the findings it puts right.
    package var findings: [String]

    /// A state, its findings put in order.
    package init(group: String, base: String, plan: String, head: String, findings: [String]) {
        self.group = group
        self.base = base
        self.plan = plan
        self.head = head
        self.findings = findings.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
