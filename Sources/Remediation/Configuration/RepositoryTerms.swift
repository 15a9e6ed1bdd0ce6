internal import Basics
package import RuleEngine
package import Snapshots

/// What holds for one repository in one run: its configuration, its rules, its waivers, and the day.
package struct RepositoryTerms: Sendable {
    package private(set) var configuration: EffectiveConfiguration
    /// The rules as the repository's configuration wants them.
    package let rules: CompiledRuleSet
    /// The day on which waivers are looked at.
    package let day: Day
    private let policy: OperatorPolicy
    private let repository: String
    private let severities: [String: Severity]
    private let known: Set<String>

    /// The terms of a tree under what the operator says.
    ///
    /// Variables that `pinned` names have been given on the command line, which goes before a repository's word.
    ///
    /// - Throws: `RulePackErrors` when a value makes a pattern that cannot be compiled.
    package init(
        of snapshot: any Snapshot, named repository: String, rules: CompiledRuleSet,
        under policy: OperatorPolicy, on day: Day, pinned: Set<String> = []
    ) throws {
        self.policy = policy
        self.repository = repository
        self.day = day
        var configuration = EffectiveConfiguration(of: snapshot, under: policy)
        let all = rules.ruleSet.packs.flatMap { pack in pack.rules.map { (pack, $0) } }
        let reader = RuleSettingsReader(rules: all, pinned: pinned)
        let outcome = reader.adjustments(of: configuration)
        configuration.note(outcome.errors, refusals: outcome.refusals)
        self.configuration = configuration
        self.rules = try rules.adjusted(outcome.adjustments)
        known = Set(all.map(\.1.id))
        severities = Dictionary(
            all.map { ($0.1.id, outcome.adjustments[$0.1.id]?.severity ?? $0.1.severity) },
            uniquingKeysWith: { first, _ in first })
    }

    package var settings: RepositoryConfiguration { configuration.settings }

    /// Whether the repository does not want to be looked at.
    package var isOptedOut: Bool { settings.mode == .off }

    /// What the repository does not want looked at.
    package var ignoredPaths: [Glob] { settings.ignoredPaths.compactMap { try? Glob($0) } }

    /// Whether anything may be waived at all; without, findings need not be known before they are patched.
    package var mayWaive: Bool {
        !configuration.waivers.waivers.isEmpty || policy.waivers.allowsInline
            || !policy.registry.waivers(for: repository).isEmpty
    }

    /// Whether comments may waive findings.
    package var allowsWaiverComments: Bool { policy.waivers.allowsInline }

    /// Everything that is wrong with the configuration itself, sorted.
    package var problems: [ConfigurationProblem] {
        (configuration.errors + configuration.refusals).sorted()
    }

    /// What reports say of the configuration, given the problems of the waivers.
    package func stamp(_ problems: [ConfigurationProblem]) -> ConfigurationStamp {
        ConfigurationStamp(
            digest: configuration.digest, source: configuration.file,
            problems: (self.problems + problems).sorted())
    }

    /// What the findings of the tree count as, and what is wrong with the waivers.
    package func judge(_ report: DetectionReport, in snapshot: any Snapshot) -> Judgement {
        let own = configuration.isValid ? configuration.waivers : .init()
        let inline = InlineWaivers(in: snapshot, isAllowed: policy.waivers.allowsInline)
            .waivers(for: report.findings, unusedIn: report.waiverComments, of: known)
        let waivers = own.waivers + policy.registry.waivers(for: repository) + inline.waivers
        var judgement = Judge(waivers, policy: policy.waivers, on: day).judge(
            report.findings, outcomes: report.outcomes, severities: severities)
        judgement.problems += own.problems + inline.problems
        for waiver in waivers where !known.contains(waiver.ruleID) {
            guard let near = NearestName.to(waiver.ruleID, among: known) else { continue }
            judgement.problems.append(
                ConfigurationProblem(
                    .invalidWaiver, at: waiver.source, "no pack has the rule \(waiver.ruleID)",
                    remedy: "did you mean \(near)?", ruleID: waiver.ruleID))
        }
        judgement.problems.sort()
        for index in judgement.findings.indices
        where settings.mode(of: judgement.findings[index].finding.ruleID) == .report {
            judgement.findings[index].isReportOnly = true
        }
        return judgement
    }

    /// Options for patching: the rules whose mode is `fix`, within the repository's limits, but nothing that is waived.
    package func patchOptions(
        _ base: PatchOptions, waived findings: [JudgedFinding]
    ) -> PatchOptions {
        var options = base
        let fixed = rules.ruleSet.rules.map(\.id).filter { settings.mode(of: $0) == .fix }
        options.rules = base.rules.map { $0.intersection(fixed) } ?? Set(fixed)
        options.exceptions.formUnion(
            findings.filter { $0.status == .waived }.map(\.finding.fingerprint))
        options.budget.files = min(options.budget.files, settings.budget.files)
        options.budget.addedLines = min(options.budget.addedLines, settings.budget.addedLines)
        options.budget.removedLines = min(
            options.budget.removedLines, settings.budget.removedLines)
        return options
    }
}
