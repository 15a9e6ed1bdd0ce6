import Testing

@testable import RuleEngine

@Suite struct ExamplePackTests {
    @Test("the cases of the example pack come out as written, in every variant")
    func cases() throws {
        let pack = try RulePackLoader.load(
            folder: Probe.root + "/examples/other-stacks", queries: Probe.queries)
        #expect(PackLint.problems(in: pack).isEmpty)
        let runner = RuleTestRunner(
            grammars: Probe.grammars, queriesFolder: Probe.queries, knowledge: NoKnowledge())
        let results = runner.run([pack])
        #expect(results.count >= 28)
        for result in results {
            #expect(
                result.isPassed,
                "\(result.ruleID), \(result.name): \(result.failures.joined(separator: "\n"))")
        }
    }
}
