import Basics
import Sandbox
import Snapshots
import Testing

@testable import Remediation

@Suite("A repository's own configuration")
struct RepositoryConfigurationTests {
    private func read(_ files: [RepositoryPath: String]) throws -> RepositoryConfiguration {
        try .read(from: MemorySnapshot(files: files.mapValues { .init(bytes: Array($0.utf8)) }))
    }

    @Test("no file says nothing, and a file says service, tier and tests")
    func right() throws {
        #expect(try read([:]) == RepositoryConfiguration())
        let configuration = try read([
            ".github/complybot.yml":
                "version: 1\nservice: orders\ntier: 1\ntests:\n  command: [make, test]\n  on-regression: draft\n"
        ])
        #expect(configuration.service == "orders" && configuration.tier == 1)
        #expect(configuration.testCommand == .arguments(["make", "test"]))
        #expect(configuration.onRegression == .draft)
        #expect(
            try read([".complybot.yml": "version: 1\ntests: {command: make -s test}\n"]).testCommand
                == .shell("make -s test"))
    }

    @Test(
        "what is wrong names file, line and column",
        arguments: [
            ("service: x\n", ".github/complybot.yml:1:1", "the configuration needs version"),
            ("version: 1\nservise: x\n", ".github/complybot.yml:2:1", "did you mean service?"),
            ("version: 1\ntier: high\n", ".github/complybot.yml:2:7", "from 1 to 3"),
            ("version: [\n", ".github/complybot.yml:", ""),
        ])
    func wrong(text: String, place: String, reason: String) {
        let error = #expect(throws: (any Error).self) { try read([".github/complybot.yml": text]) }
        let said = Diagnostic(describing: error ?? CancellationError(), while: "read")
        #expect(said.kind == .usage)
        #expect(said.description.contains(place) && said.description.contains(reason), "\(said)")
    }

    @Test("two files compete, and a symlink is no configuration")
    func files() throws {
        #expect(throws: Diagnostic.self) {
            try read([".github/complybot.yml": "version: 1\n", ".complybot.yml": "version: 1\n"])
        }
        let linked = MemorySnapshot(files: [
            ".complybot.yml": .init(bytes: Array("/etc/passwd".utf8), mode: .symlink)
        ])
        #expect(try RepositoryConfiguration.read(from: linked) == RepositoryConfiguration())
    }

    @Test("a project with pyproject.toml alone is tested with the requirements that stand there")
    func requirements() {
        let text = """
            [project]
            name = "x"
            dependencies = ["fastapi>=0.100", "httpx[http2]~=0.27 ; python_version > '3.8'"]
            """
        let snapshot = MemorySnapshot(files: ["api/pyproject.toml": .init(bytes: Array(text.utf8))])
        let lines = TestStage.requirements(of: "api", in: snapshot)
        #expect(lines?.count == 2 && lines?[0] == "fastapi>=0.100", "\(lines ?? [])")
        #expect(lines?[1].hasPrefix("httpx[http2]~=0.27") ?? false, "\(lines ?? [])")
        #expect(TestStage.requirements(of: .root, in: snapshot) == nil)
    }
}
