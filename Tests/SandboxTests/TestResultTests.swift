import Basics
import TestSupport
import Testing

@testable import Sandbox

@Suite struct JUnitReportTests {
    private func outcomes(_ text: String) throws -> [TestOutcome] {
        try JUnitReport.outcomes(in: Array(text.utf8))
    }

    @Test("a report of pytest gives every test its verdict")
    func pytest() throws {
        let report = """
            <?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" errors="1" tests="5">
            <testcase classname="tests.test_a" name="test_ok" time="0.001" />
            <testcase classname="tests.test_a" name="test_p[&lt;1&gt;&amp;&quot;&#233;&#x2603;]"></testcase>
            <testcase classname="tests.test_a" name="test_bad"><failure message="assert 1 == 2">a &lt; b
            <![CDATA[ </testcase> ]]></failure></testcase>
            <testcase classname="tests.test_a" name="test_setup"><failure/><error message="x"/></testcase>
            <testcase classname="tests.test_a" name="test_skip"><skipped type="pytest.skip"/></testcase>
            <!-- <testcase name="no"/> --></testsuite></testsuites>
            """
        #expect(
            try outcomes(report).map { "\($0.id) \($0.verdict)" } == [
                "tests.test_a::test_ok passed", "tests.test_a::test_p[<1>&\"é☃] passed",
                "tests.test_a::test_bad failed", "tests.test_a::test_setup error",
                "tests.test_a::test_skip skipped",
            ])
    }

    @Test("Node's one class for all is replaced by the suites around a test")
    func node() throws {
        let report = """
            <testsuites><testcase name="a" classname="test"/><testsuite name="S"><testsuite name="T">
            <testcase name="a" classname="test"/></testsuite></testsuite></testsuites>
            """
        #expect(try outcomes(report).map(\.id) == ["test::a", "S > T::a"])
    }

    @Test(
        "what is no report, or tries to be more, is refused",
        arguments: [
            "", " ", "<testsuites>", "<testsuites></testsuite>", "<a/>",
            "<testsuites/><testsuites/>",
            "<!DOCTYPE x [<!ENTITY a \"b\">]><testsuites/>", "<testsuites>&a;</testsuites><x",
            "<testsuites><testcase name=\"&bomb;\"/></testsuites>", "<testsuites a='1' a='2'/>",
            "<testsuites a=1/>", "<testsuites a/>", "<testsuites a='<'/>", "<testsuites a='x/>",
            "text",
            "<testsuites/>text", "<testsuites><!-- </testsuites>", "<testsuites a='&#0;'/>",
            "<testsuites a='&#xD800;'/>",
            "<testsuites a='&lt'/>", "<>", "</>", "<testsuites><![CDATA[</testsuites>", "<?xml",
            "<testsuites>" + String(repeating: "<x>", count: 100), "<testsuites a='&#-1;'/>",
        ])
    func refused(text: String) {
        #expect(throws: XMLScanner.Invalid.self) { try outcomes(text) }
    }

    @Test("invalid UTF-8, very many tests and very large reports are refused")
    func caps() {
        let invalid =
            Array("<testsuites><testcase name='".utf8) + [0xff] + Array("'/></testsuites>".utf8)
        #expect(throws: XMLScanner.Invalid.self) { try JUnitReport.outcomes(in: invalid) }
        let many =
            "<testsuites>" + String(repeating: "<testcase/>", count: 100_001) + "</testsuites>"
        #expect(throws: XMLScanner.Invalid.self) { try outcomes(many) }
        let large = [UInt8](repeating: 0x20, count: JUnitReport.maximumSize + 1)
        #expect(throws: XMLScanner.Invalid.self) { try JUnitReport.outcomes(in: large) }
    }

    @Test("names cannot break a line, hide or reverse text")
    func hostileNames() throws {
        let report =
            "<testsuites><testcase classname='a&#10;b' name='&#27;c\u{202e}d'/></testsuites>"
        #expect(
            try outcomes(report).map(\.id) == ["a b::d"]
                || outcomes(report).map(\.id) == ["a b::cd"])
    }

    @Test(
        "no damage to a good report makes the reader crash, hang or return more tests than there are tags"
    )
    func fuzz() {
        let good = Array(
            "<testsuites><testsuite name='x'><testcase classname='c' name='&lt;'><failure>t</failure></testcase><!-- c --><![CDATA[d]]></testsuite></testsuites>"
                .utf8)
        var random = SplitMix64(seed: 11)
        for _ in 0..<5000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(index..<min(bytes.count, index + 5))
                default:
                    bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + 9)], at: index)
                }
                if bytes.isEmpty { bytes = [0x3c] }
            }
            let tags = bytes.count { $0 == 0x3c }
            if let outcomes = try? JUnitReport.outcomes(in: bytes) {
                #expect(outcomes.count <= tags)
            }
        }
    }
}

