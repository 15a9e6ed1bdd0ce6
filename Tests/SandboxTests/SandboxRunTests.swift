import Basics
import Foundation
import Snapshots
import TestSupport
import Testing

@testable import Sandbox

@Suite struct SandboxRunTests {
    private static let passing = """
        import unittest
        from app import double
        class T(unittest.TestCase):
            def test_double(self):
                self.assertEqual(double(2), 4)
        """
    private static let unittest = TestCommand.arguments(["python3", "-m", "unittest", "-q"])

    @Test("the machine isolates, or the probe says why not and what to do")
    func probe() async throws {
        let probe = try await SandboxProbe.run(SandboxBench().configuration)
        #expect(probe.level == .namespace, "\(probe)")
        #expect(probe.reason == nil && probe.remedy == nil)
    }

    @Test("without bubblewrap nothing runs, and the reason says so")
    func noSandboxNoRun() async throws {
        let bench = try SandboxBench { $0.bubblewrap = "/nonexistent/bwrap" }
        let run = try await bench.shell("echo ran")
        #expect(run == .notRun(.noSandbox("/nonexistent/bwrap is not installed")))
        let probe = try await SandboxProbe.run(bench.configuration)
        #expect(probe.level == .none)
        #expect(probe.remedy?.contains("apt-get install bubblewrap") == true)
    }

