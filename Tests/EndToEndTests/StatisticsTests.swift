import Basics
import Foundation
import TestSupport
import Testing

@Suite("Statistics, the cache of patterns and the options for them")
struct StatisticsTests {
    private func repository() throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        try folder.write("fastapi\n", to: "requirements.txt")
        try folder.write("from fastapi import FastAPI\n\napp = FastAPI()\n", to: "main.py")
        try folder.write("on: push\njobs: {}\n", to: ".github/workflows/ci.yml")
        try Program.tool(["git", "init", "--quiet", "-b", "main", "."], in: folder.path)
        return folder
    }

    /// The values by name, of lines of a name, a value and a unit.
    private func figures(_ outcome: Program.Outcome) -> [String: Double] {
        var figures: [String: Double] = [:]
        for line in outcome.errors.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 3, let value = Double(words[1]) else { continue }
            figures[String(words[0])] = value
        }
        return figures
    }

    private func check(
        _ folder: TemporaryDirectory, home: TemporaryDirectory, _ more: String...
    ) throws -> Program.Outcome {
        try Program.run(
            ["check", folder.path, "--format", "json", "--fail-on", "none"] + more,
            environment: ["COMPLYBOT_HOME": "\(home.path)/home"])
    }

    @Test("statistics go to standard error and leave the report's bytes alone")
    func statistics() throws {
        let (folder, home) = (try repository(), try TemporaryDirectory())
        let plain = try check(folder, home: home)
        // What the first run found is kept, and reading it back measures nothing.
        let measured = try check(folder, home: TemporaryDirectory(), "--statistics")
        #expect(plain.status == 0 && measured.status == 0 && measured.output == plain.output)
        #expect(!plain.errors.contains("time-total"))
        let figures = figures(measured)
        #expect(figures["files"] == 3)
        #expect((figures["files-read"] ?? 0) >= 1 && (figures["bytes-read"] ?? 0) > 0)
        #expect((figures["files-parsed"] ?? 0) >= 1 && (figures["findings"] ?? 0) > 0)
        for phase in ["load-packs", "walk", "evaluate", "report", "total"] {
            #expect((figures["time-\(phase)"] ?? 0) > 0, "\(phase)")
        }
        #expect(figures.keys.filter { $0.hasPrefix("rule-") }.count == 10)
        let fix = try Program.run(["fix", folder.path, "--dry-run", "--statistics"])
        #expect((self.figures(fix)["time-plan-and-gates"] ?? 0) > 0)
    }

    @Test("patterns that were compiled before are found again, with the same findings")
    func cache() throws {
        let (folder, home) = (try repository(), try TemporaryDirectory())
        let none = try check(folder, home: home, "--no-cache", "--statistics")
        #expect(figures(none)["pattern-cache-misses"] == 0)
        #expect(!FileManager.default.fileExists(atPath: "\(home.path)/home"))
        let first = try check(folder, home: home, "--statistics")
        #expect(figures(first)["pattern-cache-misses"] == 1)
        let cache = "\(home.path)/home/cache/patterns"
        let names = try FileManager.default.contentsOfDirectory(atPath: cache)
        let file = "\(cache)/\(try #require(names.first))"
        #expect(names.count == 1)
        let modes = try [file, cache].map {
            try FileManager.default.attributesOfItem(atPath: $0)[.posixPermissions] as? Int
        }
        #expect(modes == [0o600, 0o700])
        let second = try check(folder, home: home, "--statistics")
        #expect(figures(second)["pattern-cache-hits"] == 1)
        #expect(first.output == none.output && second.output == none.output)
        // What is damaged, foreign or open to others is not believed, and is replaced.
        var bytes = try Data(contentsOf: URL(filePath: file))
        bytes[bytes.count - 9] ^= 1
        for content in [bytes, bytes.prefix(20), Data(), Data("x".utf8)] {
            try content.write(to: URL(filePath: file))
            let third = try check(folder, home: home, "--statistics")
            #expect(figures(third)["pattern-cache-misses"] == 1 && third.output == none.output)
            let fourth = try check(folder, home: home, "--statistics")
            #expect(figures(fourth)["pattern-cache-hits"] == 1)
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: file)
        let fifth = try check(folder, home: home, "--statistics")
        #expect(figures(fifth)["pattern-cache-misses"] == 1 && fifth.output == none.output)
    }

    @Test("without a place for state the run goes on")
    func homeless() throws {
        let (folder, home) = (try repository(), try TemporaryDirectory())
        try home.write("no folder", to: "home")
        let outcome = try check(folder, home: home, "--statistics")
        #expect(outcome.status == 0 && figures(outcome)["pattern-cache-misses"] == 1)
    }

    @Test("the number of jobs changes no byte of the report", arguments: ["1", "2", "8"])
    func jobs(count: String) throws {
        let (folder, home) = (try repository(), try TemporaryDirectory())
        let plain = try check(folder, home: home)
        #expect(try check(folder, home: home, "--jobs", count).output == plain.output)
    }

    @Test(
        "wrong values are told as such",
        arguments: [
            ["--jobs", "0"], ["--jobs", "-1"], ["--jobs", "1000000000"], ["--jobs", "x"],
            ["--jobs"], ["--statistics=yes"], ["--no-cache=1"],
        ])
    func wrong(options: [String]) throws {
        for command in ["check", "fix"] {
            let outcome = try Program.run([command, "."] + options)
            #expect(outcome.status == 2 && outcome.output.isEmpty)
            #expect(outcome.errors.split(separator: "\n").count == 1)
        }
    }
}
