import Foundation
import LanguageModels
import RuleEngine
import Testing

@Suite("The redactor with the rules' formats")
struct CredentialRedactionTests {
    private static let rules = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "rules").path

    private func redactor() throws -> Redactor {
        let pack = try RulePackLoader.load(
            folder: "\(Self.rules)/supply-chain", queries: "\(Self.rules)/queries")
        return Redactor(secrets: [], finder: CredentialFormats(packs: [pack]))
    }

    @Test(
        "what looks like a credential goes, also a sample, a wrong checksum and half of one",
        arguments: [
            "ghp_" + String(repeating: "aB3", count: 12),
            "gho_" + String(repeating: "a", count: 36),
            "github_pat_11ABCDEFG0_" + String(repeating: "x9", count: 20), "AKIAIOSFODNN7EXAMPLE",
            "sk-proj-" + String(repeating: "Ab1_", count: 8), "xoxb-1234567890-abcdef",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
            "glpat-abcdefghijkl", "postgres://app:Kj3-vT8w9qLm@db.contoso.net/app",
            "AGE-SECRET-KEY-1QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE",
        ])
    func shapes(_ secret: String) throws {
        let text = try redactor().redacted("x = \"\(secret)\", y")
        #expect(text.contains("[redacted:") && text.hasSuffix("y"), "\(text)")
        #expect(!text.contains(secret.suffix(12)) || secret.hasPrefix("postgres"), "\(text)")
        #expect(!text.contains("Kj3-vT8w9qLm"))
    }

    @Test(
        "ordinary text stays as it is",
        arguments: [
            "task-force and disk-management-is-a-long-word", "ghp_short", "eyJ is base64", "AKIA",
            "see https://docs.contoso.net/a:b and app/main.py:12",
            "uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2",
            "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ])
    func ordinary(_ text: String) throws {
        #expect(try redactor().redacted(text) == text)
    }
}
