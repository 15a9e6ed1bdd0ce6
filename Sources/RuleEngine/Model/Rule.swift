package import Basics
package import Documents

/// A place in a file of a pack, for messages to the pack's author.
package struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
    /// The file, as the user would type it.
    package let file: String
    /// The line, from 1.
    package let line: Int
    /// The column in Unicode scalars, from 1.
    package let column: Int

    /// A place from its parts.
    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }
}

/// The sentence of a policy that asks for a rule.
package struct PolicyReference: Hashable, Sendable {
    /// The document's file name in the pack's `policies` folder.
    package let document: String
    /// The document's id, such as `OPS-2.1`: the file name up to the second hyphen.
    package let id: String
    /// The heading of the section.
    package let section: String
    /// The sentence, which stands verbatim in that section.
    package let clause: String

    /// A reference from its parts.
    package init(document: String, id: String, section: String, clause: String) {
        self.document = document
        self.id = id
        self.section = section
        self.clause = clause
    }
}

/// One rule of a pack.
package struct Rule: Sendable {
    package var id: String
    package var version: Int
    package var title: String
    package var description: String?
    package var severity: Severity
    package var confidence: Confidence
    package var stage: Stage
    /// For a deprecated rule, the rule that takes its place.
    package var replacedBy: String?
    package var tags: [String]
    package var references: [String]
    package var policies: [PolicyReference]
    /// The rule's own variables, on top of the pack's.
    package var variables: [VariableDeclaration]
    package var applicability: Applicability
    package var detector: Detector
    /// Nodes with ids that decide nothing, looked at when a condition, a template or another node asks for them.
    package var facts: [Detector]
    package var message: Template
    package var remediation: String
    package var patch: PatchRecipe?
    package var tests: [RuleTest]
    /// The pack that the rule belongs to.
    package var pack: String
    /// The rule's file.
    package var source: SourceLocation
    /// Over what changes the rule's results: everything but prose and tests.
    package var digest: Digest

    /// A rule from its parts.
    package init(
        id: String, version: Int, title: String, description: String?, severity: Severity,
        confidence: Confidence, stage: Stage, tags: [String], references: [String],
        policies: [PolicyReference], variables: [VariableDeclaration], applicability: Applicability,
        detector: Detector, facts: [Detector] = [], message: Template, remediation: String,
        patch: PatchRecipe?, tests: [RuleTest], pack: String, source: SourceLocation, digest: Digest
    ) {
        self.id = id
        self.version = version
        self.title = title
        self.description = description
        self.severity = severity
        self.confidence = confidence
        self.stage = stage
        self.tags = tags
        self.references = references
        self.policies = policies
        self.variables = variables
        self.applicability = applicability
        self.detector = detector
        self.facts = facts
        self.message = message
        self.remediation = remediation
        self.patch = patch
        self.tests = tests
        self.pack = pack
        self.source = source
        self.digest = digest
    }
}

/// A variable that a pack or a rule declares.
package struct VariableDeclaration: Hashable, Sendable {
    /// What a value must look like.
    package enum Kind: String, CaseIterable, Sendable {
        case string, int, bool, `enum`, list
        case httpPath = "http_path"
        case httpHeader = "http_header"
        case githubOwner = "github_owner"
        case semver
        case map
    }

    package var name: String
    package var kind: Kind
    /// The value when nobody gives one; nil for a variable that may be without.
    package var defaultValue: VariableValue?
    /// The values of an `enum`.
    package var values: [String]
    package var description: String?
    /// Whether a repository's own configuration may give the value.
    package var isRepositoryOverridable: Bool

    /// A declaration from its parts.
    package init(
        name: String, kind: Kind, defaultValue: VariableValue?, values: [String] = [],
        description: String? = nil, isRepositoryOverridable: Bool = false
    ) {
        self.name = name
        self.kind = kind
        self.defaultValue = defaultValue
        self.values = values
        self.description = description
        self.isRepositoryOverridable = isRepositoryOverridable
    }
}

/// The value of a variable.
package enum VariableValue: Hashable, Sendable {
    case text(String)
    case list([String])
    /// A mapping of structured data.
    case map(DataValue)

    /// The value as a template shows it.
    package var text: String {
        switch self {
        case .text(let text): text
        case .list(let items): items.joined(separator: ", ")
        case .map(let value): value.jsonText
        }
    }
}

/// Where a rule applies.
package struct Applicability: Sendable {
    /// What one evaluation looks at.
    package enum Scope: String, CaseIterable, Sendable { case repo, component, file }

    /// A dependency that a component must declare.
    package struct Dependency: Hashable, Sendable {
        package var ecosystem: String
        package var package: String
        /// A version constraint in the ecosystem's own words; nil for any version.
        package var version: String?

        /// A condition from its parts.
        package init(ecosystem: String, package: String, version: String?) {
            self.ecosystem = ecosystem
            self.package = package
            self.version = version
        }
    }

    package var scope: Scope = .repo
    package var languages: [String] = []
    package var dependencies: [Dependency] = []
    package var existsAll: [String] = []
    package var existsAny: [String] = []
    package var existsNone: [String] = []
    /// What must be so of the repository; nil for nothing.
    package var repository: RepositoryCondition?
    /// Globs of what makes a folder a component for this rule; empty for the usual manifests.
    package var markers: [String] = []
    package var include: [String] = []
    package var exclude: [String] = []
    package var condition: Detector?

    /// Everywhere.
    package init() {}
}
