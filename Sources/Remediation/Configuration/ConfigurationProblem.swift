package import Basics
package import Documents
package import RuleEngine

/// Something about a configuration that somebody should know, with its place.
package struct ConfigurationProblem: Hashable, Sendable, Comparable {
    /// What it means for the run.
    package enum Kind: String, Hashable, Sendable {
        /// The file does not count.
        case invalidFile = "invalid-configuration"
        /// One value does not count, for the operator or the organization does not let it.
        case refusedOverride = "refused-override"
        /// A setting is for a rule that no pack of this run has.
        case unknownRule = "unknown-rule"
        /// An entry is no waiver, and its finding stands.
        case invalidWaiver = "invalid-waiver"
        /// A waiver covers nothing although its rule ran.
        case staleWaiver = "stale-waiver"
    }

    package var kind: Kind
    package var source: SourceLocation
    package var reason: String
    package var remedy: String?
    /// The rule that a waiver is about.
    package var ruleID: String?

    /// A problem from its parts.
    package init(
        _ kind: Kind, at source: SourceLocation, _ reason: String, remedy: String? = nil,
        ruleID: String? = nil
    ) {
        self.kind = kind
        self.source = source
        self.reason = reason
        self.remedy = remedy
        self.ruleID = ruleID
    }

    /// A problem that a reader of a file noted.
    package init(_ kind: Kind, _ problem: RecordProblem, ruleID: String? = nil) {
        self.init(
            kind,
            at: SourceLocation(
                file: problem.file, line: problem.position.line, column: problem.position.column),
            problem.reason, remedy: problem.remedy, ruleID: ruleID)
    }

    /// What a person reads; control characters are escaped.
    package var diagnostic: Diagnostic {
        Diagnostic(.usage, attempted, on: source.description, because: reason, remedy: remedy)
    }

    private var attempted: String {
        switch kind {
        case .invalidFile: "read the configuration"
        case .refusedOverride: "override a value"
        case .unknownRule: "find the rule"
        case .invalidWaiver: "accept the waiver"
        case .staleWaiver: "use the waiver"
        }
    }

    package static func < (left: ConfigurationProblem, right: ConfigurationProblem) -> Bool {
        (left.source.file, left.source.line, left.source.column, left.reason)
            < (right.source.file, right.source.line, right.source.column, right.reason)
    }
}
