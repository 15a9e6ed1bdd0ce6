import Basics
import Documents
import Foundation
import TestSupport
import Testing

@testable import Advisories

@Suite("An OSV document")
struct OSVDocumentTests {
    private func parse(_ text: String) throws -> OSVDocument {
        try OSVDocument(parsing: Array(text.utf8), fileName: "x.json")
    }

    @Test("the members that matter are read and unknown ones ignored")
    func reading() throws {
        let document = try parse(
            """
            {"schema_version": "1.9.0", "id": "X-1", "modified": "2024-01-01T00:00:00Z", "aliases": ["CVE-2", "CVE-1"],
             "summary": "s", "future": {"a": [1]}, "credits": [],
             "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
             "affected": [
              {"package": {"ecosystem": "PyPI", "name": "Foo_.Bar"}, "versions": ["1.0"], "ranges": [
                {"type": "GIT", "repo": "r", "events": [{"introduced": "0"}]},
                {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"last_affected": "1.2"}]}]},
              {"package": {"ecosystem": "Debian:12", "name": "foo"}, "versions": ["1"]}],
             "database_specific": {"severity": "LOW", "other": 1}}
            """)
        #expect(document.id == "X-1")
        #expect(document.aliases == ["CVE-1", "CVE-2"])
        #expect(document.severity == .critical)
        #expect(document.scoreTenths == 98)
        #expect(document.withdrawn == nil)
        #expect(document.affected.count == 1)
        #expect(document.affected[0].name == "foo-bar")
        #expect(document.affected[0].ranges == [[.introduced(nil), .lastAffected("1.2")]])
    }

    @Test(
        "the database's own word stands in for other scores and for a score of nothing",
        arguments: [
            (
                "CVSS_V4", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N",
                "\"MODERATE\"", "medium"
            ),
            ("CVSS_V2", "AV:L/AC:M/Au:N/C:N/I:P/A:C", "\"critical\"", "critical"),
            ("CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", "\"LOW\"", "low"),
            ("CVSS_V3", "nonsense", "\"HIGH\"", "high"), ("CVSS_V3", "nonsense", "7", "none"),
            ("CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "\"LOW\"", "critical"),
        ])
    func severity(type: String, score: String, word: String, expected: String) throws {
        let document = try parse(
            """
            {"id": "X-1", "modified": "m", "severity": [{"type": "\(type)", "score": "\(score)"}],
             "database_specific": {"severity": \(word)}}
            """)
        #expect(document.severity?.rawValue ?? "none" == expected)
    }

    @Test(
        "a malformed document is an error that names the file and the place",
        arguments: [
            ("", "not valid JSON"), ("[]", "the document is of the wrong type"),
            ("{\"id\": \"X\"}", "lacks modified"),
            ("{\"id\": \"\", \"modified\": \"m\"}", "id"),
            ("{\"id\": \"a b\", \"modified\": \"m\"}", "id"),
            ("{\"id\": 7, \"modified\": \"m\"}", "id is of the wrong type"),
            (
                affected("[{\"type\": \"SEMVER\", \"events\": [{\"fixed\": \"1\"}]}]"),
                "no introduced event"
            ),
            (
                affected(
                    "[{\"type\": \"SEMVER\", \"events\": [{\"introduced\": \"0\", \"fixed\": \"1\"}]}]"
                ), "exactly one"
            ),
            (affected("[{\"type\": \"SEMVER\", \"events\": [{}]}]"), "exactly one"),
            (
                affected("[{\"type\": \"OTHER\", \"events\": [{\"introduced\": \"0\"}]}]"),
                "unknown type of range"
            ),
            (
                affected("[{\"type\": \"SEMVER\", \"events\": [{\"introduced\": 0}]}]"),
                "affected.[0].ranges.[0].events.[0]"
            ),
            (String(repeating: "[", count: 100_000), "not valid JSON"),
            (String(repeating: "{\"affected\":", count: 50_000), "not valid JSON"),
        ])
    func malformed(text: String, reason: String) throws {
        let error = #expect(throws: AdvisoryError.self) { try parse(text) }
        #expect(error?.code == .malformed)
        #expect(error?.file == "x.json")
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }

    private static func affected(_ ranges: String) -> String {
        "{\"id\": \"X\", \"modified\": \"m\", \"affected\": [{\"package\": {\"ecosystem\": \"npm\", \"name\": \"a\"}, \"ranges\": \(ranges)}]}"
    }

    @Test("files and version lists that are too large are refused")
    func sizes() throws {
        let big = [UInt8](repeating: 0x20, count: OSVDocument.maximumSize + 1)
        let error = #expect(throws: AdvisoryError.self) {
            try OSVDocument(parsing: big, fileName: "big.json")
        }
        #expect(error?.code == .tooLarge)
        let versions = String(repeating: "\"1\",", count: OSVDocument.maximumVersionCount) + "\"1\""
        let text = """
            {"id": "X", "modified": "m", "affected": [{"package": {"ecosystem": "npm", "name": "a"}, "versions": [\(versions)]}]}
            """
        let many = #expect(throws: AdvisoryError.self) { try parse(text) }
        #expect(many?.code == .tooLarge)
    }

    @Test(
        "a document with bytes changed at random is read or refused, never a crash",
        arguments: 0..<4)
    func fuzz(seed: UInt64) throws {
        let url = Advisories.folder.appending(path: "GHSA-34jh-p97f-mpxf.json")
        let original = Array(try Data(contentsOf: url))
        var random = SplitMix64(seed: seed)
        for _ in 0..<300 {
            var bytes = original
            for _ in 0...random.below(4) {
                let index = random.below(bytes.count)
                if random.below(2) == 0 {
                    bytes[index] = UInt8(random.below(256))
                } else {
                    bytes.remove(at: index)
                }
            }
            _ = try? AdvisoryDatabase(files: [("f.json", bytes)])
        }
    }
}

@Suite("CVSS 3 base scores")
struct CVSSVectorTests {
    @Test(
        "the score is the specification's",
        arguments: [
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 98),
            ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 100),
            ("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:N", 74),
            ("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:C/C:H/I:N/A:N", 61),
            ("CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:H/I:H/A:N", 56),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", 75),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:L/I:L/A:N", 54),
            ("CVSS:3.1/AV:N/AC:H/PR:H/UI:N/S:U/C:H/I:N/A:N", 44),
            ("CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H", 72),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:N", 82),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61),
            ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 64),
            ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 78),
            ("CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:L/A:N", 24),
            ("CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:C/C:H/I:N/A:N", 74),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O/RC:C", 98),
        ])
    func scores(vector: String, tenths: Int) { #expect(CVSSVector(vector)?.tenths == tenths) }

    @Test("the words begin at 0.1, 4.0, 7.0 and 9.0")
    func words() {
        #expect(CVSSVector("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N")?.severity == nil)
        #expect(CVSSVector("CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:L/A:N")?.severity == .low)
        #expect(CVSSVector("CVSS:3.1/AV:N/AC:H/PR:H/UI:N/S:U/C:H/I:N/A:N")?.severity == .medium)
        #expect(CVSSVector("CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H")?.severity == .high)
        #expect(CVSSVector("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")?.severity == .critical)
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", "CVSS:3.1", "CVSS:2.0/AV:N",
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N",
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",
            "CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            "CVSS:3.1/AV:Z/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:X/C:H/I:H/A:H",
            "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        ])
    func refusal(vector: String) { #expect(CVSSVector(vector) == nil) }
}
