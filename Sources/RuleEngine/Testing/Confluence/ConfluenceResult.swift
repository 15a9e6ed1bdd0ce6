/// Two rules whose patches were applied in both orders.
package struct ConfluenceResult: Hashable, Sendable {
    package let first: String
    package let second: String
    /// How many repositories both have a patch in.
    package let repositories: Int
    /// What differs, for the first repository in which the order matters; nil when it never does.
    package let difference: String?
    /// Whether one of the two names the other under `conflicts_with`.
    package let isDeclared: Bool
    /// The place of the first rule.
    package let source: SourceLocation

    /// Whether the order matters and nobody says so.
    package var isFailure: Bool { difference != nil && !isDeclared }
}
