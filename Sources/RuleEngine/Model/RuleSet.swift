package import Basics
package import Documents

/// The rules of a run with the values of their variables, and all else that decides the result.
package struct RuleSet: Sendable {
    /// The packs, sorted by name.
    package let packs: [RulePack]
    /// The enabled rules of all packs, sorted by id.
    package let rules: [Rule]
    /// Values of variables given from outside, by name; they go before the defaults.
    package let variables: [String: VariableValue]
    /// What one repository wants otherwise, by rule; already in `rules`.
    package let adjustments: [String: RuleAdjustment]

    /// The rules of some packs, perhaps only those with certain ids.
    package init(
        packs: [RulePack], only ids: Set<String>? = nil, variables: [String: VariableValue] = [:]
    ) {
        self.packs = packs.sorted { $0.name < $1.name }
        rules = packs.flatMap(\.rules).filter { ids?.contains($0.id) ?? true }.sorted {
            $0.id < $1.id
        }
        self.variables = variables
        adjustments = [:]
    }

    private init(_ other: RuleSet, adjustments: [String: RuleAdjustment]) {
        packs = other.packs
        rules = other.rules.compactMap { rule in
            guard let adjustment = adjustments[rule.id] else { return rule }
            if adjustment.isOff { return nil }
            var rule = rule
            rule.severity = adjustment.severity ?? rule.severity
            return rule
        }
        variables = other.variables
        self.adjustments = adjustments
    }

    /// The same rules as one repository wants them.
    package func adjusted(_ adjustments: [String: RuleAdjustment]) -> RuleSet {
        adjustments.isEmpty ? self : RuleSet(self, adjustments: adjustments)
    }

    /// Over the packs' digests, the enabled rules and the variables.
    package var digest: Digest {
        var fields =
            packs.flatMap { [$0.name, $0.digest.hex] } + ["rules"] + rules.map(\.id) + ["variables"]
        for name in variables.keys.sorted() { fields += [name, variables[name]?.text ?? ""] }
        for id in adjustments.keys.sorted() {
            guard let adjustment = adjustments[id] else { continue }
            fields += ["adjusted", id, adjustment.severity?.rawValue ?? ""]
            for name in adjustment.values.keys.sorted() {
                fields += [name, adjustment.values[name]?.text ?? ""]
            }
        }
        return .framed(fields)
    }
}

/// What one repository wants of a rule otherwise.
package struct RuleAdjustment: Hashable, Sendable {
    /// Whether the rule is not asked at all.
    package var isOff: Bool
    /// The severity in place of the rule's own.
    package var severity: Severity?
    /// Values of variables, for this rule alone; they go before all others.
    package var values: [String: VariableValue]

    /// An adjustment from its parts.
    package init(
        isOff: Bool = false, severity: Severity? = nil, values: [String: VariableValue] = [:]
    ) {
        self.isOff = isOff
        self.severity = severity
        self.values = values
    }
}

/// What the engine is told about the repository and the world; none of it is looked up while detecting.
package struct EvaluationContext: Sendable {
    /// The repository's name, such as `contoso-orders-api`.
    package var repository: String
    /// The service's name; the repository's unless configured.
    package var service: String
    package var grammars: GrammarLibrary
    /// What the forge knows of the repository.
    package var facts = RepositoryFacts()
    package var knowledge: any DependencyKnowledge
    /// What the repository does not want looked at.
    package var ignoredPaths: [Glob]
    /// Whether the files with comments that waive findings are to be named.
    package var findsWaiverComments = false
    /// By how many threads files may be read and scanned at once; the result is the same for any number.
    package var jobs = 1
    /// What earlier runs found out; nil to find everything out anew.
    package var cache: ResultCache?
    /// Who wants to know where the time goes; nil costs nothing.
    package var meter: RunMeter?

    /// A context from its parts.
    package init(
        repository: String, service: String, grammars: GrammarLibrary,
        knowledge: any DependencyKnowledge, ignoredPaths: [Glob] = []
    ) {
        self.repository = repository
        self.service = service
        self.grammars = grammars
        self.knowledge = knowledge
        self.ignoredPaths = ignoredPaths
    }
}

/// What is known about versions and vulnerabilities: pure, offline, and the same for the same `digest`.
package protocol DependencyKnowledge: Sendable {
    /// Over everything that the answers depend on.
    var digest: Digest { get }
    /// Whether anything is known of vulnerabilities at all; without, rules about them are not evaluated.
    var hasAdvisories: Bool { get }
    /// Whether a dependency as declared can only be satisfied within a constraint; nil when that cannot be said.
    func isWithin(_ constraint: String, _ dependency: DeclaredDependency) -> Bool?
    /// The known vulnerabilities of a dependency as declared, or nil when it has none.
    func vulnerability(of dependency: DeclaredDependency) -> Vulnerability?
}

/// What is known against one declared dependency.
package struct Vulnerability: Hashable, Sendable {
    /// Ids, CVE first where there is one, sorted.
    package var advisories: [String]
    /// The worst of them.
    package var severity: Severity
    /// The least version above the current one that none of them affects; nil when there is none.
    package var fixedVersion: String?
    /// Whether that version is of another major series (or another 0.x minor).
    package var isMajorChange: Bool

    /// A vulnerability from its parts.
    package init(
        advisories: [String], severity: Severity, fixedVersion: String?, isMajorChange: Bool
    ) {
        self.advisories = advisories
        self.severity = severity
        self.fixedVersion = fixedVersion
        self.isMajorChange = isMajorChange
    }
}

extension DependencyKnowledge {
    package var hasAdvisories: Bool { true }
}
