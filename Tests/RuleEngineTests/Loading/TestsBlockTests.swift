import Testing

@testable import RuleEngine

@Suite("Rules read without their tests")
struct TestsBlockTests {
    private func commentedOut(_ text: String) -> String? {
        TestsBlock.commentedOut(of: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("the tests become comments, and everything else stays where it is")
    func places() {
        #expect(
            commentedOut("a: 1\ntests:\n  - x\n\n- y\n# z\nb: 2\n")
                == "a: 1\n#ests:\n# - x\n\n# y\n# z\nb: 2\n")
        #expect(
            commentedOut("tests: []\r\n\r\n  x\r\nb: 2\r\n") == "#ests: []\r\n\r\n# x\r\nb: 2\r\n")
        #expect(commentedOut("a: 1\ntests: {dir: x}") == "a: 1\n#ests: {dir: x}")
    }

    @Test("a file whose lines alone do not tell is read whole")
    func doubt() {
        for text in [
            "a: 1\n", "tests: []\n---\nb: 1\n", "tests: []\ntests: []\n", "tests: []\n...\n",
        ] {
            #expect(commentedOut(text) == nil, "\(text)")
        }
    }

    @Test("the rules that ship are the same, but for their tests")
    func sameRules() throws {
        func packs(withTests: Bool) throws -> [RulePack] {
            try RulePackLoader.load(
                folders: RealPacksTests.folders, queries: Probe.queries, withTests: withTests)
        }
        let (whole, lean) = (try packs(withTests: true), try packs(withTests: false))
        #expect(whole.map(\.digest) == lean.map(\.digest))
        for (one, other) in zip(whole.flatMap(\.rules), lean.flatMap(\.rules)) {
            #expect(!one.tests.isEmpty && other.tests.isEmpty, "\(one.id)")
            #expect(one.digest == other.digest && one.source == other.source)
            #expect(one.message == other.message && one.detector.source == other.detector.source)
            #expect(one.title == other.title && one.policies == other.policies)
        }
    }
}
