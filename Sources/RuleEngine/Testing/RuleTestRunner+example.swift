internal import Documents
internal import Snapshots

extension RuleTestRunner {
    /// The first case of a rule in which its patch is applied, with what it does; nil for a rule without one.
    package func example(
        of rule: Rule, in packs: [RulePack]
    ) -> (name: String, result: PatchResult)? {
        var sets = CompiledSets(packs: packs, grammars: grammars, queriesFolder: queriesFolder)
        for test in rule.tests where test.patch == .applied {
            guard let alone = try? sets.set(only: rule.id, variables: test.variables) else {
                continue
            }
            let planner = PatchPlanner(
                compiled: alone, context: context(of: test),
                options: PatchOptions(allowsUnsafe: rule.patch?.safety == .unsafe))
            if let result = try? planner.plan(on: MemorySnapshot(files: test.files)),
                !result.applied.isEmpty
            {
                return (test.name, result)
            }
        }
        return nil
    }
}
