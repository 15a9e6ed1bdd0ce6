/// Compares what prose says about tests with what they said.
enum TestClaimCheck {
    private static let positive: Set<String> = [
        "pass", "passes", "passed", "passing", "green", "succeed", "succeeds", "succeeded",
        "successful",
        "successfully", "verified", "validated",
    ]
    private static let negative: Set<String> = [
        "not", "no", "never", "without", "cannot", "none", "nothing", "neither", "unable",
        "skipped",
    ]
    private static let quantities: Set<String> = [
        "dozens", "hundreds", "thousands", "hundred", "thousand", "million",
    ]

    /// Every claim about tests that the facts do not bear out.
    static func check(
        _ text: ReviewedText, _ tests: TestFacts
    ) -> [DescriptionReview.Violation] {
        let isRun = tests.verdict != .notRun
        var found: [DescriptionReview.Violation] = []
        for sentence in text.sentences {
            let isWrong =
                isRun ? contradicts(sentence, text.field, tests) : claimsARun(sentence, text.field)
            if isWrong { found.append(text.violation(.tests, sentence)) }
        }
        if text.field == "testing", !isRun,
            !text.sentences.contains(where: { $0.contains("not") || $0.contains("no") })
        {
            found.append(text.violation(.tests, ["does not say that the tests were not run"]))
        }
        return found
    }

    /// Without a run nothing passed, nothing is known of regressions, and tests are spoken of in the negative.
    private static func claimsARun(_ sentence: [String], _ field: String) -> Bool {
        if sentence.contains(where: positive.contains) { return true }
        if sentence.contains(where: isOutcome), sentence.contains(where: negative.contains) {
            return true
        }
        guard field != "changes", field != "policyCompliance" else { return false }
        return sentence.contains(where: isAboutTests)
            && !sentence.contains {
                negative.contains($0) || $0.hasSuffix("n't") || $0.hasSuffix("n’t")
            }
    }

    private static func contradicts(_ sentence: [String], _ field: String, _ tests: TestFacts)
        -> Bool
    {
        guard
            sentence.contains(where: { isAboutTests($0) || positive.contains($0) })
                || field == "testing"
        else { return false }
        if sentence.contains(where: {
            $0.hasSuffix("%") || $0 == "coverage" || quantities.contains($0)
        }) {
            return true
        }
        return hasWrongNumber(sentence, field, tests) || praisesFailure(sentence, tests)
            || deniesRun(sentence)
    }

    /// Numbers next to what they count must be that count, before or after; in the testing field every number counts.
    private static func hasWrongNumber(_ sentence: [String], _ field: String, _ tests: TestFacts)
        -> Bool
    {
        let runs = runs(sentence, tests)
        let lists = [tests.regressions.count, tests.preexisting.count, tests.fixed.count]
        let passed = Set(runs.map(\.passed))
        let failed = Set(runs.map(\.failed) + lists)
        let skipped = Set(runs.map(\.skipped))
        let all = passed.union(failed).union(skipped).union(runs.map(\.total))
        for position in sentence.indices {
            guard let number = ReviewedText.number(sentence[position]) else { continue }
            let next = sentence[(position + 1)...].prefix(3)
            let counted = next.first {
                isAboutTests($0) || isOutcome($0) || positive.contains($0) || $0 == "skipped"
            }
            guard field == "testing" || counted != nil else { continue }
            let outcome = next.first { positive.contains($0) || isFailure($0) || $0 == "skipped" }
            let allowed =
                switch outcome {
                case .some("skipped"): skipped
                case .some(let word) where isFailure(word): failed
                case .some: passed
                case nil: all
                }
            if !allowed.contains(number) { return true }
        }
        return false
    }

    /// The runs a sentence speaks of: the one it names, both, or else the one with the change.
    private static func runs(_ sentence: [String], _ tests: TestFacts) -> [TestFacts.Run] {
        let before = sentence.contains("before") || sentence.contains("previously")
        let after = sentence.contains("after") || sentence.contains("now") || !before
        return [before ? tests.before : nil, after ? tests.after : nil].compactMap { $0 }
    }

    /// With failures, success is claimed only as a number; with regressions, their absence not at all.
    private static func praisesFailure(_ sentence: [String], _ tests: TestFacts) -> Bool {
        let isClean =
            tests.after.map { $0.failed == 0 } ?? [.passing, .fixed].contains(tests.verdict)
        let denies = sentence.contains(where: negative.contains)
        if tests.verdict == .regressed, denies, sentence.contains(where: isOutcome) { return true }
        guard !isClean else {
            return tests.verdict == .passing && sentence.contains(where: isRegression) && !denies
        }
        if denies, sentence.contains(where: isFailure), !sentence.contains("new") { return true }
        return sentence.indices.contains { position in
            guard positive.contains(sentence[position]) else { return false }
            let before = sentence[..<position].suffix(2)
            return !before.contains { ReviewedText.number($0) != nil }
        }
    }

    private static func deniesRun(_ sentence: [String]) -> Bool {
        sentence.contains("not")
            && sentence.contains { ["run", "executed", "available"].contains($0) }
    }

    private static func isAboutTests(_ word: String) -> Bool {
        word.hasPrefix("test") || word.hasPrefix("pytest") || word.hasPrefix("unittest")
            || ["suite", "suites", "ci", "build", "builds", "checks", "pipeline", "coverage"]
                .contains(word)
    }

    private static func isOutcome(_ word: String) -> Bool { isFailure(word) || isRegression(word) }
    private static func isFailure(_ word: String) -> Bool {
        word.hasPrefix("fail") || word == "broken"
    }
    private static func isRegression(_ word: String) -> Bool { word.hasPrefix("regress") }
}
