package import Basics
package import RuleEngine
package import Snapshots

/// An exception to a rule that somebody asked for and somebody else approved, until a day.
package struct Waiver: Hashable, Sendable {
    /// Why exceptions are made; a fixed list, so that they can be counted.
    package enum Category: String, CaseIterable, Hashable, Sendable {
        case falsePositive = "false-positive"
        case riskAccepted = "risk-accepted"
        case testData = "test-data"
        case notApplicable = "not-applicable"
        case remediatedElsewhere = "remediated-elsewhere"
        case notSupported = "not-supported"
        case deferred
    }

    /// What a waiver covers, from the least specific on.
    package enum Scope: Hashable, Sendable {
        case repository
        case project(RepositoryPath)
        /// Globs from the root of the repository.
        case paths([String])
        case fingerprint(Digest)
    }

    /// Who keeps it.
    package enum Origin: String, Hashable, Sendable {
        /// The repository's own configuration.
        case repository
        /// The operator's registry.
        case registry
        /// A comment in the code.
        case inline
    }

    /// The name by which people speak of it; derived from its content when the author gave none.
    package var id: String
    package var ruleID: String
    package var scope: Scope
    package var reason: String
    package var category: Category
    package var requestedBy: String
    package var approvedBy: [String]
    /// `YYYY-MM-DD`.
    package var created: String
    /// The last day on which it holds, `YYYY-MM-DD`, to the end of the day in UTC.
    package var expires: String
    package var ticket: String?
    /// Where it is written.
    package var source: SourceLocation
    package var origin: Origin

    /// A waiver from its parts.
    package init(
        id: String, ruleID: String, scope: Scope, reason: String, category: Category,
        requestedBy: String, approvedBy: [String], created: String, expires: String,
        ticket: String?, source: SourceLocation, origin: Origin = .repository
    ) {
        self.id = id
        self.ruleID = ruleID
        self.scope = scope
        self.reason = reason
        self.category = category
        self.requestedBy = requestedBy
        self.approvedBy = approvedBy
        self.created = created
        self.expires = expires
        self.ticket = ticket
        self.source = source
        self.origin = origin
    }
}
