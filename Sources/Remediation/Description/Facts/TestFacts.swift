/// What the repository's own tests said before and after the change.
package struct TestFacts: Sendable, Hashable {
    /// The comparison in one word.
    package enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// Passing before and after.
        case passing
        /// Failures from before are gone, none is new.
        case fixed
        /// The same failures before and after.
        case unchangedFailures = "unchanged-failures"
        /// Something that passed before fails.
        case regressed
        /// The tests could not be run, or there are none.
        case notRun = "not-run"
    }

    /// The counts of one run.
    package struct Run: Sendable, Hashable {
        /// Tests that passed.
        package var passed: Int
        /// Tests that failed, errors included.
        package var failed: Int
        /// Tests that were skipped.
        package var skipped: Int

        /// All of them.
        package var total: Int { passed + failed + skipped }

        /// The counts.
        package init(passed: Int, failed: Int, skipped: Int = 0) {
            self.passed = passed
            self.failed = failed
            self.skipped = skipped
        }
    }

    /// The comparison in one word.
    package var verdict: Verdict
    /// The command as people would type it; nil when none was found.
    package var command: String?
    /// The run without the change; nil when there was none or it gave no counts.
    package var before: Run?
    /// The run with the change.
    package var after: Run?
    /// Tests that fail only with the change.
    package var regressions: [String]
    /// Tests that fail without the change, too.
    package var preexisting: [String]
    /// Tests the change repairs.
    package var fixed: [String]
    /// Why the tests were not run.
    package var notRunReason: String?

    /// Test facts, put in order.
    package init(
        verdict: Verdict, command: String? = nil, before: Run? = nil, after: Run? = nil,
        regressions: [String] = [], preexisting: [String] = [], fixed: [String] = [],
        notRunReason: String? = nil
    ) {
        func sorted(_ names: [String]) -> [String] {
            names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
        self.verdict = verdict
        self.command = command
        self.before = before
        self.after = after
        self.regressions = sorted(regressions)
        self.preexisting = sorted(preexisting)
        self.fixed = sorted(fixed)
        self.notRunReason = notRunReason
    }
}
