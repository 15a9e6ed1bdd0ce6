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
        var variants = ["as written"]
        var failures: [String] = []
        do {
            let result = try plan(test.files, alone)
            failures = RuleTestExpectation(test: test, rule: rule).failures(of: result)
            if failures.isEmpty, !result.applied.isEmpty {
                for (name, found) in try self.variants(of: result) {
                    variants.append(name)
                    failures += found.map { "\(name): \($0)" }
                }
            }
        } catch {
            failures.append("\(error)")
        }
        return RuleTestResult(
            ruleID: rule.id, name: test.name, source: test.source, variants: variants,
            failures: failures)
    }

    private func plan(
        _ files: [RepositoryPath: MemorySnapshot.File], _ rules: CompiledRuleSet
    ) throws(PatchError) -> PatchResult {
        // What a rule itself calls unsafe is tried; what only turns out so is left for the case to expect.
        let options = PatchOptions(allowsUnsafe: rule.patch?.safety == .unsafe)
        return try PatchPlanner(compiled: rules, context: context, options: options)
            .plan(on: MemorySnapshot(files: files))
    }

    private func variants(
        of original: PatchResult
    ) throws(PatchError) -> [(name: String, failures: [String])] {
        var results: [(String, [String])] = []
        for variant in TestVariant.allCases where variant.applies(to: rule) {
            let files = variant.files(test.files)
            guard files != test.files else { continue }
            let result = try plan(files, alone)
            results.append((variant.rawValue, compare(result, with: original, in: variant)))
        }
        results.append(("again", again(try plan(afterFiles(original), alone), original)))
        results.append(("shuffled", shuffled(try plan(reorderedFiles, alone), original)))
        results.append(("all rules", together(try plan(test.files, together), original)))
        return results
    }

    private func compare(
        _ result: PatchResult, with original: PatchResult, in variant: TestVariant
    ) -> [String] {
        var failures: [String] = []
        let wanted = original.changes.keys.map(variant.path).sorted()
        let changed = result.changes.keys.sorted()
        if wanted != changed {
            let reasons = result.declined.map(\.reason).joined(separator: "; ")
            return ["changes \(list(changed)) instead of \(list(wanted)) (\(reasons))"]
        }
        for (path, change) in original.changes.sorted(by: { $0.key < $1.key }) {
            guard case .write(let after, _) = change,
                case .write(let actual, _) = result.changes[variant.path(path)]
            else { continue }
            let expected = variant.expectations(of: path, before: test.files[path], after: after)
            let plain = variant.withoutPlace(actual)
            guard !expected.contains(actual), !expected.contains(plain), let first = expected.first
            else { continue }
            failures.append("\(path) differs\n" + TextDiff(expected: first, actual: plain).text)
        }
        return failures
    }

    private func again(_ result: PatchResult, _ original: PatchResult) -> [String] {
        var failures: [String] = []
        if !result.applied.isEmpty {
            failures.append(
                "what was patched is patched again: \(list(result.changes.keys.sorted()))")
        }
        let left = Set(original.remaining.findings.map(\.fingerprint))
        let found = Set(result.remaining.findings.map(\.fingerprint))
        if left != found { failures.append("\(found.count) findings instead of \(left.count)") }
        return failures
    }

    private func shuffled(_ result: PatchResult, _ original: PatchResult) -> [String] {
        result.changes == original.changes && result.planDigest == original.planDigest
            ? [] : ["another order of files gives another plan"]
    }

    /// The rule must close its findings among all others too.
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
        for (path, change) in result.changes {
            switch change {
            case .write(let bytes, let mode): files[path] = .init(bytes: bytes, mode: mode)
            case .delete: files[path] = nil
            }
        }
        return files
    }

    /// The same files in a dictionary that hands them out in another order.
    private var reorderedFiles: [RepositoryPath: MemorySnapshot.File] {
        var files: [RepositoryPath: MemorySnapshot.File] = [:]
        files.reserveCapacity(test.files.count * 8)
        for path in test.files.keys.sorted(by: >) { files[path] = test.files[path] }
        return files
    }

    private func list(_ paths: [RepositoryPath]) -> String {
        paths.isEmpty ? "nothing" : paths.map(\.description).joined(separator: ", ")
    }
}
