import Basics
import Documents
import Snapshots
import Testing

@testable import RuleEngine

@Suite struct ShippedPackTests {
    /// The packs of the repository; what `vulnerable-dependency` needs to know comes with its own tests elsewhere.
    private static let loaded: Result<[RulePack], RulePackErrors> = Result {
        () throws(RulePackErrors) -> [RulePack] in
        let rules = PatchWorkbench.queriesFolder.dropLast("/queries".count)
        let names = [
            "container-baseline", "repository-hygiene", "service-baseline", "supply-chain",
        ]
        return try RulePackLoader.load(
            folders: names.map { "\(rules)/\($0)" }, queries: PatchWorkbench.queriesFolder)
    }

    private static var packs: [RulePack] { (try? loaded.get()) ?? [] }
    private static let rules = packs.flatMap(\.rules).map(\.id).filter {
        $0 != "vulnerable-dependency"
    }

    @Test("the packs can be read")
    func load() {
        if case .failure(let error) = Self.loaded {
            Issue.record("\(error.errors.map(\.diagnostic.description).joined(separator: "\n"))")
        }
    }

    @Test("the cases of a shipped rule come out as written, in every variant", arguments: rules)
    func cases(rule: String) {
        let runner = RuleTestRunner(
            grammars: PatchWorkbench.grammars, queriesFolder: PatchWorkbench.queriesFolder,
            knowledge: Ignorance())
        let results = runner.run(Self.packs, only: [rule])
        #expect(!results.isEmpty)
        for result in results {
            #expect(
                result.isPassed,
                "\(result.ruleID), \(result.name): \(result.failures.joined(separator: "\n"))")
        }
    }
}
