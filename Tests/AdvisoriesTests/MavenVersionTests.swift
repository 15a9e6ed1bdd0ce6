import Documents
import TestSupport
import Testing

@testable import Advisories

/// The examples are those of the POM reference, "Version Order Specification", unless a test says otherwise.
@Suite("Versions of Maven")
struct MavenVersionTests {
    private func version(_ text: String) throws -> MavenVersion {
        try #require(MavenVersion(text), "\(text)")
    }

    @Test(
        "the end results are those of the reference",
        arguments: [
            "1 < 1.1", "1-snapshot < 1", "1 < 1-sp", "1-foo2 < 1-foo10", "1.foo = 1-foo",
            "1-foo < 1-1", "1-1 < 1.1", "1.ga = 1-ga", "1-ga = 1-0", "1-0 = 1_0", "1_0 = 1.0",
            "1.0 = 1", "1-ga < 1-sp", "1-ga.1 < 1-sp.1", "1-sp-1 < 1-ga-1", "1-a1 = 1-alpha-1",
            "1.0-alpha1 = 1.0-ALPHA1", "1.K < 1.7", "5.aardvark < 5.zebra", "1.b < 1.α",
            "2.0-rc1 < 2.0", "3.2-ALPHA1 = 3.2-alpha1",
        ])
    func endResults(example: String) throws {
        let words = example.split(separator: " ").map(String.init)
        let (left, right) = (try version(words[0]), try version(words[2]))
        #expect((left < right) == (words[1] == "<"), "\(example)")
        #expect((left == right) == (words[1] == "="), "\(example)")
        #expect(!(right < left), "\(example)")
    }

    @Test(
        "what says nothing is dropped",
        arguments: [
            ("1.0.0", "1"), ("1.ga", "1"), ("1.final", "1"), ("1.0", "1"), ("1.", "1"), ("1-", "1"),
            ("1_", "1"), ("1.0.0-foo.0.0", "1-foo"), ("1.0.0-0.0.0", "1"),
            ("1-1.foo-bar1baz-.1", "1-1.foo-bar-1-baz-0.1"), ("0001", "1"), ("1.RELEASE", "1"),
        ])
    func trimming(text: String, plain: String) throws {
        #expect(try version(text) == version(plain))
        #expect(try version(text).hashValue == version(plain).hashValue)
    }

    @Test("words and numbers are ordered as listed, for every pair")
    func order() throws {
        let lists = [
            [
                "1-alpha", "1-a1", "1-beta", "1-b1", "1-milestone", "1-m1", "1-rc", "1-cr2",
                "1-snapshot", "1", "1-sp", "1-jre", "1-2", "1.0.1",
            ],
            [
                "2.12.6", "2.12.6.1", "2.12.6.2", "2.12.6.10", "2.12.7-rc1", "2.12.7",
                "2.13.0.CR1", "2.13",
            ],
            ["20190126.230843", "1234567890.12345", "12345678901234567890.1"],
        ]
        for list in lists {
            let versions = try list.map(version)
            for (left, first) in versions.enumerated() {
                for (right, second) in versions.enumerated() {
                    #expect((first < second) == (left < right), "\(first) \(second)")
                    #expect((first == second) == (left == right), "\(first) \(second)")
                }
            }
        }
    }

    @Test("the order is total, and equal versions have equal hashes")
    func total() {
        var random = SplitMix64(seed: 47)
        let words = ["a", "b", "ga", "rc", "final", "sp", "jre", "x", "0", "1", "2", "10", "", "É"]
        let versions = (0..<90).compactMap { _ -> MavenVersion? in
            var text = "\(random.below(2))"
            for _ in 0...random.below(4) {
                text += [".", "-", "_", ""][random.below(4)] + words[random.below(words.count)]
            }
            return MavenVersion(text)
        }
        expectTotalOrder(versions)
    }

    @Test("what cannot be a version is refused")
    func refused() {
        for text in [
            "", "[1.0]", "1,2", "${x}", "1 2", "1\n", String(repeating: "1", count: 257),
        ] {
            #expect(MavenVersion(text) == nil, "\(text)")
        }
    }

    @Test("a pre-release is one by its words, and lines of releases are told apart")
    func words() throws {
        for text in ["1-rc1", "1.0.0.M2", "1-SNAPSHOT", "2.0.0.CR1", "1-ea", "1-jre-beta"] {
            #expect(try version(text).isPrerelease, "\(text)")
        }
        for text in ["1", "1.Final", "32.1.2-jre", "1-sp1", "2.12.6.1", "9.4.51.v20230217"] {
            #expect(try !version(text).isPrerelease, "\(text)")
        }
        #expect(try version("32-jre").line != version("32-android").line)
        #expect(try version("4.1.86.Final").line == version("4.1.90").line)
    }

    @Test("ranges are read as project files and as rules write them")
    func ranges() throws {
        func admits(_ range: String, _ text: String) throws -> Bool {
            try #require(MavenRange(range), "\(range)").admits(version(text))
        }
        for (range, inside, outside) in [
            ("[1.0]", ["1", "1.0.0"], ["1.0.1"]), ("(,1.0]", ["0.9", "1.0"], ["1.0.1"]),
            ("[1.2,1.3]", ["1.2", "1.3"], ["1.1", "1.3.1"]),
            ("[1.0,2.0)", ["1.0", "1.9", "2.0-rc1"], ["2.0"]), ("[1.5,)", ["1.5", "99"], ["1.4"]),
            ("(,1.0],[1.2,)", ["1.0", "1.2"], ["1.1"]), ("(,1.1), (1.1,)", ["1", "2"], ["1.1"]),
            ("<2.12.6.1", ["2.12.6", "2.12.5.9"], ["2.12.6.1", "2.12.6-rc1"]),
            (">=2.12.6.1 <3", ["2.12.6.1", "2.15"], ["2.12.6", "3.0-rc1", "3"]),
            ("^1.2 || 3.x", ["1.9", "3.1.4.1", "1.2.Final"], ["2", "4", "1.3-beta"]),
            ("==5.3.20.RELEASE", ["5.3.20"], ["5.3.21"]), (">=2-rc1", ["2-rc2", "2.1"], ["2-m1"]),
            ("", ["1", "2.3.4.5"], ["1-rc1"]),
        ] as [(String, [String], [String])] {
            for text in inside { #expect(try admits(range, text), "\(range) \(text)") }
            for text in outside { #expect(try !admits(range, text), "\(range) \(text)") }
        }
        for range in ["[", "(1.0)", "[1,2,3]", "[1.0,2.0) x", "[1],", "${v}", "soon", "^1.2.3.4"] {
            #expect(MavenRange(range) == nil, "\(range)")
        }
    }
}