@Suite struct OutputExcerptTests {
    @Test(
        "escape sequences vanish whole, text around them stays",
        arguments: [
            ("\u{1b}[1;31mred\u{1b}[0m", "red"), ("a\u{1b}]0;title\u{7}b", "ab"),
            ("a\u{1b}]8;;http://x\u{1b}\\link\u{1b}]8;;\u{1b}\\", "alink"), ("a\u{1b}(Bb", "ab"),
            ("a\u{9b}31mb", "ab"),
            ("100%\r200%\n", "100%\n200%\n"), ("a\r\nb", "a\nb"), ("tab\tstays", "tab\tstays"),
            ("\u{0}\u{8}x\u{7f}", "x"),
            ("a\u{202e}b\u{200b}c\u{2066}d", "abcd"),
            ("\u{1b}]never closed\nnext line", "\nnext line"),
            ("\u{1b}[999\nnext", "\nnext"), ("end\u{1b}", "end"), ("é日本🎉", "é日本🎉"),
        ])
    func plain(input: String, expected: String) {
        #expect(OutputExcerpt.plain(Array(input.utf8)) == expected)
    }

    @Test("whatever comes in, no control or invisible character goes out")
    func fuzz() {
        var random = SplitMix64(seed: 3)
        for _ in 0..<500 {
            let bytes = (0..<200).map { _ in
                Bool.random(using: &random)
                    ? UInt8.random(in: 0...255, using: &random)
                    : [0x1b, 0x5b, 0x5d, 0x0d, 0x9b].randomElement(using: &random) ?? 0
            }
            for scalar in OutputExcerpt.plain(bytes).unicodeScalars
            where scalar != "\n" && scalar != "\t" {
                #expect(![.control, .format].contains(scalar.properties.generalCategory))
            }
        }
    }
}

@Suite struct TestComparisonTests {
    private func ran(_ verdicts: [String: TestVerdict], exit: Int32? = nil) -> TestRun {
        let isBad = verdicts.values.contains(where: \.isBad)
        return .ran(
            TestReport(
                command: "t", exitStatus: exit ?? (isBad ? 1 : 0),
                outcomes: verdicts.map { TestOutcome(id: $0.key, verdict: $0.value) }, output: ""))
    }

    private func status(_ exit: Int32) -> TestRun {
        .ran(TestReport(command: "t", exitStatus: exit, outcomes: nil, output: ""))
    }

