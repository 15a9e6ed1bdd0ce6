internal import Basics
internal import Documents
internal import Snapshots

/// One case of one rule being run: as written, then changed.
struct RuleTestCase {
    let rule: Rule
    let test: RuleTest
    /// Compiled for the case's variables: the rule alone, and among all rules.
    let alone: CompiledRuleSet
    let together: CompiledRuleSet
    let context: EvaluationContext

    /// Runs the case and its variants.
    func run() -> RuleTestResult {
        var result = RuleTestResult(
            ruleID: rule.id, name: test.name, source: test.source, variants: ["as written"],
            skipped: [], failures: [])
        do {
            let original = try plan(test.files, alone)
            result.failures = RuleTestExpectation(test: test, rule: rule).failures(of: original)
            // What is wrong as written would only be said once more of each variant.
            guard result.failures.isEmpty else { return result }
            for variant in RuleVariant.allCases { try run(variant, of: original, into: &result) }
        } catch {
            result.failures.append("\(error)")
        }
        return result
    }

    private func run(
        _ variant: RuleVariant, of original: PatchResult, into result: inout RuleTestResult
    ) throws(PatchError) {
        func skip(_ reason: String) {
            result.skipped.append(.init(name: variant.rawValue, reason: reason))
        }
        if let exception = test.exceptions, exception.variants.contains(variant) {
            return skip(exception.reason)
        }
        let failures: [String]
        let builder = VariantBuilder(
            rule: rule, test: test, original: original,
            meaning: MeaningComparison(
                grammars: context.grammars, languages: alone.catalog))
        switch builder.product(variant) {
        case .skipped(let reason)?: return skip(reason)
        case .files(let files)?:
            failures = VariantComparison(
                rule: rule, test: test, original: original, variant: files
            ).failures(of: try plan(files.files, alone))
        case nil:
            if original.applied.isEmpty, [.again, .allPatches, .minimal].contains(variant) {
                return skip("nothing was patched")
            }
            failures = try self.failures(running: variant, of: original)
        }
        result.variants.append(variant.rawValue)
        result.failures += failures.map { "\(variant.rawValue): \($0)" }
    }

    /// The variants that run the same files in another way.
    private func failures(
        running variant: RuleVariant, of original: PatchResult
    ) throws(PatchError) -> [String] {
        switch variant {
        case .again: return again(try plan(afterFiles(original), alone), original)
        case .shuffled: return shuffled(try plan(reorderedFiles, alone), original)
        case .minimal:
            return try MinimalityCheck(rule: rule, test: test, compiled: alone, context: context)
                .failures(of: original)
        case .allPatches: return together(try plan(test.files, together), original)
        default:
            let result = try plan(test.files, together, only: [rule.id])
            let comparison = VariantComparison(
                rule: rule, test: test, original: original, variant: VariantFiles(test.files))
            // A patch that makes another rule apply has to wait for that rule's own, which `all-patches` looks at.
            let waits = result.applied.count < original.applied.count
            return waits
                ? comparison.detectionFailures(of: result) : comparison.failures(of: result)
        }
    }

    private func plan(
        _ files: [RepositoryPath: MemorySnapshot.File], _ rules: CompiledRuleSet,
        only ids: Set<String>? = nil
    ) throws(PatchError) -> PatchResult {
        // What a rule itself calls unsafe is tried; what only turns out so is left for the case to expect.
        let options = PatchOptions(allowsUnsafe: rule.patch?.safety == .unsafe, rules: ids)
        return try PatchPlanner(compiled: rules, context: context, options: options)
            .plan(on: MemorySnapshot(files: files))
    }

    private func again(_ result: PatchResult, _ original: PatchResult) -> [String] {
        var failures: [String] = []
        if !result.applied.isEmpty {
            let paths = result.changes.keys.sorted().map(\.description).joined(separator: ", ")
            failures.append("what was patched is patched again: \(paths)")
        }
        let left = Set(original.remaining.findings.map(\.fingerprint))
        let found = Set(result.remaining.findings.map(\.fingerprint))
        if left != found { failures.append("\(found.count) findings instead of \(left.count)") }
        return failures
    }

    private func shuffled(_ result: PatchResult, _ original: PatchResult) -> [String] {
        result.changes == original.changes && result.planDigest == original.planDigest
            && result.before.findings == original.before.findings
            && result.before.outcomes == original.before.outcomes
            ? [] : ["another order of files gives another result"]
    }

    /// The rule must close its findings among the patches of all others too.
    private func together(_ result: PatchResult, _ original: PatchResult) -> [String] {
        let claimed = Set(original.applied.map(\.finding.fingerprint))
        return result.remaining.findings.filter {
            $0.ruleID == rule.id && claimed.contains($0.fingerprint)
        }.map { finding in
            let why = result.declined.first { $0.finding.fingerprint == finding.fingerprint }
            let winner = why?.winner.map { " (\($0.ruleID) in \($0.path))" } ?? ""
            return "the finding stays: \(why?.reason ?? "no reason given")\(winner)"
        }
    }

    private func afterFiles(_ result: PatchResult) -> [RepositoryPath: MemorySnapshot.File] {
        var files = test.files
        files.apply(result)
        return files
    }

    /// The same files in a dictionary that hands them out in another order.
    private var reorderedFiles: [RepositoryPath: MemorySnapshot.File] {
        var files: [RepositoryPath: MemorySnapshot.File] = [:]
        files.reserveCapacity(test.files.count * 8)
        for path in test.files.keys.sorted(by: >) { files[path] = test.files[path] }
        return files
    }
}
