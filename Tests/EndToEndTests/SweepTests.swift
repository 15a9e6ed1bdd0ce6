import Basics
import Foundation
import TestSupport
import Testing

@Suite("Sweeping the sample fleet")
struct SweepTests {
    @Test(
        "the first sweep opens one pull request for each drifting repository, the second writes nothing anywhere"
    )
    func twice() throws {
        let folder = try TemporaryDirectory()
        let fleet = try SampleFleet(in: folder.path)
        let (outcome, first) = try fleet.sweep()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(first.repositories.count == 5)
        for name in [
            "contoso-orders-api", "contoso-payments-api", "contoso-catalog-api",
            "contoso-storefront",
        ] {
            let summary = try #require(first[name])
            #expect(summary.pullRequest.action == "created", "\(name): \(summary)")
            #expect(!summary.patched.isEmpty && !summary.approvals.isEmpty)
            let text = try folder.read("\(name).pulls/1.md")
            for section in [
                "## Summary", "## Changes", "## Policy Compliance", "## Risk Assessment",
                "## Testing",
            ] {
                #expect(text.contains(section), "\(name) has no \(section)")
            }
        }
        let inventory = try #require(first["contoso-inventory-api"])
        #expect(inventory.findings.isEmpty && inventory.pullRequest.action == "none")

        let before = try fleet.files()
        let (again, second) = try fleet.sweep()
        #expect(again.status == 0 && second.writes == 0)
        #expect(try fleet.files() == before)
        #expect(second["contoso-orders-api"]?.pullRequest.action == "unchanged")
        #expect(
            second["contoso-orders-api"]?.pullRequest.head
                == first["contoso-orders-api"]?.pullRequest.head)
    }

    @Test("the commit ids are the same on another machine: another folder and another home")
    func deterministic() throws {
        let one = try TemporaryDirectory()
        let two = try TemporaryDirectory("another-name-of-another-length")
        let (_, first) = try SampleFleet(in: one.path).sweep(
            home: "home-one", ["--concurrency", "1"])
        let (_, second) = try SampleFleet(in: two.path).sweep(
            home: "home-two", ["--concurrency", "4"])
        let heads = first.repositories.map(\.pullRequest.head)
        #expect(heads.compactMap(\.self).count == 4)
        #expect(second.repositories.map(\.pullRequest.head) == heads)
    }

    @Test("one repository that fails stops no other, and the status says that one failed")
    func failure() throws {
        let folder = try TemporaryDirectory()
        let fleet = try SampleFleet(in: folder.path)
        try FileManager.default.removeItem(atPath: "\(folder.path)/contoso-orders-api.git")
        try FileManager.default.removeItem(atPath: "\(folder.path)/contoso-catalog-api.git/HEAD")
        let (outcome, report) = try fleet.sweep(["--dry-run"])
        #expect(outcome.status == 1)
        #expect(report["contoso-orders-api"]?.failure != nil)
        #expect(report["contoso-catalog-api"]?.failure != nil)
        #expect(report["contoso-payments-api"]?.patched.isEmpty == false)
        #expect(report.writes == 0)
    }

    @Test("a pull request that a person closed or pushed to is left alone")
    func people() throws {
        let folder = try TemporaryDirectory()
        let fleet = try SampleFleet(in: folder.path)
        _ = try fleet.sweep()
        let record = try folder.read("contoso-orders-api.pulls/1.json")
        try folder.write(
            record.replacingOccurrences(of: "\"state\": \"open\"", with: "\"state\": \"closed\""),
            to: "contoso-orders-api.pulls/1.json")
        try Program.tool(
            [
                "git", "clone", "--quiet", "--branch", "complybot/compliance",
                "contoso-catalog-api.git", "work",
            ],
            in: folder.path)
        try folder.write("mine\n", to: "work/mine.txt")
        try Program.tool(["git", "add", "--all"], in: "\(folder.path)/work")
        try Program.tool(
            ["git", "commit", "--quiet", "--message", "Mine"], in: "\(folder.path)/work")
        try Program.tool(["git", "push", "--quiet"], in: "\(folder.path)/work")
        let (_, told) = try fleet.sweep()
        #expect(told.writes == 1, "what was closed is told once how it would come back")
        let before = try fleet.files()
        let (_, report) = try fleet.sweep()
        #expect(report.writes == 0)
        #expect(report["contoso-orders-api"]?.pullRequest.action == "left")
        #expect(report["contoso-catalog-api"]?.pullRequest.action == "left")
        #expect(try fleet.files() == before)
    }

    @Test("a drift that somebody else repaired closes the pull request and deletes its branch")
    func resolved() throws {
        let folder = try TemporaryDirectory()
        let fleet = try SampleFleet(in: folder.path)
        _ = try fleet.sweep()
        try Program.tool(
            [
                "git", "--git-dir", "contoso-orders-api.git", "update-ref", "refs/heads/main",
                "refs/heads/complybot/compliance",
            ], in: folder.path)
        let (_, report) = try fleet.sweep()
        #expect(report["contoso-orders-api"]?.pullRequest.action == "closed", "\(report)")
        let branches = try Program.tool(
            ["git", "--git-dir", "contoso-orders-api.git", "branch", "--list"], in: folder.path)
        #expect(!branches.contains("complybot"))
        #expect(try fleet.sweep().1.writes == 0)
    }

    @Test(
        "a sweep that was killed at any moment goes on with --resume and ends as if it had not been"
    )
    func killed() throws {
        let folder = try TemporaryDirectory()
        let reference = try TemporaryDirectory()
        let (_, expected) = try SampleFleet(in: reference.path).sweep()
        let fleet = try SampleFleet(in: folder.path)
        for milliseconds in [30, 120, 300, 700, 1500] {
            var process = Subprocess(
                Program.path,
                [
                    "sweep", "--repos", "repos.json", "--resume", "--advisories",
                    "\(Program.root)/Fixtures/advisories", "--var", "code_owner=@contoso/platform",
                    "--var",
                    "security_contact=security@contoso.example",
                ],
                environment: [
                    "PATH": "/usr/bin:/bin", "COMPLYBOT_HOME": "\(folder.path)/home",
                    "PIP_NO_INDEX": "1",
                    "PIP_FIND_LINKS": Program.wheelhouse ?? "/nonexistent",
                ])
            process.workingFolder = folder.path
            process.timeLimit = .milliseconds(milliseconds)
            _ = try process.runBlocking()
        }
        let (outcome, report) = try fleet.sweep(["--resume"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
            report.repositories.map(\.pullRequest.head)
                == expected.repositories.map(\.pullRequest.head))
        for name in ["contoso-orders-api", "contoso-storefront"] {
            #expect(try folder.read("\(name).pulls/1.md") == reference.read("\(name).pulls/1.md"))
            #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/\(name).pulls/2.md"))
        }
        #expect(try fleet.sweep().1.writes == 0)
    }
}
