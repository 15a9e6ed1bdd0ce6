internal import Basics
internal import Documents
internal import Snapshots

/// What a case says must happen, held against what happened.
struct RuleTestExpectation {
    let test: RuleTest
    let rule: Rule

    /// What is not as expected; a case in which nothing was evaluated never passes.
    func failures(of result: PatchResult) -> [String] {
        outcomeFailures(result.before) + findingFailures(result.before) + patchFailures(result)
            + afterFailures(result)
    }

    private func outcomeFailures(_ report: DetectionReport) -> [String] {
        let outcomes = report.outcomes.filter { $0.ruleID == rule.id }
        let names = Set(outcomes.map(\.result.name))
        guard !names.isEmpty else { return ["nothing was evaluated"] }
        let isExpected =
            test.outcome == "fail"
            ? names.contains("fail")
            : names.contains(test.outcome) && names.isDisjoint(with: ["fail", "error"])
        guard !isExpected else { return [] }
        let details = outcomes.map { outcome in
            switch outcome.result {
            case .notEvaluated(let reason), .error(let reason):
                "\(outcome.result.name) (\(reason))"
            default: outcome.result.name
            }
        }
        return ["outcome \(details.joined(separator: ", ")) instead of \(test.outcome)"]
    }

    private func findingFailures(_ report: DetectionReport) -> [String] {
        guard let expected = test.findings else { return [] }
        var rest = report.findings.filter { $0.ruleID == rule.id }
        var failures: [String] = []
        for wanted in expected {
            if let index = rest.firstIndex(where: { wanted.describes($0) }) {
                rest.remove(at: index)
            } else {
                failures.append("no finding \(wanted.text)")
            }
        }
        return failures
            + rest.map { finding in
                let line = finding.start.map { ":\($0.line)" } ?? ""
                return
                    "unexpected finding \(finding.path?.description ?? "")\(line): \(finding.message)"
            }
    }

    private func patchFailures(_ result: PatchResult) -> [String] {
        let declined = result.declined.map { "declined (\($0.reason))" }.joined(separator: ", ")
        switch test.patch {
        case nil: return []
        case .applied:
            if result.applied.isEmpty || !result.declined.isEmpty {
                return ["patch \(declined.isEmpty ? "not applied" : declined) instead of applied"]
            }
        case .declined(let reason):
            guard let first = result.declined.first else {
                return ["patch \(result.applied.isEmpty ? "none" : "applied") instead of declined"]
            }
            if let reason, !result.declined.contains(where: { $0.reason.contains(reason) }) {
                return ["patch declined (\(first.reason)) instead of declined (\(reason))"]
            }
        case .some(.none):
            if !result.applied.isEmpty || !result.declined.isEmpty {
                return ["patch \(declined.isEmpty ? "applied" : declined) instead of none"]
            }
        }
        return []
    }

    private func afterFailures(_ result: PatchResult) -> [String] {
        var failures: [String] = []
        let changed = result.changes.keys.sorted()
        if let touched = test.touched?.sorted(), touched != changed {
            failures.append("touched \(changed) instead of \(touched)")
        }
        guard let after = test.after else { return failures }
        for (path, expected) in after.sorted(by: { $0.key < $1.key }) {
            guard let actual = try? result.after.bytes(of: path, limit: .max) else {
                failures.append("\(path) is not there afterwards")
                continue
            }
            if actual != expected {
                failures.append(
                    "\(path) differs\n" + TextDiff(expected: expected, actual: actual).text)
            }
        }
        for path in changed where after[path] == nil {
            failures.append("\(path) changes, and the case does not say so")
        }
        return failures
    }
}

extension RuleTest.ExpectedFinding {
    /// Whether a finding is the one expected.
    fileprivate func describes(_ finding: Finding) -> Bool {
        (path.map { $0 == finding.path?.description } ?? true)
            && (line.map { $0 == finding.start?.line } ?? true)
            && (message.map { finding.message.contains($0) } ?? true)
            && (messagePattern.map { Self.matches($0, finding.message) } ?? true)
    }

    /// A pattern that gives up has not matched.
    private static func matches(_ pattern: String, _ text: String) -> Bool {
        let expression = try? RegularExpression(pattern)
        return (try? expression?.matches(Array(text.utf8), using: PatternMatcher())) ?? false
    }

    fileprivate var text: String {
        [
            path, line.map { "line \($0)" }, message.map { "with `\($0)`" },
            messagePattern.map { "that matches `\($0)`" },
        ].compactMap(\.self).joined(separator: " ")
    }
}
