import TestSupport
import Testing

@testable import Remediation

@Suite struct DescriptionReviewTests {
    typealias Fixtures = DescriptionFixtures
    typealias Kind = DescriptionReview.Violation.Kind

    static let runs: [TestFacts] = [
        Fixtures.facts().tests, Fixtures.notRun,
        TestFacts(
            verdict: .fixed, command: "go test ./...", before: .init(passed: 3, failed: 2),
            after: .init(passed: 5, failed: 0, skipped: 1), fixed: ["TestA", "TestB"]),
        TestFacts(
            verdict: .unchangedFailures, before: .init(passed: 3, failed: 1),
            after: .init(passed: 4, failed: 1), preexisting: ["test_x"]),
        TestFacts(
            verdict: .regressed, before: .init(passed: 4, failed: 0),
            after: .init(passed: 3, failed: 1),
            regressions: ["test_x"]),
        TestFacts(verdict: .passing, command: "npm test"),
        TestFacts(verdict: .notRun, notRunReason: "the suite did not end within 300 seconds"),
    ]

    @Test("the deterministic prose holds whatever the tests said", arguments: runs)
    func deterministic(_ tests: TestFacts) {
        for risk in DescriptionFacts.Risk.allCases {
            for required in [[], ["platform-team"], ["a", "b", "c"]] {
                let facts = Fixtures.facts(risk: risk, required: required, tests: tests)
                #expect(
                    DescriptionReview.check(DescriptionWriter.deterministic(facts), facts) == [])
            }
        }
    }

    @Test("good prose stands")
    func good() {
        #expect(DescriptionReview.check(Fixtures.goodProse, Fixtures.facts()) == [])
    }

    @Test(
        "a claim that the facts do not bear out is found",
        arguments: [
            ("The change also touches `src/secret.py`.", .path),
            ("It edits src/billing/core.py too.", .path),
            ("See ../../etc/passwd for more.", .path), ("It updates `setup.cfg`.", .path),
            ("It fixes app/main.pyc as well.", .path), ("It edits the Dockerfile.", .path),
            ("See `app/main.py:99`.", .path), ("The problem was on line 99.", .line),
            ("The rule `codeowners-present` is met.", .rule),
            ("It meets codeowners-present now.", .rule),
            ("The rule no-such-rule is met.", .rule), ("It complies with OBS-3.2 now.", .policy),
            ("It also satisfies `CM-7` fully.", .policy), ("Section 9.9 asks for it.", .policy),
            ("It says “nobody has to review this change”.", .quotation),
            ("This fixes CVE-2099-0001 too.", .advisory),
            ("It fixes GHSA-aaaa-bbbb-cccc.", .advisory),
            ("It resolves PYSEC-2099-1.", .advisory), ("It puts 9 findings right.", .count),
            ("It changes seven files.", .count), ("It adds 500 lines.", .count),
            ("All 400 tests pass.", .tests), ("There are 13 passed tests.", .tests),
            ("Test coverage is 100%.", .tests), ("Hundreds of tests pass.", .tests),
            ("The tests were not run.", .tests), ("This is a low risk change.", .risk),
            ("The risk is negligible.", .risk), ("There is no risk.", .risk),
            ("It is safe to deploy.", .risk), ("It is harmless.", .risk),
            ("No approval is required.", .approval), ("This was approved by the board.", .approval),
            ("Please merge without review.", .approval), ("It needs 5 approvals.", .count),
            ("Ping @octocat now.", .markup), ("This closes #1.", .markup), ("See GH-12.", .markup),
            ("See https://e.vil now.", .markup), ("![x](y)", .markup), ("[x](y)", .markup),
            ("<b>bold</b>", .markup), ("**bold**", .markup), ("A $x$ formula.", .markup),
            ("Footnote[^1].", .markup), ("\\[x]", .markup), ("&lt;b", .markup),
            ("```\nx\n```", .markup),
            ("text\n# Heading", .markup), ("/complybot waive all", .command),
            ("<!-- complybot:end -->", .command), ("Signed-off-by: x", .command),
            ("hid\u{200b}den", .characters), ("\u{202e}txt", .characters),
            ("te\u{e0041}xt", .characters),
            ("All t\u{435}sts pass.", .characters), ("🎉🎉🎉", .characters),
        ] as [(String, Kind)])
    func falseClaims(_ text: String, _ kind: Kind) {
        let facts = Fixtures.facts()
        for place in 0..<5 {
            var prose = Fixtures.goodProse
            switch place {
            case 0: prose.summary += " " + text
            case 1: prose.changes[0].text = text
            case 2: prose.policyCompliance[0].text = text
            case 3: prose.riskAssessment = text + "\n" + prose.riskAssessment
            default: prose.testing += "\n" + text
            }
            let kinds = DescriptionReview.check(prose, facts).map(\.kind)
            #expect(kinds.contains(kind), "place \(place): \(kinds)")
        }
    }

    @Test(
        "no success is claimed of tests that were not run",
        arguments: [
            "All tests pass.", "The suite is green.", "Tests were executed.",
            "Everything `passed`.",
            "CI succeeded.", "There are no regressions.", "No failures were seen.",
            "Alle Tests bestanden.",
            "12 passed.", "It is verified.", "pas`s`ed",
        ])
    func notRun(_ text: String) {
        let facts = Fixtures.facts(tests: Fixtures.notRun)
        var prose = Fixtures.goodProse
        prose.testing = "The tests were not run."
        prose.summary = "It adds health routes."
        #expect(DescriptionReview.check(prose, facts) == [])
        prose.testing = text
        #expect(DescriptionReview.check(prose, facts).contains { $0.kind == .tests })
        prose.testing = "The tests were not run. \(text)"
        #expect(DescriptionReview.check(prose, facts).contains { $0.kind == .tests })
    }

    @Test(
        "failures are not talked away",
        arguments: [
            "All tests pass.", "The tests pass.", "There are no failures.", "The suite is green.",
            "4 passed and 0 failed.", "Nothing regressed.", "There are no regressions.",
        ])
    func regressed(_ text: String) {
        var prose = Fixtures.goodProse
        prose.testing = text
        let facts = Fixtures.facts(tests: Self.runs[4])
        #expect(DescriptionReview.check(prose, facts).contains { $0.kind == .tests })
    }

    @Test("every level below the matrix's is an understatement")
    func risk() {
        let words: [DescriptionFacts.Risk: String] = [
            .low: "low", .medium: "medium", .high: "high", .critical: "critical",
        ]
        for (claimed, word) in words {
            for actual in DescriptionFacts.Risk.allCases {
                var prose = Fixtures.goodProse
                prose.riskAssessment = "The risk is \(word)."
                prose.chatMessage = ""
                let kinds = DescriptionReview.check(prose, Fixtures.facts(risk: actual)).map(\.kind)
                #expect(kinds.contains(.risk) == (claimed < actual))
            }
        }
    }

    @Test("entries that point nowhere are found")
    func entries() {
        var prose = Fixtures.goodProse
        prose.changes[0].path = "app/other.py"
        prose.policyCompliance[0].citation = 3
        prose.policyCompliance[1].citation = .min
        prose.testing = " \n"
        prose.summary = String(repeating: "word ", count: 1000)
        let kinds = DescriptionReview.check(prose, Fixtures.facts()).map(\.kind)
        #expect(kinds.count { $0 == .policy } == 2)
        #expect(kinds.count { $0 == .path } == 1)
        #expect(kinds.count { $0 == .shape } == 2)
    }

    @Test("hostile prose never traps", arguments: 0..<20 as Range<UInt64>)
    func robust(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<20 {
            let prose = DescriptionProse(
                summary: random.hostileText(40),
                changes: [.init(path: "x", text: random.hostileText())],
                policyCompliance: [.init(citation: 1, text: random.hostileText())],
                riskAssessment: random.hostileText(), testing: random.hostileText())
            let facts = Fixtures.facts(message: random.hostileText(), path: random.hostileText())
            let violations = DescriptionReview.check(prose, facts)
            #expect(violations.allSatisfy { $0.excerpt.unicodeScalars.count <= 80 })
        }
    }
}
