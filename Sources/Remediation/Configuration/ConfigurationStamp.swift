package import Basics
internal import RuleEngine

/// What reports say of the configuration that held.
package struct ConfigurationStamp: Hashable, Sendable {
    /// Over every value and waiver.
    package var digest: Digest
    /// The repository's own file; nil when there is none.
    package var source: String?
    /// What is wrong with the configuration and the waivers, sorted by place.
    package var problems: [ConfigurationProblem]

    /// A stamp from its parts.
    package init(digest: Digest, source: String?, problems: [ConfigurationProblem]) {
        self.digest = digest
        self.source = source
        self.problems = problems
    }

    /// The stamp as one object of the contract's JSON.
    package var json: JSONValue {
        .members([
            "digest": .string(digest.description), "source": .optional(source),
            "problems": .array(problems.map(\.json)),
        ])
    }
}

extension ConfigurationProblem {
    /// The problem as one object.
    package var json: JSONValue {
        .members([
            "kind": .string(kind.rawValue), "path": .string(source.file),
            "line": .int(source.line), "column": .int(source.column), "message": .string(reason),
            "remedy": .optional(remedy), "rule_id": .optional(ruleID),
        ])
    }
}
