import Documents
import Testing

@testable import RuleEngine

@Suite("Leaves about secrets")
struct SecretLeafTests {
    // Public examples of the formats, in pieces so that nobody takes them for real ones.
    private static let gitHub = "gh" + "p_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17"
    private static let grafana = "gl" + "sa_yscW25imSKJIuav8zF37RZmnbiDvB05G" + "_fcaaf58a"
    private static let cloudflare =
        "cf" + "ut_ZE4CrcFhEIDXk9vL2sTLeARsFp2ZZYbydVDhhIUq" + "8573bbfe"
    private static let token =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjF9.AAAAAAAAAAAAAAAAAAAAAAAAAAA"

    @Test(
        "a checksum confirms what was issued and nothing else",
        arguments: [
            (CredentialChecksum.github, gitHub), (.grafana, grafana), (.cloudflare, cloudflare),
            (.jwt, token),
        ])
    func checksum(checksum: CredentialChecksum, text: String) {
        let bytes = Array(text.utf8)
        #expect(checksum.confirms(bytes))
        for index in bytes.indices where checksum != .jwt && index > 5 {
            var changed = bytes
            changed[index] = changed[index] == UInt8(ascii: "x") ? UInt8(ascii: "y") : 0x78
            #expect(!checksum.confirms(changed), "\(index)")
        }
        for length in 0..<bytes.count where checksum != .jwt {
            #expect(!checksum.confirms(Array(bytes.prefix(length))))
        }
        for wrong in ["", "_", ".", "a.b", "eyJh.eyJp", "bm8.bm8.x", "e30.e30.x", "x_____________"]
        {
            #expect(!checksum.confirms(Array(wrong.utf8)), "\(wrong)")
        }
    }

    @Test("entropy is Shannon's, in bits a character")
    func entropy() {
        func bits(_ text: String) -> Double { ShannonEntropy.bits(of: Array(text.utf8)) }
        #expect(bits("") == 0)
        #expect(bits("aaaa") == 0)
        #expect(bits("abab") == 1)
        #expect(bits("0123456789abcdef") == 4)
        #expect(ShannonEntropy.bits(of: (0...255).map { UInt8($0) }) == 8)
    }

    @Test(
        "regex: keywords gate files in any case, flags stand in front, stopwords and entropy keep out"
    )
    func keys() throws {
        let probe = Probe(
            """
            {regex: {pattern: '(?i)^key = (?<V>\\w+)$', flags: m, group: V, keywords: [Needle, other],
              entropy: {group: V, min: 2}, stopwords: [EXAMPLE], not_if: ['9$']}}
            """)
        let places = try probe.findings([
            "a": "nEEdle\nKEY = abcdefgh\n", "b": "key = abcdefgh\n",
            "c": "OTHER\nkey = aaaaaaaa\n",
            "d": "other\nkey = abcExamplE\nkey = abcdefg9\nkey = abcdefg8\n",
        ])
        #expect(places == ["a:2", "d:4"])
        let leaf = try #require(try probe.compiled().ruleSet.rules.first?.detector)
        guard case .regex(let regex) = leaf.kind else { return }
        #expect(regex.pattern == "(?im)^key = (?<V>\\w+)$")
    }

    @Test(
        "mistakes in the keys are named",
        arguments: [
            ("{regex: {pattern: a, flags: q}}", "flags are letters of imsxu"),
            ("{regex: {pattern: a, entropy: {min: 9}}}", "a number of bits from 0 to 8"),
            ("{regex: {pattern: a, entropy: {min: x}}}", "a number of bits from 0 to 8"),
            ("{regex: {pattern: a, keywords: ['']}}", "an empty text"),
            ("{regex: {pattern: a, checksum: githup}}", "github"),
            ("{regex: {pattern: a, group: b}}", "unknown group"),
            ("{entropy: {charset: base64, length: 4, min: 3}}", "8"),
            ("{near: {of: [{regex: {pattern: a}}], lines: 2}}", "two or more leaves"),
            ("{near: {of: [{regex: {pattern: a}}, {var: b}], lines: 2}}", "two or more leaves"),
        ])
    func mistakes(detect: String, message: String) {
        do {
            _ = try Probe(detect).compiled()
            Issue.record("loaded")
        } catch let error as RulePackErrors {
            let text = error.errors.map(\.message).joined(separator: "\n")
            #expect(text.contains(message), "\(text)")
        } catch { Issue.record("\(error)") }
    }

