import Documents
import TestSupport
import Testing

@testable import Advisories

@Suite("Python versions after PEP 440")
struct PythonVersionTests {
    /// Ascending; each strictly before the next.
    static let ascending = [
        "0.0.dev1", "0", "0.0.1", "0.9.dev3", "0.9a1.dev1", "0.9a1", "0.9a1.post1.dev2",
        "0.9a1.post1", "0.9a2",
        "0.9b1", "0.9rc1", "0.9rc2.dev4", "0.9rc2", "0.9", "0.9+abc.5", "0.9+abc.7", "0.9+abd",
        "0.9+5",
        "0.9+5.a", "0.9+5.1", "0.9+10", "0.9.post1.dev1", "0.9.post1", "0.9.post2", "0.9.0.1",
        "0.10", "1.dev0",
        "1a0", "1", "1.0.1", "1.1", "1.1.1", "1.2", "1.10", "2", "2015.4.28", "2023.7.22", "1!0.1",
        "1!1.dev1",
        "1!1", "2!0",
    ]

    @Test("the order is PEP 440's, for every pair")
    func order() throws {
        let versions = try Self.ascending.map { try #require(PythonVersion($0), "\($0)") }
        for (left, first) in versions.enumerated() {
            for (right, second) in versions.enumerated() {
                #expect((first < second) == (left < right), "\(first) \(second)")
                #expect((first == second) == (left == right), "\(first) \(second)")
            }
        }
    }

    @Test(
        "spellings are normalised and equal to their normal form",
        arguments: [
            ("1.1RC1", "1.1rc1"), ("1.1-a1", "1.1a1"), ("1.1.a.1", "1.1a1"),
            ("1.1_alpha-1", "1.1a1"),
            ("1.1beta2", "1.1b2"), ("1.1c3", "1.1rc3"), ("1.1pre", "1.1rc0"),
            ("1.1preview4", "1.1rc4"),
            ("1.2a", "1.2a0"), ("1.2-post2", "1.2.post2"), ("1.2post2", "1.2.post2"),
            ("1.2.post-2", "1.2.post2"),
            ("1.2-r4", "1.2.post4"), ("1.2rev4", "1.2.post4"), ("1.2.post", "1.2.post0"),
            ("1.0-1", "1.0.post1"),
            ("1.2-dev2", "1.2.dev2"), ("1.2dev", "1.2.dev0"), ("v1.0", "1.0"), (" 1.0\t", "1.0"),
            ("00.01", "0.1"),
            ("2023.07.22", "2023.7.22"), ("1.0+ubuntu-1", "1.0+ubuntu.1"),
            ("1.0+Ubuntu_01", "1.0+ubuntu.1"),
            ("1!2.0", "1!2.0"), ("1.0a1.post2.dev3+x", "1.0a1.post2.dev3+x"),
        ])
    func normalisation(written: String, normal: String) throws {
        let version = try #require(PythonVersion(written))
        #expect("\(version)" == normal)
        #expect(version == PythonVersion(normal))
    }

    @Test("zeros at the end of the release mean nothing, to equality and to hashing")
    func trailingZeros() throws {
        let versions = try ["1", "1.0", "1.0.0"].map { try #require(PythonVersion($0)) }
        #expect(Set(versions).count == 1)
        #expect(PythonVersion("1.0+1") != PythonVersion("1.0"))
        #expect(PythonVersion("1.0a0") == PythonVersion("1.0.0a"))
    }

    @Test(
        "what is no version is refused",
        arguments: [
            "", " ", "abc", "1.0.", ".1", "1..2", "1.0+", "1.0+a..b", "1.0+_", "1.0 1", "1.0a1b2",
            "1.0-", "!1", "1!",
            "-1", "1.0.post1.post2", "1.0.dev1a1", "1.*", "1.0\u{0}", "99999999999999999999", "1.٣",
            "latest",
            String(repeating: "1.", count: 500) + "1",
        ])
    func refusal(text: String) { #expect(PythonVersion(text) == nil) }

    @Test(
        "order is total and transitive, and printing keeps the version, for random versions",
        arguments: 0..<6)
    func properties(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let versions = try (0..<60).map { _ in
            let text = random.pythonVersion()
            let version = try #require(PythonVersion(text), "\(text)")
            #expect(PythonVersion("\(version)") == version, "\(text)")
            return version
        }
        expectTotalOrder(versions)
    }
}

@Suite("Python specifiers after PEP 440")
struct PythonSpecifierTests {
    @Test(
        "a specifier admits what PEP 440 says",
        arguments: [
            ("", "1.0", true), ("==1.0", "1.0.0", true), ("==1.0", "1.0.post1", false),
            ("== 1.0", "1.0+local", true),
            ("==1.0+local", "1.0", false), ("==1.0+local", "1.0+local", true),
            ("!=1.0", "1.0", false),
            ("!=1.0", "1.0+x", false), ("!=1.0", "1.1", true), ("==1.*", "1.9", true),
            ("==1.*", "2.0", false),
            ("==1.0.*", "1", true), ("==1.*", "1", true), ("==1.4.*", "1.40", false),
            ("!=1.4.*", "1.4.9", false),
            ("!=1.4.*", "1.5", true), ("==1!1.*", "1.0", false), ("==1.4.*", "1.4.1+x", true),
            ("~=2.2", "2.2", true), ("~=2.2", "2.9", true), ("~=2.2", "3.0", false),
            ("~=2.2", "2.1", false),
            ("~=1.4.5", "1.4.99", true), ("~=1.4.5", "1.5", false),
            ("~=2.2.post3", "2.2.post3", true),
            ("~=2.2.post3", "2.2", false), ("~=2.2.0", "2.2.5", true), ("~=2.2.0", "2.3", false),
            (">=1.0", "1.0+x", true), ("<=1.0", "1.0+x", true), (">1.7", "1.7.1", true),
            (">1.7", "1.7.0.post1", false),
            (">1.7", "1.7.0", false), (">1.7", "1.7+x", false), (">1.7.post2", "1.7.post3", true),
            ("<3", "2.9", true), ("<3", "3.0", false), (">=1,<2", "1.5", true),
            (">=1,<2", "2.0", false),
            (">=1,<2,!=1.5", "1.5", false), (">=1,", "1.5", true), ("===1.0", "1.0", true),
            ("===1.0", "1.0.0", true),
            ("===foobar", "1.0", false), ("(>=1.0)", "1.5", true), ("<2!0", "1.0", true),
        ])
    func admission(specifier: String, version: String, expected: Bool) throws {
        let admits = satisfies(version: version, constraint: specifier, ecosystem: .pypi)
        #expect(admits == expected, "\(specifier) \(version)")
    }

    @Test(
        "a pre-release is admitted only when a clause names one",
        arguments: [
            ("", "2.0rc1", false), (">=1.0", "2.0rc1", false), (">=2.0rc1", "2.0rc1", true),
            (">=2.0rc1", "2.0", true),
            ("==2.0rc1", "2.0rc1", true), ("<2.0", "2.0rc1", false), ("<2.0rc2", "2.0rc1", false),
            (">=1.0a1,<2.0", "2.0rc1", false), (">=1.0a1,<2.0", "1.9b1", true),
            (">=1.0.dev0,!=1.5", "1.5rc1", true),
            ("==1.0.*", "1.0.dev1", false), ("==1.4rc1.*", "1.4rc1.post2", true),
        ])
    func prereleases(specifier: String, version: String, expected: Bool) throws {
        let admits = satisfies(version: version, constraint: specifier, ecosystem: .pypi)
        #expect(admits == expected, "\(specifier) \(version)")
    }

    @Test(
        "Poetry's notation is understood as well",
        arguments: [
            ("^1.2.3", "1.9", true), ("^1.2.3", "2.0", false), ("^1.2.3", "1.2.2", false),
            ("^0.2.3", "0.2.9", true),
            ("^0.2.3", "0.3.0", false), ("^0.0.3", "0.0.4", false), ("^0.0", "0.0.9", true),
            ("^0.0", "0.1", false),
            ("^0", "0.9", true), ("^0", "1.0", false), ("^1", "1.9", true),
            ("~1.2.3", "1.2.9", true),
            ("~1.2.3", "1.3", false), ("~1.2", "1.2.9", true), ("~1.2", "1.3", false),
            ("~1", "1.9", true),
            ("~1", "2.0", false), ("1.2", "1.2.0", true), ("1.*", "1.9", true), ("*", "7.0", true),
            ("^1.2,!=1.5", "1.5", false), ("^1.2,!=1.5", "1.6", true), ("^2.0", "3.0a1", false),
        ])
    func poetry(specifier: String, version: String, expected: Bool) throws {
        let admits = satisfies(version: version, constraint: specifier, ecosystem: .pypi)
        #expect(admits == expected, "\(specifier) \(version)")
    }

    @Test(
        "what is neither notation cannot be decided",
        arguments: ["^", "~", "^a", "^1 || ^2", "latest", "@ x"])
    func undecidable(text: String) {
        #expect(satisfies(version: "1.0", constraint: text, ecosystem: .pypi) == nil)
    }

    @Test(
        "what is no specifier is refused",
        arguments: [
            "1.0", "=1.0", "==", ">=1.*", "~=1", "~=1.*", ",,", ">=1,,<2", ",>=1", "==1.0+l.*",
            "==1.0.dev1.*",
            ">=1.0+local", "@ https://example.org/x.whl", "^1.0", "==a", ">1 <2",
        ])
    func refusal(text: String) { #expect(PythonSpecifier(text) == nil) }
}