    @Test("each test is told apart, and the line counts without times")
    func perTest() {
        let comparison = TestComparison.compare(
            before: ran([
                "fixed": .failed, "same": .passed, "broken": .passed, "gone": .failed,
                "old": .error,
            ]),
            after: ran([
                "fixed": .passed, "same": .passed, "broken": .failed, "new": .passed,
                "old": .failed,
            ]))
        #expect(
            comparison.tests.map { "\($0.id) \($0.change.rawValue)" } == [
                "broken regressed", "fixed fixed", "gone not-run", "new new", "old unchanged",
                "same unchanged",
            ])
        #expect(comparison.verdict == .regressed(["broken"]))
        #expect(comparison.summary == "2 passed, 2 failed, 1 errors → 3 passed, 2 failed")
    }

    @Test("what failed before does not speak against the patch")
    func preExisting() {
        let before = ran(["a": .failed, "b": .passed])
        let comparison = TestComparison.compare(
            before: before, after: ran(["a": .failed, "b": .passed, "c": .passed]))
        #expect(comparison.verdict == .preExistingFailures(["a"]))
        #expect(
            TestComparison.compare(before: status(1), after: status(1)).verdict
                == .preExistingFailures([]))
    }

    @Test("why no test ran is said once")
    func reasonOnce() {
        let never = TestRun.notRun(.noTests)
        let summary = TestComparison.compare(before: never, after: never).summary
        #expect(summary == never.summary && !summary.contains("→"))
        #expect(TestComparison.compare(before: never, after: status(0)).summary.contains("→"))
    }

    @Test("all good after the patch is clean, whatever was before")
    func clean() {
        for before in [
            ran(["a": .failed]), ran([:], exit: 5), status(2), .error(.wallTime, output: ""),
        ] {
            let comparison = TestComparison.compare(before: before, after: ran(["a": .passed]))
            #expect(comparison.verdict == .clean)
        }
        #expect(
            TestComparison.compare(before: .notRun(.noTests), after: ran(["a": .passed])).verdict
                == .clean)
    }

    @Test(
        "a good test that vanishes, a report that vanishes and a status that turns bad are regressions"
    )
    func vanished() {
        #expect(
            TestComparison.compare(
                before: ran(["a": .passed, "b": .passed]), after: ran(["a": .passed])
            ).verdict
                == .regressed(["b"]))
        #expect(
            TestComparison.compare(before: ran(["a": .passed]), after: ran(["a": .skipped])).verdict
                == .regressed(["a"]))
        #expect(
            TestComparison.compare(before: ran(["a": .passed]), after: status(0)).verdict
                == .regressed([]))
        #expect(
            TestComparison.compare(before: status(0), after: status(1)).verdict == .regressed([]))
        #expect(
            TestComparison.compare(before: ran(["a": .passed]), after: ran(["a": .passed], exit: 3))
                .verdict
                == .regressed([]))
        #expect(
            TestComparison.compare(before: ran(["a": .passed]), after: .error(.memory, output: ""))
                .verdict
                == .regressed([]))
        #expect(
            TestComparison.compare(
                before: ran(["a": .passed]), after: ran(["a": .passed, "n": .failed])
            ).verdict == .regressed(["n"]))
    }

    @Test("what could not be run is never a success")
    func notRun() {
        let reason = NotRunReason.noSandbox("x")
        #expect(
            TestComparison.compare(before: .notRun(reason), after: .notRun(reason)).verdict
                == .notRun(reason))
        #expect(
            TestComparison.compare(before: .notRun(reason), after: status(1)).verdict
                == .notRun(reason))
        let unproved = TestReport(
            command: "t", exitStatus: 0, outcomes: nil, output: "", isComplete: false)
        #expect(!unproved.isSuccess)
        #expect(unproved.summary == "failed (no report)")
    }

    @Test(
        "a test that passes on repetition is flaky and holds nothing back; one that fails twice is broken"
    )
    func flaky() async throws {
        struct Script: TestRunner {
            let runs: Counter
            func run(_ request: TestRequest) async throws -> TestRun { await runs.next() }
        }
        actor Counter {
            private var runs: [TestRun]
            init(_ runs: [TestRun]) { self.runs = runs.reversed() }
            func next() -> TestRun { runs.popLast() ?? .notRun(.noTests) }
            var left: Int { runs.count }
        }
        let request = TestRequest(snapshot([:]))
        let good = ran(["a": .passed, "b": .passed])
        let bad = ran(["a": .failed, "b": .passed])
        let flaky = Counter([good, bad, good])
        let first = try await Script(runs: flaky).compare(before: request, after: request)
        #expect(first.verdict == .clean)
        #expect(first.ids(.flaky) == ["a"])
        let broken = try await Script(runs: Counter([good, bad, bad])).compare(
            before: request, after: request)
        #expect(broken.verdict == .regressed(["a"]))
        let calm = Counter([good, good, bad])
        _ = try await Script(runs: calm).compare(before: request, after: request)
        #expect(await calm.left == 1)
    }

    @Test("an id that stands twice counts once, with its worst verdict")
    func repeated() {
        let report = TestReport(
            command: "t", exitStatus: 1,
            outcomes: [
                TestOutcome(id: "a", verdict: .failed), TestOutcome(id: "a", verdict: .passed),
            ], output: "")
        #expect(report.outcomes == [TestOutcome(id: "a", verdict: .failed)])
    }
}
