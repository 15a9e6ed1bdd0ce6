/// The test facts in plain English.
enum TestWords {
    /// A few words for a table.
    static func short(_ tests: TestFacts) -> String {
        guard tests.verdict != .notRun else { return "not run" }
        let runs = [("before", tests.before), ("after", tests.after)].compactMap { name, run in
            run.map { "\($0.passed) passed, \($0.failed) failed \(name)" }
        }
        return ([verdict(tests.verdict)] + runs).joined(separator: "; ")
    }

    /// Sentences for the description; `command` and `reason` are set as the caller wants them.
    static func sentences(_ tests: TestFacts, command: String?, reason: String) -> String {
        let suite = "The repository's own tests" + (command.map { " (`\($0)`)" } ?? "")
        let counts = counts(tests)
        switch tests.verdict {
        case .passing: return "\(suite) pass before and after the change\(counts)."
        case .fixed:
            return "\(suite) are better off with the change\(counts). "
                + "Tests that failed before and no longer do: \(tests.fixed.count)."
        case .unchangedFailures:
            return "\(suite) fail in the same places before and after the change\(counts). "
                + "Failures that were there before: \(tests.preexisting.count)."
        case .regressed:
            return "\(suite) have new failures with the change\(counts). "
                + "Tests affected: \(tests.regressions.count)."
        case .notRun:
            let why = reason.isEmpty ? "" : ": \(reason)"
            return "\(suite) were not run\(why). Nothing is claimed about them."
        }
    }

    private static func counts(_ tests: TestFacts) -> String {
        let runs = [("before", tests.before), ("after", tests.after)].compactMap { name, run in
            run.map { run in
                let skipped = run.skipped == 0 ? "" : ", \(run.skipped) skipped"
                return "\(run.passed) passed and \(run.failed) failed\(skipped) \(name)"
            }
        }
        return runs.isEmpty ? "" : ": " + runs.joined(separator: "; ")
    }

    private static func verdict(_ verdict: TestFacts.Verdict) -> String {
        switch verdict {
        case .passing: "passing"
        case .fixed: "repaired"
        case .unchangedFailures: "the same failures"
        case .regressed: "regressed"
        case .notRun: "not run"
        }
    }
}
