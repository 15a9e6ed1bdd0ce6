import Documents
import TestSupport
import Testing

@testable import Advisories

@Suite("Semantic versions")
struct SemanticVersionTests {
    static let ascending = [
        "0.0.0-0", "0.0.0", "0.9.9", "1.0.0-0.3.7", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-A",
        "1.0.0-alpha",
        "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
        "1.0.0-rc.1", "1.0.0",
        "1.0.1", "1.2.0", "1.10.0", "2.0.0",
    ]

    @Test("the order is that of SemVer 2.0.0, for every pair")
    func order() throws {
        let versions = try Self.ascending.map { try #require(SemanticVersion($0), "\($0)") }
        for (left, first) in versions.enumerated() {
            for (right, second) in versions.enumerated() {
                #expect((first < second) == (left < right), "\(first) \(second)")
                #expect((first == second) == (left == right), "\(first) \(second)")
            }
        }
    }

    @Test("build metadata does not count")
    func build() throws {
        #expect(SemanticVersion("1.0.0+a.1") == SemanticVersion("1.0.0+b"))
        #expect("\(try #require(SemanticVersion("1.0.0-rc.1+b.07")))" == "1.0.0-rc.1+b.07")
    }

    @Test(
        "what is no version is refused",
        arguments: [
            "", "1", "1.2", "1.2.3.4", "01.2.3", "1.02.3", "1.2.3-", "1.2.3-01", "1.2.3-a..b",
            "1.2.3+", "1.2.3+a+b",
            "v1.2.3", "1.2.x", "1.2.3-é", "-1.2.3", "1.2.3 ", "99999999999999999999.0.0",
            "1.2.3-99999999999999999999",
        ])
    func refusal(text: String) { #expect(SemanticVersion(text) == nil) }

    @Test(
        "Go's versions have a v, may be short, and pseudo-versions come before the tag they precede"
    )
    func go() throws {
        let ascending = [
            "v0.0.0-20191109021931-daa7c04131f5", "v0.0.0-20200101000000-000000000000", "v0.17.0",
            "v1.2.3-0.20200101000000-abcdefabcdef", "v1.2.3-pre",
            "v1.2.3-pre.0.20200101000000-abcdefabcdef",
            "v1.2.3", "v1.2.4-0.20200101000000-abcdefabcdef", "v2.0.0+incompatible",
        ]
        let versions = try ascending.map { try #require(SemanticVersion(go: $0), "\($0)") }
        #expect(versions == versions.shuffled().sorted())
        #expect(Set(versions).count == versions.count)
        #expect(SemanticVersion(go: "0.17.0") == SemanticVersion(go: "v0.17"))
        #expect(SemanticVersion(go: "v1-pre") == nil)
        #expect(SemanticVersion(go: "vv1.0.0") == nil)
    }

    @Test(
        "order is total and transitive, and printing keeps the version, for random versions",
        arguments: 0..<6)
    func properties(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let versions = try (0..<60).map { _ in
            let version = try #require(SemanticVersion(random.semanticVersion()))
            #expect(SemanticVersion("\(version)") == version)
            return version
        }
        expectTotalOrder(versions)
    }
}

@Suite("npm ranges")
struct SemanticRangeTests {
    @Test(
        "a range admits what npm says",
        arguments: [
            ("1.2.3", "1.2.3", true), ("=1.2.3", "1.2.4", false), ("", "9.9.9", true),
            ("*", "0.0.1", true),
            ("1.x", "1.9.0", true), ("1.x", "2.0.0", false), ("1.2.*", "1.2.9", true),
            ("1.2", "1.3.0", false),
            ("1", "1.99.0", true), ("^1.2.3", "1.9.9", true), ("^1.2.3", "2.0.0", false),
            ("^1.2.3", "1.2.2", false),
            ("^0.2.3", "0.2.9", true), ("^0.2.3", "0.3.0", false), ("^0.0.3", "0.0.3", true),
            ("^0.0.3", "0.0.4", false),
            ("^0.0", "0.0.9", true), ("^0.0", "0.1.0", false), ("^0", "0.9.0", true),
            ("^0", "1.0.0", false),
            ("^1.x", "1.5.0", true), ("~1.2.3", "1.2.9", true), ("~1.2.3", "1.3.0", false),
            ("~1.2", "1.2.0", true),
            ("~1", "1.9.0", true), ("~1", "2.0.0", false), ("~0.2.3", "0.2.5", true),
            ("~>1.2.3", "1.2.4", true),
            (">=1.2.3", "1.2.3", true), (">1.2.3", "1.2.3", false), (">1.2", "1.2.9", false),
            (">1.2", "1.3.0", true),
            ("<1.2", "1.1.9", true), ("<1.2", "1.2.0", false), ("<=1.2", "1.2.9", true),
            ("<=1.2", "1.3.0", false),
            (">=1 <2", "1.5.0", true), (">=1 <2", "2.0.0", false),
            (">= 1.2.3 < 2.0.0", "1.3.0", true),
            ("1.2.3 - 2.3.4", "2.3.4", true), ("1.2.3 - 2.3.4", "2.3.5", false),
            ("1.2 - 2.3", "2.3.9", true),
            ("1.2 - 2.3", "2.4.0", false), ("1.2.3 - 2", "2.9.9", true),
            ("1.x || >=2.5.0 || 5.0.0 - 7.2.3", "6.0.0", true),
            ("1.x || >=2.5.0", "2.4.0", false), ("||", "3.0.0", true), (">*", "1.0.0", false),
            ("<*", "1.0.0", false),
            ("v1.2.3", "1.2.3", true), ("^v1.2.3", "1.3.0", true),
        ])
    func admission(range: String, version: String, expected: Bool) throws {
        let admits = satisfies(version: version, constraint: range, ecosystem: .npm)
        #expect(admits == expected, "\(range) \(version)")
    }

    @Test(
        "a pre-release is admitted only beside one of the same three numbers",
        arguments: [
            ("^1.2.3", "1.3.0-beta", false), ("^1.2.3-alpha", "1.2.3-beta", true),
            ("^1.2.3-alpha", "1.3.0-beta", false),
            (">=1.2.3-alpha <1.3.0", "1.2.3-beta", true), ("*", "1.0.0-rc.1", false),
            ("<2", "2.0.0-rc.1", false),
            ("^1.2.3", "2.0.0-rc.1", false), (">1.2.3-alpha", "1.2.3-alpha", false),
            (">=1.2.3-0", "1.2.3-alpha", true),
        ])
    func prereleases(range: String, version: String, expected: Bool) throws {
        let admits = satisfies(version: version, constraint: range, ecosystem: .npm)
        #expect(admits == expected, "\(range) \(version)")
    }

    @Test(
        "what is no range is refused",
        arguments: [
            "latest", "git+ssh://example.org/x.git", "file:../x", "workspace:*", "npm:other@1.0.0",
            ">>1", "1.2.3.4",
            "^", "a || 1", "1.2.3 -2.0.0-", "user/repo", "http://x",
        ])
    func refusal(text: String) {
        // A lone operator stands for "any version", as npm has it.
        #expect((SemanticRange(text) == nil) == (text != "^"), "\(text)")
    }

    @Test("a Go requirement admits its version and later ones of its major version")
    func go() {
        func admits(_ constraint: String, _ version: String) -> Bool? {
            satisfies(version: version, constraint: constraint, ecosystem: .go)
        }
        #expect(admits("v0.10.0", "v0.17.0") == true)
        #expect(admits("v0.10.0", "v1.2.0") == true)
        #expect(admits("v0.10.0", "v0.9.0") == false)
        #expect(admits("v1.5.0", "v2.0.0") == false)
        #expect(admits("v2.5.0", "v2.6.0") == true)
        #expect(admits(">=v0.17.0", "v0.17.0") == true)
        #expect(admits(">=v0.17.0 <v0.20.0", "0.20.0") == false)
        #expect(admits("nonsense", "v1.0.0") == nil)
    }
}
