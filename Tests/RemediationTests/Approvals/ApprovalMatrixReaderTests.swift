import Basics
import Documents
import Foundation
import TestSupport
import Testing

@testable import Remediation

/// The smallest matrix with a line of each kind.
private let smallestMatrix = """
    apiVersion: complybot.dev/v1
    kind: ApprovalMatrix
    always: {approvers: [Owner], risk: low, rationale: always}
    default_tier: 2
    tiers:
      - {tier: 1, approvers: [SRE], risk: medium, rationale: one}
      - {tier: 2, approvers: [], risk: low, rationale: two}
      - {tier: 3, approvers: [], risk: low, rationale: three}
    sensitive_paths:
      - category: auth
        paths: ["**/auth/**"]
        approvers: [Security]
        risk: high
        rationale: auth
    escalations:
      - {when: unsafe_patch, approvers: [], risk: medium, rationale: unsafe}
    """

@Suite("Reading an approval matrix")
struct ApprovalMatrixReaderTests {
    private func parse(_ text: String) throws -> ApprovalMatrix {
        try ApprovalMatrix(parsing: Array(text.utf8), fileName: "approvals.yaml")
    }

    @Test("a good matrix is read, with the digest of its bytes")
    func good() throws { #expect(try parse(smallestMatrix).digest == Digest(of: smallestMatrix)) }

    @Test(
        "a mistake is an error with its line and column and, for a key, the nearest one",
        arguments: [
            ("default_tier", "defualt_tier", 4, 1, "did you mean default_tier?"),
            ("    risk: high", "    riks: high", 13, 5, "did you mean risk?"),
            ("when: unsafe_patch", "when: unsafe_patches", 16, 12, "did you mean unsafe_patch?"),
            ("risk: high", "risk: extreme", 13, 11, "one of low, medium, high"),
            ("kind: ApprovalMatrix", "kind: Rule", 2, 7, "kind must be ApprovalMatrix"),
            ("default_tier: 2", "default_tier: 4", 4, 15, "a whole number from 1 to 3"),
            ("default_tier: 2", "default_tier: \"2\"", 4, 15, "a whole number from 1 to 3"),
            ("{tier: 3, approvers", "{tier: 2, approvers", 8, 12, "stands twice"),
            ("approvers: [Owner]", "approvers: []", 3, 9, "approvers is empty"),
            ("approvers: [Owner]", "approvers: [\"a b\"]", 3, 22, "name of a group"),
            ("[\"**/auth/**\"]", "[\"a[b]\"]", 11, 13, "not a path pattern"),
            ("[\"**/auth/**\"]", "[]", 11, 12, "no paths"),
            ("[\"**/auth/**\"]", "x", 11, 12, "paths must be a list"),
            ("    risk: high", "    risk: high\n    risk: low", 14, 5, "risk stands twice"),
            ("rationale: auth", "rationale: \"a\\u202eb\"", 14, 16, "text of one line"),
            ("category: auth", "category: &a auth", 10, 18, "anchors"),
            ("escalations:", "escalation:", 15, 1, "did you mean escalations?"),
        ])
    func mistakes(old: String, new: String, line: Int, column: Int, reason: String) throws {
        let text = smallestMatrix.replacingOccurrences(of: old, with: new)
        #expect(text != smallestMatrix)
        let error = #expect(throws: RecordProblem.self) { try parse(text) }
        #expect(error?.position.line == line)
        #expect(error?.position.column == column)
        let words = error?.diagnostic.description ?? ""
        #expect(words.contains(reason), "\(words)")
        #expect(error?.diagnostic.kind == .usage)
    }

    @Test(
        "a missing tier, an empty file, a list, broken YAML and a file too large are errors",
        arguments: [
            smallestMatrix.replacingOccurrences(
                of: "  - {tier: 3, approvers: [], risk: low, rationale: three}\n", with: ""),
            "", "- a", "a: [", "---\na: 1\n---\nb: 2\n", String(repeating: "#", count: 300_000),
            String(repeating: "[", count: 5000),
        ])
    func whole(text: String) { #expect(throws: RecordProblem.self) { try parse(text) } }

    @Test("no bytes changed at random crash the reader", arguments: 0..<4)
    func fuzz(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        func random(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }
        for _ in 0..<300 {
            var bytes = Array(smallestMatrix.utf8)
            for _ in 0...random(3) { bytes[random(bytes.count)] = UInt8(random(256)) }
            _ = try? ApprovalMatrix(parsing: bytes, fileName: "f")
        }
    }
}
