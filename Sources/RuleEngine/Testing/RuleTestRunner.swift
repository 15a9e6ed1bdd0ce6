internal import Basics
package import Documents
internal import Snapshots

/// Runs the cases that rules carry, as written and in variants that must come to the same.
package struct RuleTestRunner: Sendable {
    let grammars: GrammarLibrary
    let queriesFolder: String
    let knowledge: any DependencyKnowledge

    /// A runner with what cases need of the world.
    package init(
        grammars: GrammarLibrary, queriesFolder: String, knowledge: any DependencyKnowledge
    ) {
        self.grammars = grammars
        self.queriesFolder = queriesFolder
        self.knowledge = knowledge
    }

    /// Runs every case of every rule, or of the rules with certain ids; sorted by rule and the order of the cases.
    ///
    /// Each rule is run alone, as written and in every variant that fits the case; a variant that does not says why.
    package func run(
        _ packs: [RulePack], only ids: Set<String>? = nil,
        onStart: (_ ruleID: String) -> Void = { _ in }
    ) -> [RuleTestResult] {
        let rules = packs.flatMap(\.rules).filter { ids?.contains($0.id) ?? true }
        var workshop = CompiledSets(
            packs: packs, grammars: grammars, queriesFolder: queriesFolder)
        var results: [RuleTestResult] = []
        for rule in rules.sorted(by: { $0.id < $1.id }) {
            onStart(rule.id)
            if let missing = missingCases(of: rule) { results.append(missing) }
            for test in rule.tests { results.append(run(test, of: rule, with: &workshop)) }
        }
        return results + (ids == nil ? packs.flatMap(unusedFolders) : [])
    }

    private func run(
        _ test: RuleTest, of rule: Rule, with sets: inout CompiledSets
    ) -> RuleTestResult {
        do {
            return RuleTestCase(
                rule: rule, test: test,
                alone: try sets.set(only: rule.id, variables: test.variables),
                together: try sets.set(only: nil, variables: test.variables),
                context: context(of: test)
            ).run()
        } catch {
            return RuleTestResult(
                ruleID: rule.id, name: test.name, source: test.source, variants: [], skipped: [],
                failures: error.errors.map(\.diagnostic.description))
        }
    }

    func context(of test: RuleTest) -> EvaluationContext {
        var context = context(of: test.variables)
        context.facts = test.facts
        return context
    }

    /// `service` and `repository` among a case's variables name those.
    func context(of variables: [String: VariableValue]) -> EvaluationContext {
        let repository = variables["repository"]?.text ?? "repository"
        return EvaluationContext(
            repository: repository, service: variables["service"]?.text ?? repository,
            grammars: grammars, knowledge: knowledge)
    }

    /// A folder of files that no case uses fails, under the pack's name.
    private func unusedFolders(of pack: RulePack) -> [RuleTestResult] {
        PackLint.unusedTestFolders(of: pack).map { problem in
            RuleTestResult(
                ruleID: pack.name, name: "the tests", source: problem.location, variants: [],
                skipped: [],
                failures: [problem.message])
        }
    }

    /// A rule has a case that fails, one that passes and one that is not applicable.
    private func missingCases(of rule: Rule) -> RuleTestResult? {
        let missing = ["fail", "pass", "not_applicable"].filter { outcome in
            !rule.tests.contains { $0.outcome == outcome }
        }
        guard !missing.isEmpty else { return nil }
        return RuleTestResult(
            ruleID: rule.id, name: "the tests", source: rule.source, variants: [], skipped: [],
            failures: missing.map { "there is no case with the outcome \($0)" })
    }
}
