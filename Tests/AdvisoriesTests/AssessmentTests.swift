import Documents
import Foundation
import TestSupport
import Testing

@testable import Advisories

@Suite("The assessment of a dependency")
struct AssessmentTests {
    private func assess(
        _ database: AdvisoryDatabase, _ specifier: String, _ name: String = "a",
        _ ecosystem: Ecosystem = .pypi
    ) -> [AdvisoryFinding] {
        database.assess(dependency: Advisories.dependency(name, specifier, ecosystem))
    }

    @Test(
        "the real advisories give the real answers",
        arguments: [
            ("pyjwt", "==2.3.0", Ecosystem.pypi, "2.4.0", false, ["GHSA-ffqj-6fqr-9h24"]),
            ("PyJWT", "==1.7.1", .pypi, "2.4.0", true, ["GHSA-ffqj-6fqr-9h24"]),
            ("pyjwt", "==1.4.2", .pypi, nil, false, []),
            ("pyjwt", "==2.4.0", .pypi, nil, false, []),
            ("pyjwt", ">=2.0,<2.4", .pypi, "2.4.0", false, ["GHSA-ffqj-6fqr-9h24"]),
            ("pyjwt", ">=2.0,<3", .pypi, nil, false, []), ("pyjwt", "", .pypi, nil, false, []),
            ("pyjwt", "~=2.3.0", .pypi, "2.4.0", false, ["GHSA-ffqj-6fqr-9h24"]),
            ("pyjwt", "==2.3.*", .pypi, "2.4.0", false, ["GHSA-ffqj-6fqr-9h24"]),
            (
                "requests", "==2.25.1", .pypi, "2.32.2", false,
                ["GHSA-9wx4-h78v-vm56", "GHSA-j8r2-6x86-q33q"]
            ),
            ("requests", "==2.31.0", .pypi, "2.32.2", false, ["GHSA-9wx4-h78v-vm56"]),
            (
                "urllib3", "==1.26.5", .pypi, "1.26.19", false,
                ["GHSA-34jh-p97f-mpxf", "GHSA-v845-jxx5-vc9f"]
            ),
            (
                "urllib3", "==2.0.3", .pypi, "2.2.2", false,
                ["GHSA-34jh-p97f-mpxf", "GHSA-v845-jxx5-vc9f"]
            ),
            ("urllib3", "<2", .pypi, nil, false, []),
            ("urllib3", "==1.26.19", .pypi, nil, false, []),
            ("gunicorn", "==20.1.0", .pypi, nil, false, ["GHSA-w3h3-4rj7-4ph4"]),
            ("certifi", "==2022.12.7", .pypi, "2023.07.22", true, ["GHSA-xqr8-7jwr-rhp7"]),
            ("fastapi", "==0.100.0", .pypi, "0.109.1", true, ["GHSA-qf9m-vfgh-m389"]),
            ("fastapi", "==0.109.0", .pypi, "0.109.1", false, ["GHSA-qf9m-vfgh-m389"]),
            ("python_multipart", "==0.0.5", .pypi, "0.0.7", false, ["GHSA-2jv5-9r88-3w3p"]),
            ("lodash", "4.17.15", .npm, "4.17.21", false, ["GHSA-35jh-r3h4-6jhm"]),
            ("lodash", "^4.17.15", .npm, nil, false, []),
            ("lodash", "~4.16.0", .npm, "4.17.21", false, ["GHSA-35jh-r3h4-6jhm"]),
            ("lodash-es", "3.0.0", .npm, "4.17.21", true, ["GHSA-35jh-r3h4-6jhm"]),
            ("express", "5.0.0-beta.1", .npm, "5.0.0", false, ["GHSA-qw6h-vgh9-j6wx"]),
            ("express", "github:expressjs/express", .npm, nil, false, []),
            ("golang.org/x/net", "v0.10.0", .go, "v0.17.0", true, ["GHSA-4374-p667-p6c8"]),
            (
                "golang.org/x/net", "v0.0.0-20190620200207-3b0461eec859", .go, "v0.17.0", true,
                ["GHSA-4374-p667-p6c8"]
            ),
            ("golang.org/x/net", "v0.17.0", .go, nil, false, []),
            ("unknown", "==1.0", .pypi, nil, false, []),
        ] as [(String, String, Ecosystem, String?, Bool, [String])])
    func real(
        name: String, specifier: String, ecosystem: Ecosystem, version: String?, isMajor: Bool,
        ids: [String]
    ) throws {
        let database = try AdvisoryDatabase.load(folder: Advisories.folder.path)
        let findings = assess(database, specifier, name, ecosystem)
        #expect(findings.map { $0.ids[0] }.sorted() == ids)
        for finding in findings {
            #expect(finding.upgrade?.version == version)
            #expect(finding.upgrade.map { $0.isMajorChange == isMajor } ?? true)
        }
    }

