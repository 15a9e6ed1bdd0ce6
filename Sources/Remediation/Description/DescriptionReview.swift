/// Compares what prose claims with the facts.
package enum DescriptionReview {
    /// One claim that does not hold.
    package struct Violation: Sendable, Hashable {
        /// What kind of claim it is.
        package enum Kind: String, Sendable, Hashable, CaseIterable {
            case shape, markup, characters, command, secret, path, line, rule, policy, quotation,
                advisory
            case tests, risk, approval
        }

        /// What kind of claim it is.
        package let kind: Kind
        /// The field of the prose it stands in.
        package let field: String
        /// The words at fault, shortened; they are a stranger's, escape them for a log.
        package let excerpt: String
    }

    /// Every claim of the prose that the facts do not bear out; empty when it may stand.
    package static func check(_ prose: DescriptionProse, _ facts: DescriptionFacts) -> [Violation] {
        []
    }
}
