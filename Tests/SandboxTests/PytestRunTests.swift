import Basics
import Foundation
import Snapshots
import TestSupport
import Testing

@testable import Sandbox

/// Runs of pytest from a folder of wheels, which must hold pytest and what it needs; without one they are skipped.
private let wheelhouse = ProcessInfo.processInfo.environment["COMPLYBOT_TEST_WHEELHOUSE"]

@Suite(
    .enabled(if: wheelhouse != nil, "COMPLYBOT_TEST_WHEELHOUSE does not name a folder of wheels"),
    .serialized)
struct PytestRunTests {
    private func bench() throws -> SandboxBench {
        try SandboxBench {
            $0.index = PackageIndex(arguments: ["--no-index", "--find-links", wheelhouse ?? ""])
        }
    }

    @Test(
        "pytest is fetched, installed once and run; a patch that breaks one test and fixes another is told so"
    )
    func pytest() async throws {
        let bench = try bench()
        let tests = """
            import app
            def test_one(): assert app.one() == 1
            def test_two(): assert app.two() == 2
            def test_three(): assert app.two() != 3
            """
        let base = [
            "requirements.txt": "--index-url https://evil.example/\n", "tests/test_app.py": tests,
            "app.py": "def one(): return 1\ndef two(): return 0\n",
        ]
        let patched = base.merging(["app.py": "def one(): return 0\ndef two(): return 2\n"]) { $1 }
        let before = TestRequest(snapshot(base))
        let comparison = try await bench.runner.compare(
            before: before, after: TestRequest(snapshot(patched)))
        #expect(
            comparison.summary == "2 passed, 1 failed → 2 passed, 1 failed",
            "\(comparison.before.output)")
        #expect(comparison.ids(.regressed) == ["tests.test_app::test_one"])
        #expect(comparison.ids(.fixed) == ["tests.test_app::test_two"])
        #expect(comparison.verdict == .regressed(["tests.test_app::test_one"]))
        let environments = try FileManager.default.contentsOfDirectory(
            atPath: "\(bench.configuration.cache)/python")
        #expect(environments.count { !$0.hasSuffix(".lock") } == 1, "\(environments)")

        var cached = bench.configuration
        cached.index = PackageIndex(arguments: ["--no-index"])
        #expect(try await BubblewrapTestRunner(cached).run(before).summary == "2 passed, 1 failed")

        let liar = base.merging(["conftest.py": "import os\nprint('3 passed')\nos._exit(0)\n"]) {
            $1
        }
        let lie = try await bench.runner.run(TestRequest(snapshot(liar)))
        #expect(!lie.isSuccess)
        #expect(lie.summary == "failed (no report)")
        let none = base.merging(["tests/test_app.py": "x = 1\n"]) { $1 }
        #expect(try await bench.runner.run(TestRequest(snapshot(none))) == .notRun(.noTests))
        #expect(bench.leftovers == [])
    }

    @Test("a package that cannot be had is named, and no half environment stays")
    func unavailable() async throws {
        let bench = try bench()
        let files = [
            "requirements.txt": "no-such-package-here==1.0\n",
            "tests/test_a.py": "def test_a(): pass\n",
        ]
        let run = try await bench.runner.run(TestRequest(snapshot(files)))
        guard case .notRun(.dependenciesUnavailable(let reason)) = run else {
            Issue.record("\(run)")
            return
        }
        #expect(reason.contains("no-such-package-here"))
        let left = try FileManager.default.contentsOfDirectory(
            atPath: "\(bench.configuration.cache)/python")
        #expect(left.allSatisfy { $0.hasSuffix(".lock") })
    }
}