    @Test("the folder is read whole, with the severities of its sources, and its digest is stable")
    func folder() throws {
        let database = try AdvisoryDatabase.load(folder: Advisories.folder.path)
        #expect(database.documents.count == 20)
        #expect(database.notices.isEmpty)
        #expect(
            database.digest == (try AdvisoryDatabase.load(folder: Advisories.folder.path)).digest)
        // Each source gives its own word beside the vector; the computed word must be the same.
        for document in database.documents {
            let url = Advisories.folder.appending(path: document.id + ".json")
            let json = try #require(
                try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
            let word = try #require(
                (json["database_specific"] as? [String: Any])?["severity"] as? String)
            #expect(document.severity == AdvisorySeverity(word: word), "\(document.id)")
        }
    }

    @Test("findings come worst first and share one upgrade")
    func order() throws {
        let database = try AdvisoryDatabase.load(folder: Advisories.folder.path)
        let findings = assess(database, "==1.26.5", "urllib3")
        #expect(findings.map(\.severity) == [.medium, .medium])
        #expect(Set(findings.map(\.upgrade)).count == 1)
        #expect(findings[0].upgrade?.from == "1.26.5")
        #expect(findings[0].ids == ["GHSA-34jh-p97f-mpxf", "CVE-2024-37891"])
    }

    @Test("one vulnerability under two ids is one finding, and a circle of aliases ends")
    func aliases() throws {
        func record(_ id: String, _ aliases: String, _ fixed: String) -> (String, [UInt8]) {
            let text = """
                {"id": "\(id)", "modified": "m", "aliases": [\(aliases)], "affected": [{"package": {"ecosystem": "PyPI",
                 "name": "a"}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "\(fixed)"}]}]}]}
                """
            return (id + ".json", Array(text.utf8))
        }
        let database = try AdvisoryDatabase(files: [
            record("PYSEC-1", "\"CVE-1\", \"C\"", "1.2"), record("GHSA-1", "\"CVE-1\"", "1.3"),
            record("C", "\"PYSEC-1\"", "1.1"), record("Z", "", "1.1"),
        ])
        let findings = assess(database, "==1.0")
        #expect(findings.map(\.ids) == [["C", "CVE-1", "GHSA-1", "PYSEC-1"], ["Z"]])
        #expect(findings[0].upgrade?.version == "1.3")
    }

    @Test(
        "the upgrade stays outside of every range, not only of those that affect the current version"
    )
    func everyRange() throws {
        let database = try Advisories.database([
            ("A", "a", ["0 <1.2"]), ("B", "a", ["1.2 <1.4"]), ("C", "a", ["1.5 <2.0"]),
        ])
        #expect(assess(database, "==1.0").map { $0.ids[0] } == ["A"])
        #expect(assess(database, "==1.0")[0].upgrade?.version == "1.4")
        #expect(
            assess(database, "==1.6")[0].upgrade
                == Upgrade(version: "2.0", from: "1.6", isMajorChange: true))
    }

    @Test("no fix, or only fixes that something else affects, gives a finding without an upgrade")
    func noFix() throws {
        let open = try Advisories.database([("A", "a", ["0 <1.2"]), ("B", "a", ["1.1"])])
        #expect(assess(open, "==1.0").map(\.upgrade) == [nil])
        #expect(assess(open, ">=1.1").map { $0.ids[0] } == ["B"])
        #expect(assess(open, "").map { $0.ids[0] } == ["B"])
    }

    @Test("an older fix of another branch is never proposed")
    func noDowngrade() throws {
        let database = try Advisories.database([("A", "a", ["0 <1.9", "2.0 <=2.5"])])
        #expect(assess(database, "==2.1").map(\.upgrade) == [nil])
        #expect(assess(database, "==1.8")[0].upgrade?.version == "1.9")
    }

    @Test("a fix that is a pre-release is proposed only to one who has a pre-release")
    func prereleases() throws {
        let database = try Advisories.database([("A", "a", ["0 <2.0rc1"])])
        #expect(assess(database, "==1.0").map(\.upgrade) == [nil])
        #expect(assess(database, "==2.0b1")[0].upgrade?.version == "2.0rc1")
        let both = try Advisories.database([("A", "a", ["0 <2.0rc1"]), ("B", "a", ["0 <2.0"])])
        #expect(assess(both, "==1.0")[0].upgrade?.version == "2.0")
    }

    @Test("a local label neither hides a vulnerability nor makes an upgrade")
    func localVersions() throws {
        let database = try Advisories.database([
            ("A", "a", ["0 <=1.5"]), ("B", "a", ["0 <1.6+corp.1"]),
        ])
        #expect(assess(database, "==1.5+corp").count == 2)
        #expect(assess(database, "==1.5+corp").allSatisfy { $0.upgrade == nil })
    }

    @Test("epochs count")
    func epochs() throws {
        let database = try Advisories.database([("A", "a", ["0 <1!1.0"])])
        let findings = assess(database, "==2024.1")
        #expect(
            findings[0].upgrade == Upgrade(version: "1!1.0", from: "2024.1", isMajorChange: true))
        #expect(assess(database, "==1!1.0").isEmpty)
    }

    @Test("a range is affected only when it admits no fixed version")
    func ranges() throws {
        let database = try Advisories.database([("A", "a", ["1.5 <2.3"])])
        #expect(assess(database, ">=1.0").isEmpty)
        #expect(assess(database, "<1.5").isEmpty)
        #expect(assess(database, ">=2.3").isEmpty)
        #expect(assess(database, ">2.3").isEmpty)
        #expect(assess(database, ">=1.0,!=2.3").isEmpty)
        #expect(assess(database, ">=1.6,<=2.3").isEmpty)
        #expect(assess(database, ">=1.6,<2.3")[0].upgrade?.version == "2.3")
        #expect(assess(database, ">=1.0,<2")[0].upgrade?.version == "2.3")
        #expect(assess(database, ">1.9,<1.9.5").count == 1)
        #expect(assess(database, "<2.0").count == 1)
        #expect(assess(database, ">3,<2").isEmpty)
    }

    @Test("a withdrawn advisory counts for nothing")
    func withdrawn() throws {
        let database = try Advisories.database(
            [("A", "a", ["0 <2"])], extra: ", \"withdrawn\": \"2024-01-01T00:00:00Z\"")
        #expect(assess(database, "==1.0").isEmpty)
        #expect(database.documents.count == 1)
    }

    @Test("packages of Maven are judged by their own order")
    func maven() throws {
        func count(_ range: String, _ version: String) throws -> Int {
            let database = try Advisories.database(
                [("A", "org:a", [range])], ecosystem: "Maven")
            let manifest = try DependencyManifest(
                parsing: Array(
                    """
                    <project><dependencies><dependency><groupId>org</groupId><artifactId>a</artifactId>
                    <version>\(version)</version></dependency></dependencies></project>
                    """.utf8), fileName: "pom.xml")
            return manifest.dependencies.flatMap { database.assess(dependency: $0) }.count
        }
        #expect(try count("1.5 <1.10.0", "1.9") == 1)
        #expect(try count("1.5 <1.10.0", "1.10.0") == 0)
        #expect(try count("0 <5.2.20.RELEASE", "5.2.19.RELEASE") == 1)
        #expect(try count("2.0 <2.12.6.1", "2.15.0") == 0)
        #expect(try count("2.0 <2.12.6.1", "2.12.6") == 1)
        #expect(try count("2.0 <2.12.6.1", "2.12.6.1") == 0)
        #expect(try count("1.5 <1.10.0", "[1.0,2.0)") == 0)
        #expect(try count("1.5 <1.10.0", "[1.5,1.9]") == 1)
        let lines = try Advisories.database(
            [("A", "g:a", ["0 <32.0-android"])], ecosystem: "Maven")
        #expect(assess(lines, "31.1-jre", "g:a", .maven).map(\.upgrade) == [nil])
        #expect(
            assess(lines, "31.1-android", "g:a", .maven).map(\.upgrade?.version) == ["32.0-android"]
        )
    }

    @Test("an inverted range and an unreadable version warn, and never make a version safe")
    func odd() throws {
        let inverted = try Advisories.database([("A", "a", ["2.0 <1.0"])])
        #expect(inverted.notices.map(\.kind) == [.invertedRange])
        #expect(assess(inverted, "==1.5").isEmpty)
        #expect(assess(inverted, "==2.5").map(\.upgrade) == [nil])
        let unreadable = try Advisories.database([("A", "a", ["0 <soon"]), ("B", "a", ["eh <2.0"])])
        #expect(
            unreadable.notices.map(\.kind) == [
                .unreadableVersion("soon"), .unreadableVersion("eh"),
            ])
        #expect(assess(unreadable, "==1.0").map(\.upgrade) == [nil, nil])
        #expect(assess(unreadable, "==3.0").map { $0.ids[0] } == ["A"])
    }

    @Test("the order of files does not matter, and two files of one id are refused")
    func files() throws {
        let records = [("A", "a", ["0 <1.2"]), ("B", "a", ["0 <1.4"]), ("C", "b", ["0 <1"])]
        let one = try Advisories.database(records)
        let other = try Advisories.database(records.reversed())
        #expect(one.digest == other.digest)
        #expect(assess(one, "==1.0") == assess(other, "==1.0"))
        let error = #expect(throws: AdvisoryError.self) {
            try AdvisoryDatabase(files: [
                ("x.json", Array("{\"id\": \"X\", \"modified\": \"m\"}".utf8)),
                ("y.json", Array("{\"id\": \"X\", \"modified\": \"m\"}".utf8)),
            ])
        }
        #expect(error?.code == .duplicate)
        #expect(error?.file == "y.json")
    }

    @Test("a folder that is missing and a link in it are errors")
    func unreadableFolder() throws {
        let folder = try TemporaryDirectory()
        #expect(throws: AdvisoryError.self) {
            try AdvisoryDatabase.load(folder: folder.path + "/none")
        }
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/a.json", withDestinationPath: "/etc/hostname")
        let error = #expect(throws: AdvisoryError.self) {
            try AdvisoryDatabase.load(folder: folder.path)
        }
        #expect(error?.code == .unreadable)
    }

    @Test(
        "no proposal is affected, a downgrade or unheard of, for random advisories",
        arguments: 0..<8)
    func properties(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var proposals = 0
        for _ in 0..<60 {
            let records = (0...random.below(4)).map { number in
                let ranges = (0...random.below(2)).map { _ in
                    let start = random.below(3) == 0 ? "0" : random.pythonVersion()
                    return start + [" <", " <=", " <"][random.below(3)] + random.pythonVersion()
                }
                return ("ID-\(number)", "a", ranges)
            }
            let database = try Advisories.database(records)
            let current = random.pythonVersion()
            for specifier in ["==" + current, ">=" + current, "<=" + current]
            where !current.contains("+") || specifier.hasPrefix("==") {
                let findings = assess(database, specifier)
                for upgrade in findings.compactMap(\.upgrade) {
                    proposals += 1
                    let from = try #require(PythonVersion(upgrade.from))
                    let to = try #require(PythonVersion(upgrade.version))
                    #expect(to > from, "\(records) \(specifier)")
                    #expect(
                        assess(database, "==" + upgrade.version).isEmpty, "\(records) \(specifier)")
                    #expect(
                        records.contains { $0.2.contains { $0.hasSuffix("<" + upgrade.version) } })
                    if let current = PythonVersion(current), specifier.hasPrefix("==") {
                        #expect(to > current)
                    }
                }
                #expect(Set(findings.map(\.upgrade)).count <= 1)
            }
        }
        #expect(proposals > 10)
    }
}
