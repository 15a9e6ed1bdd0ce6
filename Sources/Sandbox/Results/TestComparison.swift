/// The tests before a patch against those after it.
package struct TestComparison: Sendable, Hashable {
    /// What became of one test.
    package enum Change: String, Sendable, Hashable {
        /// It was bad and is good.
        case fixed
        /// It is as it was, good or bad.
        case unchanged
        /// It was good and is bad.
        case regressed
        /// It was not there before.
        case new
        /// It is bad at one time and good at another, on the same tree.
        case flaky
        /// It was there before and is not any more, or is skipped now.
        case notRun = "not-run"
    }

    /// One test, before and after.
    package struct Test: Sendable, Hashable {
        /// `classname::name`.
        package var id: String
        /// What became of it.
        package var change: Change
        /// The verdict before; nil when it was not there.
        package var before: TestVerdict?
        /// The verdict after; nil when it is not there.
        package var after: TestVerdict?
    }

    /// What all tests together say about the patch.
    package enum Verdict: Sendable, Hashable {
        /// Nothing is bad after the patch.
        case clean
        /// What is bad after the patch was bad before it; the tests, or nothing when they are not known one by one.
        case preExistingFailures([String])
        /// The patch made these bad; nothing when they are not known one by one.
        case regressed([String])
        /// Nothing can be said.
        case notRun(NotRunReason)
    }

    /// The run before the patch.
    package var before: TestRun
    /// The run after the patch, or its repetition where that was the better one.
    package var after: TestRun
    /// Every test of either run, sorted by id; empty when a run does not know its tests one by one.
    package var tests: [Test]
    /// What all tests together say.
    package var verdict: Verdict

    /// "12 passed → 15 passed", or once why neither ran: the same runs, the same line.
    package var summary: String {
        if case .notRun = before, before == after { return after.summary }
        return "\(before.summary) → \(after.summary)"
    }

    /// The ids of the tests that came to a change.
    package func ids(_ change: Change) -> [String] {
        tests.filter { $0.change == change }.map(\.id)
    }
}

extension TestComparison {
    /// Compares two runs, and the repetition of the second if there was one.
    ///
    /// A test that is bad in `after` and good in `repetition` is flaky, and does not speak against the patch.
    package static func compare(
        before: TestRun, after: TestRun, repetition: TestRun? = nil
    ) -> TestComparison {
        let better = repetition.flatMap { $0.isBetter(than: after) ? $0 : nil } ?? after
        let tests = changes(before: before, after: after, repetition: repetition)
        return TestComparison(
            before: before, after: better, tests: tests,
            verdict: verdict(before: before, after: better, tests: tests))
    }

    private static func changes(before: TestRun, after: TestRun, repetition: TestRun?) -> [Test] {
        guard let old = before.verdicts, let new = after.verdicts else { return [] }
        let again = repetition?.verdicts ?? [:]
        return Set(old.keys).union(new.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .map { id in
                let isFlaky = new[id]?.isBad == true && again[id].map { !$0.isBad } == true
                let change: Change = isFlaky ? .flaky : change(from: old[id], to: new[id])
                return Test(id: id, change: change, before: old[id], after: new[id])
            }
    }

    private static func change(from old: TestVerdict?, to new: TestVerdict?) -> Change {
        switch (old, new) {
        case (_, nil): .notRun
        case (nil, let new?): new == .skipped ? .notRun : .new
        case (let old?, let new?):
            if old == new || (old.isBad && new.isBad) {
                .unchanged
            } else if new.isBad {
                .regressed
            } else if old.isBad && new == .passed {
                .fixed
            } else {
                new == .skipped ? .notRun : .unchanged
            }
        }
    }

    private static func verdict(before: TestRun, after: TestRun, tests: [Test]) -> Verdict {
        if case .notRun(let reason) = after { return .notRun(reason) }
        let culprits = tests.filter { test in
            switch test.change {
            case .regressed: true
            case .new: test.after?.isBad == true
            // A good test that vanished is as bad as one that fails; a failing or skipped one is no loss.
            case .notRun: test.before == .passed
            case .fixed, .unchanged, .flaky: false
            }
        }
        if !culprits.isEmpty { return .regressed(culprits.map(\.id)) }
        // Tests that were known one by one and have become a mere status are tests that vanished.
        if before.verdicts != nil, case .ran = after, after.verdicts == nil {
            return .regressed([])
        }
        let standing = tests.filter { $0.change == .unchanged && $0.after?.isBad == true }.map(\.id)
        if after.isSuccess { return .clean }
        switch before {
        case .notRun(let reason): return .notRun(reason)
        case .error: return .preExistingFailures(standing)
        case .ran(let report):
            // Without culprits among the tests, a status that has turned bad speaks for itself.
            if report.isSuccess { return isExplained(after, by: tests) ? .clean : .regressed([]) }
            if case .error = after { return .regressed([]) }
            return .preExistingFailures(standing)
        }
    }

    /// Whether every bad test of a run is flaky, so that its status says nothing more.
    private static func isExplained(_ run: TestRun, by tests: [Test]) -> Bool {
        guard case .ran(let report) = run, let outcomes = report.outcomes else { return false }
        let flaky = Set(tests.filter { $0.change == .flaky }.map(\.id))
        let bad = outcomes.filter(\.verdict.isBad)
        return !bad.isEmpty && bad.allSatisfy { flaky.contains($0.id) }
    }
}

extension TestRun {
    /// The verdicts by test; nil when they are not known one by one.
    fileprivate var verdicts: [String: TestVerdict]? {
        guard case .ran(let report) = self, let outcomes = report.outcomes else { return nil }
        return Dictionary(outcomes.map { ($0.id, $0.verdict) }) { first, _ in first }
    }

    fileprivate func isBetter(than other: TestRun) -> Bool {
        guard case .ran(let mine) = self else { return false }
        guard case .ran(let theirs) = other else { return true }
        if mine.isSuccess != theirs.isSuccess { return mine.isSuccess }
        return mine.count(.failed) + mine.count(.error) < theirs.count(.failed)
            + theirs.count(.error)
    }
}