    @Test("entropy: whole runs that look random, long enough, of the charset")
    func runs() throws {
        let base64 = Probe("{entropy: {charset: base64, length: 20, min: 4, not_if: ['^sha']}}")
        let random = "hN7/wQ2pLzX4+vR9tBm1KcY6"
        #expect(
            try base64.findings([
                "a": "x = \(random)==\n", "b": String(repeating: "ab", count: 20),
                "c": "short hN7wQ2pLz\n", "d": "sha\(random)", "e": random + "é" + random,
            ]) == ["a:1", "e:1", "e:1"])
        let hex = Probe("{entropy: {charset: hex, length: 16, min: 3}}")
        #expect(
            try hex.findings([
                "a": "0f1e2d3c4b5a6978", "b": "0f1e2d3c4b5a697G", "c": "0F1e2D3c4B5a6978",
            ])
                == ["a:1"])
    }

    @Test("near: all leaves close together in one file; the first gives the place")
    func near() throws {
        var probe = Probe(
            "{near: {of: [{regex: {pattern: 'secret (?<V>\\w+)'}}, {regex: {pattern: 'id (?<W>\\w+)'}}, {regex: {pattern: here}}], lines: 2}}"
        )
        probe.message = "{{V}}"
        let report = try probe.evaluation([
            "a": "id x\nhere\nsecret one\n", "b": "id x\nhere\n\n\nsecret two\n",
            "c": "secret three\n",
            "d": "id x\n", "e": "secret four\n\nid x here\n", "f": "secret five id x here",
        ]).report()
        #expect(report.findings.map(\.message) == ["one", "four", "five"])
        #expect(report.findings.map { $0.start?.line } == [3, 1, 1])
        var unbound = probe
        unbound.message = "{{W}}"
        #expect(throws: RulePackErrors.self) { try unbound.compiled() }
    }

    @Test("a redacting leaf shows its label, and of the text what its keyword says anyway")
    func redaction() throws {
        var probe = Probe(
            """
            {id: s, any: [{regex: {label: a key, keywords: [tok_], pattern: 'tok_(?<B>\\w+)', redact: true}},
              {regex: {label: a word, pattern: 'pw (?<P>\\w+)', group: P, keywords: [pw], redact: true}},
              {regex: {label: the line, pattern: 'see .*'}}]}
            """)
        probe.message = "{{s.label}} {{s.text}} in {{s.path}}:{{s.line}}"
        let files = ["a": "tok_abcdefgh\nx\npw hunter22\nsee tok_abcdefgh\n"]
        let findings = try probe.evaluation(files).report().findings
        #expect(
            findings.map(\.message) == [
                "a key tok_… in a:1", "a word … in a:3", "the line see tok_… in a:4",
                "a key tok_… in a:4",
            ])
        #expect(!findings.contains { !$0.isRedacted })
        #expect(Set(findings.map(\.fingerprint)).count == 4)
        let moved = try probe.evaluation(["a": "\n\n" + (files["a"] ?? "")]).report().findings
        #expect(moved.map(\.fingerprint) == findings.map(\.fingerprint))
        #expect(
            !String(describing: findings).contains("abcdefgh")
                && !String(describing: findings).contains("hunter22"))
    }

    @Test("captures of a redacting leaf are masked where they overlap the secret, counted ones too")
    func captures() throws {
        var probe = Probe(
            "{regex: {pattern: '(?<U>\\w+):(?<P>\\w+)@(?<H>\\w+)', group: P, redact: true}}")
        probe.message = "{{U}} {{P}} {{H}}"
        let report = try probe.evaluation(["a": "user:hunter22@host"]).report()
        #expect(report.findings.map(\.message) == ["user … host"])
        let counted = Probe("{count: {min: 1, of: {regex: {pattern: hunter22, redact: true}}}}")
        let found = try counted.evaluation(["a": "hunter22"]).report().findings
        #expect(!found.contains { !$0.isRedacted })
    }
}
