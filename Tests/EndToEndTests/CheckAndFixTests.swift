import Foundation
import TestSupport
import Testing

@Suite("check and fix on working trees")
struct CheckAndFixTests {
    /// The parts of `check --format json` that tests look at.
    struct Report: Decodable {
        struct Finding: Decodable {
            struct Position: Decodable {
                var line: Int
                var column: Int
                var offset: Int
            }

            var ruleId: String
            var severity: String
            var policies: [String]
            var path: String?
            var start: Position?
            var fixable: Bool
            var fingerprint: String
        }

        struct Failure: Decodable {
            var path: String?
            var message: String
        }

        struct Summary: Decodable {
            var files: Int
            var findings: Int
        }

        var schemaVersion: Int
        var summary: Summary
        var findings: [Finding]
        var errors: [Failure]
    }

    private func repository(_ files: [String: String]) throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        for (path, text) in files { try folder.write(text, to: path) }
        try Program.tool(
            ["git", "init", "--quiet", "--initial-branch", "main", "."], in: folder.path)
        try Program.tool(["git", "add", "--all"], in: folder.path)
        try Program.tool(["git", "commit", "--quiet", "--message", "First"], in: folder.path)
        return folder
    }

    private func check(_ folder: String, _ more: [String] = []) throws -> (
        status: Int32, report: Report
    ) {
        let outcome = try Program.run(["check", folder, "--format", "json"] + more)
        return (
            outcome.status, try outcome.decoded(as: Report.self)
        )
    }

    @Test("check finds drift with its place, and the same tree gives the same bytes")
    func check() throws {
        let folder = try repository([
            "requirements.txt": "fastapi==0.115.0\n",
            "app/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
        ])
        let (status, report) = try check(folder.path)
        #expect(status == 1 && report.schemaVersion == 1)
        let health = try #require(
            report.findings.first { $0.ruleId == "fastapi-health-endpoints" })
        #expect(
            health.path == "app/main.py" && health.start?.line == 3 && health.start?.offset == 29)
        #expect(health.policies == ["OPS-2.1"] && health.fixable)
        let first = try Program.run(["check", folder.path, "--format", "json"])
        #expect(try Program.run(["check", folder.path, "--format", "json"]).output == first.output)
    }

    @Test("the working tree, its commit and a bare clone of it give the same findings")
    func kinds() throws {
        let folder = try repository([
            "requirements.txt": "fastapi\n",
            "main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
        ])
        try Program.tool(["git", "clone", "--quiet", "--bare", ".", "bare.git"], in: folder.path)
        let tree = try check(folder.path).report.findings.map(\.fingerprint)
        #expect(!tree.isEmpty)
        #expect(
            try check(folder.path, ["--rev", "HEAD"]).report.findings.map(\.fingerprint) == tree)
        #expect(try check("\(folder.path)/bare.git").report.findings.map(\.fingerprint) == tree)
    }

    @Test("changed and untracked files count, ignored ones do not")
    func dirty() throws {
        let folder = try repository([".gitignore": "ignored/\n", "requirements.txt": "fastapi\n"])
        let app = "from fastapi import FastAPI\n\napp = FastAPI()\n"
        try folder.write(app, to: "ignored/main.py")
        #expect(
            try !check(folder.path).report.findings.contains { $0.ruleId.hasPrefix("fastapi") })
        try folder.write(app, to: "main.py")
        #expect(try check(folder.path).report.findings.contains { $0.path == "main.py" })
    }

    @Test("--fail-on, --severity and --rule decide what counts")
    func thresholds() throws {
        let folder = try repository(["README.md": "x\n"])
        #expect(try check(folder.path, ["--fail-on", "none"]).status == 0)
        #expect(try check(folder.path, ["--fail-on", "critical"]).status == 0)
        let only = try check(folder.path, ["--rule", "codeowners-present"])
        #expect(Set(only.report.findings.map(\.ruleId)) == ["codeowners-present"])
        #expect(try check(folder.path, ["--severity", "critical"]).report.findings.isEmpty)
    }

    @Test("an unborn and a detached HEAD are read like any other")
    func heads() throws {
        let unborn = try TemporaryDirectory()
        try Program.tool(["git", "init", "--quiet", "."], in: unborn.path)
        try unborn.write("fastapi\n", to: "requirements.txt")
        try unborn.write("from fastapi import FastAPI\napp = FastAPI()\n", to: "main.py")
        #expect(try check(unborn.path).report.findings.contains { $0.path == "main.py" })
        let noCommit = try Program.run(["check", unborn.path, "--rev", "HEAD"])
        #expect(noCommit.status == 3 && noCommit.errors.split(separator: "\n").count == 1)
        let detached = try repository(["README.md": "x\n"])
        try Program.tool(["git", "checkout", "--quiet", "--detach"], in: detached.path)
        #expect(try check(detached.path).status == 1)
    }

    @Test("files that cannot be parsed are named, and nothing else suffers")
    func unparsable() throws {
        let folder = try repository([
            ".github/workflows/ci.yml": "on: push\njobs: [\n",
            ".github/workflows/good.yml":
                "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n",
            "package.json": "{\"name\": ", "pyproject.toml": "[project\n",
        ])
        let (status, report) = try check(folder.path)
        #expect(status == 1)
        #expect(report.errors.contains { $0.path == ".github/workflows/ci.yml" })
        #expect(
            report.findings.contains {
                $0.ruleId == "actions-pinned-by-sha" && $0.path == ".github/workflows/good.yml"
            })
    }

    @Test("a symlink out of the tree is neither followed nor patched")
    func symlink() throws {
        let outside = try TemporaryDirectory()
        try outside.write("from fastapi import FastAPI\napp = FastAPI()\n", to: "main.py")
        let folder = try repository(["requirements.txt": "fastapi\n"])
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/main.py", withDestinationPath: "\(outside.path)/main.py")
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/app", withDestinationPath: outside.path)
        let before = try outside.read("main.py")
        #expect(
            try !check(folder.path).report.findings.contains { $0.ruleId.hasPrefix("fastapi") })
        #expect(try Program.run(["fix", folder.path]).status == 0)
        #expect(try outside.read("main.py") == before)
    }

    @Test(
        "fix --dry-run writes nothing, and its diff is what git apply makes of the tree that fix makes"
    )
    func dryRun() throws {
        let files = [
            ".github/complybot.yml": "version: 1\nservice: orders\n",
            "requirements.txt": "fastapi==0.115.0\n",
            "app/__init__.py": "",
            "app/main.py": "from fastapi import FastAPI\r\n\r\napp = FastAPI()\r\n",
        ]
        let fixed = try repository(files)
        let applied = try repository(files)
        let diff = try Program.run(["fix", "--dry-run", applied.path])
        #expect(diff.status == 0 && diff.output.hasPrefix("diff --git "))
        #expect(try Program.tool(["git", "status", "--porcelain"], in: applied.path).isEmpty)
        try applied.write(diff.output, to: ".git/change.diff")
        try Program.tool(["git", "apply", ".git/change.diff"], in: applied.path)
        #expect(try Program.run(["fix", fixed.path]).status == 0)
        try Program.tool(["git", "add", "--all"], in: fixed.path)
        try Program.tool(["git", "add", "--all"], in: applied.path)
        let tree = try Program.tool(["git", "write-tree"], in: fixed.path)
        #expect(try Program.tool(["git", "write-tree"], in: applied.path) == tree)
        let again = try Program.run(["fix", "--dry-run", fixed.path])
        #expect(again.output.isEmpty, "a second fix changes nothing: \(again.output)")
    }

    @Test("fix as JSON names files, rules and what was left, and --severity leaves the rest alone")
    func fixReport() throws {
        struct Fix: Decodable {
            struct Summary: Decodable {
                var files: Int
                var patched: Int
                var left: Int
            }

            struct File: Decodable {
                var path: String
                var rules: [String]
            }

            var dryRun: Bool
            var summary: Summary
            var files: [File]
            var plan: String
        }
        let folder = try repository([
            "requirements.txt": "fastapi==0.115.0\n",
            "app/__init__.py": "",
            "app/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
        ])
        let arguments = ["fix", folder.path, "--severity", "high", "--format", "json"]
        let dry = try Program.run(arguments + ["--dry-run"]).decoded(as: Fix.self)
        #expect(dry.dryRun && dry.files.map(\.path) == ["app/main.py"])
        #expect(dry.files.first?.rules == ["fastapi-health-endpoints"])
        let outcome = try Program.run(arguments + ["--fail-on", "medium"])
        let wet = try outcome.decoded(as: Fix.self)
        #expect(outcome.status == 1, "what is left is of medium severity")
        #expect(!wet.dryRun && wet.plan == dry.plan && wet.summary.patched == 1)
        #expect(
            try Program.tool(["git", "status", "--porcelain"], in: folder.path)
                == " M app/main.py\n")
    }
}
