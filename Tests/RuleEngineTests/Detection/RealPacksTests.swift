import Documents
import Foundation
import Snapshots
import Testing

@testable import RuleEngine

@Suite("Detection with the packs of this repository")
struct RealPacksTests {
    static let folders = [
        "service-baseline", "supply-chain", "repository-hygiene", "container-baseline",
    ].map {
        Probe.root + "/rules/" + $0
    }

    static func ruleSet() throws -> RuleSet {
        RuleSet(packs: try RulePackLoader.load(folders: folders, queries: Probe.queries))
    }

    /// A small repository in which several rules have something to say.
    static let fleet: [RepositoryPath: MemorySnapshot.File] = {
        let app = "from fastapi import FastAPI\n\napp = FastAPI()\n"
        let workflow = "on: push\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n"
        let texts = [
            "services/a/requirements.txt": "fastapi==0.115.0\n", "services/a/app/main.py": app,
            "services/b/requirements.txt": "fastapi==0.115.0\n", "services/b/main.py": app + app,
            "web/package.json": "{", ".github/workflows/a.yml": workflow,
            ".github/workflows/b.yml": "on: [\n", "README.md": "",
        ]
        return Dictionary(
            uniqueKeysWithValues: texts.map {
                (RepositoryPath($0.key), MemorySnapshot.File(bytes: Array($0.value.utf8)))
            })
    }()

    @Test("the packs have nothing that lint objects to")
    func lint() throws {
        for pack in try Self.ruleSet().packs { #expect(PackLint.problems(in: pack) == []) }
    }

    @Test("the packs load, compile, and find drift in a bare service")
    func bareService() throws {
        let set = try Self.ruleSet()
        let compiled = try CompiledRuleSet(
            ruleSet: set, grammars: Probe.grammars, queriesFolder: Probe.queries)
        let files: [RepositoryPath: MemorySnapshot.File] = [
            "requirements.txt": .init(bytes: Array("fastapi==0.115.0\n".utf8)),
            "app/main.py": .init(
                bytes: Array("from fastapi import FastAPI\n\napp = FastAPI()\n".utf8)),
            "tests/test_main.py": .init(bytes: Array("from app.main import app\n".utf8)),
        ]
        let report = Detection.run(
            compiled, snapshot: MemorySnapshot(files: files), context: Probe("").context)
        #expect(report.errors.isEmpty)
        #expect(
            report.findings.map(\.ruleID) == [
                "codeowners-present", "dependabot-configured", "license-present",
                "pull-request-gates", "readme-present", "security-policy-present",
                "fastapi-health-endpoints", "fastapi-structured-logging",
                "fastapi-trace-propagation",
            ])
        let health = report.findings.first { $0.ruleID == "fastapi-health-endpoints" }
        #expect(health?.path == "app/main.py")
        #expect(health?.start?.line == 3)
        #expect(health?.patchStatus == .available)
    }
}