    @Test("a bubblewrap that is refused by the system runs nothing")
    func refusedSandbox() async throws {
        let fake = try TemporaryDirectory()
        try fake.write(
            "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2; exit 1\n",
            to: "bwrap")
        chmod("\(fake.path)/bwrap", 0o755)
        let bench = try SandboxBench { $0.bubblewrap = "\(fake.path)/bwrap" }
        let run = try await bench.shell("echo ran")
        #expect(run == .notRun(.noSandbox("bwrap: setting up uid map: Permission denied ")))
        #expect(
            try await SandboxProbe.run(bench.configuration).remedy?.contains("AppArmor") == true)
    }

    @Test("passing tests pass, failing tests fail with their output, and nothing is left")
    func passAndFail() async throws {
        let bench = try SandboxBench()
        let good = ["app.py": "def double(n): return n * 2\n", "test_app.py": Self.passing]
        let bad = good.merging(["app.py": "def double(n): return n\n"]) { $1 }
        let comparison = try await bench.runner.compare(
            before: TestRequest(snapshot(good), command: Self.unittest),
            after: TestRequest(snapshot(bad), command: Self.unittest))
        #expect(comparison.before.isSuccess)
        #expect(comparison.after.output.contains("AssertionError: 2 != 4"))
        #expect(comparison.verdict == .regressed([]))
        #expect(comparison.summary == "passed → failed (exit 1)")
        #expect(bench.leftovers == [])
    }

    @Test("a component's command runs in its folder")
    func componentFolder() async throws {
        let bench = try SandboxBench()
        let tree = snapshot(["api/a.txt": "", "web/b.txt": ""])
        let request = TestRequest(tree, component: "web", command: .shell("pwd; ls"))
        #expect(try await bench.runner.run(request).output == "/work/web\nb.txt\n")
    }

    @Test(
        "the surroundings are the same on every machine: clock, language, seed, no terminal, no input"
    )
    func surroundings() async throws {
        let bench = try SandboxBench { $0.configurationForSurroundings() }
        let run = try await bench.shell(
            "env | sort | grep -v '^PWD='; date +%Z; id -u; hostname; tty; wc -c; ulimit -c")
        #expect(
            run.output == """
                CI=true
                EXTRA=1
                HOME=/home/u
                LANG=C.UTF-8
                LC_ALL=C.UTF-8
                LOGNAME=u
                NO_COLOR=1
                PATH=/usr/local/bin:/usr/bin:/bin
                PYTHONDONTWRITEBYTECODE=1
                PYTHONHASHSEED=0
                TERM=dumb
                TMPDIR=/tmp
                TZ=UTC
                USER=u
                UTC
                65532
                sandbox
                not a tty
                0
                0

                """)
    }

    @Test(
        "Node's own test runner tells of its tests one by one",
        .enabled(if: hasNode, "node is not installed"))
    func nodeTests() async throws {
        let bench = try SandboxBench()
        let test = """
            const test = require('node:test'); const assert = require('node:assert');
            const http = require('node:http');
            test('adds', () => assert.equal(1 + 1, 2));
            test('breaks', () => assert.equal(1, 2));
            test('answers on the loopback', (t, done) => {
              const server = http.createServer((q, r) => r.end('x')).listen(0, '127.0.0.1', () => {
                http.get({port: server.address().port, agent: false}, r => {
                  r.resume(); r.on('end', () => { server.close(); done(); }); }); }); });
            """
        let run = try await bench.run(
            nil,
            files: [
                "package.json": #"{"scripts": {"test": "node --test"}}"#, "test/a.test.js": test,
            ])
        guard case .ran(let report) = run else {
            Issue.record("\(run)")
            return
        }
        #expect(
            report.outcomes == [
                TestOutcome(id: "test::adds", verdict: .passed),
                TestOutcome(id: "test::answers on the loopback", verdict: .passed),
                TestOutcome(id: "test::breaks", verdict: .failed),
            ], "\(report.output)")
        #expect(report.summary == "2 passed, 1 failed")
        #expect(report.command == "npm test")
    }

    @Test("a program that is not installed is named")
    func missingTool() async throws {
        let files = ["go.mod": "module x\n", "x_test.go": "package x\n"]
        let bench = try SandboxBench()
        let plan = try TestPlan.make(for: TestRequest(snapshot(files))).get()
        #expect(plan.words == ["go", "test", "./..."])
        #expect(throws: NotRunReason.missingTool("no-such-tool")) {
            _ = try Toolchain(tools: ["no-such-tool"], searchPath: bench.configuration.searchPath)
        }
    }

    @Test("requirements of a pyproject.toml are read behind the wall")
    func projectRequirements() async throws {
        let bench = try SandboxBench()
        let isolation = try Isolation(
            configuration: bench.configuration, limits: bench.configuration.limits)
        let reader = ProjectRequirements(isolation: isolation, python: "/usr/bin/python3")
        let text = """
            [project]
            dependencies = ["fastapi>=0.100", "uvicorn"]
            [project.optional-dependencies]
            test = ["httpx"]
            docs = ["sphinx"]
            [dependency-groups]
            dev = ["pytest-cov", {include-group = "x"}]
            """
        let lines = try await reader.lines(in: Array(text.utf8))
        #expect(lines == ["fastapi>=0.100", "uvicorn", "httpx", "pytest-cov"])
        await #expect(throws: NotRunReason.self) { try await reader.lines(in: Array("[x".utf8)) }
    }

    @Test("what a dead process left is removed, what a living one uses stays")
    func staleScratch() async throws {
        let bench = try SandboxBench()
        let dead = try await Subprocess("/bin/sh", ["-c", "echo $$"]).run().output.text.dropLast()
        for name in ["complybot-sandbox-\(dead)-1-2", "complybot-sandbox-\(getpid())-1-2", "other"]
        {
            try bench.folder.write("x", to: "scratch/\(name)/file")
        }
        try bench.folder.write("x", to: "cache/python/.building-\(dead)-1-2/file")
        try await bench.configuration.removeStaleScratch()
        #expect(bench.leftovers.sorted() == ["complybot-sandbox-\(getpid())-1-2", "other"])
        #expect(
            !FileManager.default.fileExists(
                atPath: "\(bench.configuration.cache)/python/.building-\(dead)-1-2"))
    }

    private static let hasNode = ["/usr/bin/node", "/usr/local/bin/node"].contains {
        FileManager.default.isExecutableFile(atPath: $0)
    }
}

extension SandboxConfiguration {
    fileprivate mutating func configurationForSurroundings() { variables = ["EXTRA": "1"] }
}
