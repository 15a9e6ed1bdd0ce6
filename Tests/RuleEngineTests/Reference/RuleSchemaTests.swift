import Basics
import Foundation
import RuleEngine
import TestSupport
import Testing

@Suite("The rule format's schema and reference")
struct RuleSchemaTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The files of the packs that ship: rules, or headers.
    private func files(headers: Bool) throws -> [String: String] {
        var found: [String: String] = [:]
        let rules = Self.root.appending(path: "rules")
        for pack in try FileManager.default.contentsOfDirectory(atPath: rules.path) {
            let folder = rules.appending(path: pack)
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
            for name in names ?? [] where name.hasSuffix(".yaml") && name != "approvals.yaml" {
                guard (name == "pack.yaml") == headers else { continue }
                found["\(pack)/\(name)"] = try String(
                    contentsOf: folder.appending(path: name), encoding: .utf8)
            }
        }
        return found
    }

    @Test(
        "The schema accepts every rule and every header that ships",
        .enabled(if: JSONSchemaOracle.isAvailable, "Python's jsonschema is not installed"))
    func acceptsWhatShips() throws {
        let rules = try files(headers: false)
        #expect(rules.count >= 9)
        #expect(try JSONSchemaOracle.mistakes(in: rules, against: RuleSchema.rule.text()) == [])
        let headers = try files(headers: true)
        #expect(headers.count >= 3)
        #expect(try JSONSchemaOracle.mistakes(in: headers, against: RuleSchema.pack.text()) == [])
    }

    @Test(
        "The schema refuses what the reader refuses",
        .enabled(if: JSONSchemaOracle.isAvailable, "Python's jsonschema is not installed"),
        arguments: [
            ("severity: high", "severity: hgih"), ("version: 1", "version: 0"),
            ("title:", "titel:"), ("scope: component", "scope: everywhere"),
            ("safety: safe", "safety: quite"), ("outcome: fail", "outcome: failed"),
            ("  all:", "  al:"), ("insert_code:", "insert_kode:"),
        ])
    func refusesMistakes(right: String, wrong: String) throws {
        let name = "service-baseline/fastapi-health-endpoints.yaml"
        let text = try #require(try files(headers: false)[name])
        let broken = text.replacingOccurrences(of: right, with: wrong)
        try #require(broken != text)
        let mistakes = try JSONSchemaOracle.mistakes(
            in: [name: broken], against: RuleSchema.rule.text())
        #expect(!mistakes.isEmpty)
    }

    @Test("docs/rules.md ends with the reference that the tables give")
    func documentsTheFormat() throws {
        let document = try String(
            contentsOf: Self.root.appending(path: "docs/rules.md"), encoding: .utf8)
        let parts = document.components(separatedBy: "<!-- made by Scripts/docs from here on -->\n")
        try #require(parts.count == 2)
        #expect(parts[1] == "\n" + RuleReference.markdown, "run Scripts/docs")
    }
}
