import Basics
import Documents
import FoundationEssentials
import Snapshots
import TestSupport
import Testing

@testable import RuleEngine

@Suite struct ShippedPackTests {
    /// The packs of the repository; what `vulnerable-dependency` needs to know comes with its own tests elsewhere.
    private static let loaded: Result<[RulePack], RulePackErrors> = Result {
        () throws(RulePackErrors) -> [RulePack] in
        let rules = PatchWorkbench.queriesFolder.dropLast("/queries".count)
        let all = (try? FileManager.default.contentsOfDirectory(atPath: String(rules))) ?? []
        let names = all.sorted().filter {
            FileManager.default.fileExists(atPath: "\(rules)/\($0)/pack.yaml")
        }
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

    @Test("nothing is wrong with the shipped packs")
    func lint() {
        let known = Set(Self.packs.flatMap(\.rules).map(\.id))
        for pack in Self.packs {
            let problems = PackLint.problems(in: pack, known: known)
            #expect(problems.map { "\($0.location): \($0.message)" } == [])
        }
    }

    @Test("a part of a rule that is taken away is noticed by its cases, as far as the seed looks")
    func mutation() {
        let runner = RuleTestRunner(
            grammars: PatchWorkbench.grammars, queriesFolder: PatchWorkbench.queriesFolder,
            knowledge: Ignorance())
        // All of them take minutes; `complybot rules test --mutate` does.
        var random = SplitMix64(seed: 11)
        let results = runner.mutate(Self.packs, only: Set(Self.rules)) { _ in
            random.next().isMultiple(of: 12)
        }
        #expect(results.count > 20)
        for result in results where result.isFailure {
            Issue.record("\(result.ruleID) (\(result.source)): \(result.change): \(result.verdict)")
        }
    }

    @Test("the order of the shipped rules' patches does not matter, unless they say so")
    func confluence() {
        let runner = RuleTestRunner(
            grammars: PatchWorkbench.grammars, queriesFolder: PatchWorkbench.queriesFolder,
            knowledge: Ignorance())
        for pair in runner.confluence(Self.packs) where pair.isFailure {
            Issue.record("\(pair.first), \(pair.second): \(pair.difference ?? "")")
        }
    }
}
