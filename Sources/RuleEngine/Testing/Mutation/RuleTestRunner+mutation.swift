internal import Basics
internal import Documents
internal import Snapshots

extension RuleTestRunner {
    /// Takes each part of each rule away in turn and looks whether a case of the rule notices; sorted by rule and place.
    ///
    /// Only the cases as written are run, alone. A rule whose cases fail as they are is not changed, since they would
    /// notice everything; one result says so.
    package func mutate(_ packs: [RulePack], only ids: Set<String>? = nil) -> [RuleMutationResult] {
        mutate(packs, only: ids) { _ in true }
    }

    /// The changes that some filter lets through.
    func mutate(
        _ packs: [RulePack], only ids: Set<String>? = nil, where isWanted: (RuleMutant) -> Bool
    ) -> [RuleMutationResult] {
        let rules = packs.flatMap(\.rules).filter { ids?.contains($0.id) ?? true }
        var sets = CompiledSets(packs: packs, grammars: grammars, queriesFolder: queriesFolder)
        return rules.sorted { $0.id < $1.id }.flatMap { rule -> [RuleMutationResult] in
            if let name = firstFailingCase(of: rule, with: &sets) {
                return [untried(rule, because: name, with: &sets)]
            }
            return rule.mutants(RuleSourceMap(of: rule)).filter(isWanted).map {
                result(of: $0, with: &sets)
            }
        }
    }

    private func untried(
        _ rule: Rule, because name: String, with sets: inout CompiledSets
    ) -> RuleMutationResult {
        let test = rule.tests.first { $0.name == name }
        let failure = test.flatMap { failures(of: rule, in: $0, with: &sets).first } ?? "it fails"
        return RuleMutationResult(
            ruleID: rule.id, change: "anything", source: test?.source ?? rule.source,
            verdict: .notTried("its case `\(name)` fails without a change: \(failure)"))
    }

    private func result(
        of mutant: RuleMutant, with sets: inout CompiledSets
    ) -> RuleMutationResult {
        let verdict: RuleMutationResult.Verdict
        if let name = firstFailingCase(of: mutant.rule, likely: mutant.kind, with: &sets) {
            verdict = .caught(by: name)
        } else {
            verdict = mutant.equivalence.map { .equivalent($0) } ?? .notCovered
        }
        return RuleMutationResult(
            ruleID: mutant.rule.id, change: mutant.change, source: mutant.source, verdict: verdict)
    }

    /// The first case that does not come out as written; nil when all do.
    private func firstFailingCase(
        of rule: Rule, likely kind: RuleMutant.Kind? = nil, with sets: inout CompiledSets
    ) -> String? {
        let likely = rule.tests.filter { kind?.isNoticed(by: $0) ?? false }
        let others = rule.tests.filter { !(kind?.isNoticed(by: $0) ?? false) }
        return (likely + others).first {
            !failures(of: rule, in: $0, with: &sets).isEmpty
        }?.name
    }

    /// What is not as a case says.
    private func failures(
        of rule: Rule, in test: RuleTest, with sets: inout CompiledSets
    ) -> [String] {
        do throws(RulePackErrors) {
            let alone = try sets.set(only: rule.id, variables: test.variables)
            let planner = PatchPlanner(
                compiled: alone.replacing(rule), context: context(of: test),
                options: PatchOptions(allowsUnsafe: rule.patch?.safety == .unsafe))
            guard let result = try? planner.plan(on: MemorySnapshot(files: test.files)) else {
                return ["the patch cannot be planned"]
            }
            return RuleTestExpectation(test: test, rule: rule).failures(of: result)
        } catch {
            return error.errors.map(\.diagnostic.description)
        }
    }
}

extension RuleMutant.Kind {
    /// Whether a case is of the kind that mostly notices such a change, so that asking it first saves time.
    fileprivate func isNoticed(by test: RuleTest) -> Bool {
        switch self {
        case .condition: test.outcome == "not_applicable" || test.outcome == "pass"
        case .detection: test.outcome == "pass"
        case .precondition, .limit: if case .declined? = test.patch { true } else { false }
        case .operation: test.patch == .applied
        }
    }
}
