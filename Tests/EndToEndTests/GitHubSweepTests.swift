import Foundation
import StandInForge
import TestSupport
import Testing

/// A whole organisation on a forge that checks every request and answer against GitHub's own description.
@Suite("Sweeping an organisation")
struct GitHubSweepTests {
    /// Names whose repositories ought to get a pull request.
    private static let drifting = [
        "closed-later", "edited-later", "new-name", "private", "protected", "service-1",
        "service-2",
    ]

    /// Three hundred repositories, of which a dozen are not as all the others.
    private func organization() throws -> GitHubFleet {
        let fleet = try GitHubFleet()
        for name in ["service-1", "service-2", "closed-later", "edited-later", "protected"] {
            try fleet.add(name)
        }
        try fleet.forge.addRepository(
            fleet.full("private"), files: GitHubFleet.drift, isPrivate: true)
        try fleet.add("old-name")
        try fleet.forge.rename(fleet.full("old-name"), to: "new-name")
        try fleet.forge.protect("main", of: fleet.full("protected"), .init())
        try fleet.add("archived")
        try fleet.forge.setArchived(true, fleet.full("archived"))
        try fleet.add("fork")
        try fleet.forge.setFork(true, fleet.full("fork"))
        try fleet.add("empty", files: [:])
        try fleet.add("blocked")
        try fleet.forge.setBlock("dmca", fleet.full("blocked"))
        try fleet.add("taken")
        try fleet.forge.push(["NOTES": "mine\n"], to: "complybot", of: fleet.full("taken"))
        try fleet.add("steady-13", files: ["README.md": "# Steady\n"])
        for number in 14...300 {
            try fleet.forge.addRepository(
                fleet.full("steady-\(number)"), likeThatOf: fleet.full("steady-13"))
        }
        return fleet
    }

    @Test(
        "the first sweep opens the right pull requests; an unchanged fleet of 300 costs 3 pages and a few calls"
    )
    func fleet() throws {
        let fleet = try organization()
        let (outcome, first) = try fleet.sweep()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(first.repositories.count == 297)
        for name in Self.drifting {
            #expect(first[name]?.pullRequest.action == "created", "\(name): \(first[name] as Any)")
            let pull = try #require(try fleet.open(name).first, "\(name)")
            #expect(pull.author == "robot" && pull.base == "main")
            #expect(pull.head == GitHubFleet.branch && pull.labels.contains("complybot"))
            #expect(pull.body.contains("## Policy Compliance"))
            let file = try fleet.forge.file(
                ".github/workflows/ci.yml", on: GitHubFleet.branch, of: fleet.full(name))
            #expect(file?.contains("permissions:") == true)
        }
        for name in ["archived", "fork", "empty", "blocked", "taken", "steady-14", "steady-300"] {
            #expect(try fleet.forge.pullRequests(of: fleet.full(name)).isEmpty, "\(name)")
        }
        #expect(first["archived"] == nil && first["fork"] == nil && first["blocked"] == nil)
        #expect(first["taken"]?.pullRequest.note.contains("branch-conflict") == true)
        #expect(first.repositories.filter { $0.failure != nil }.isEmpty)
        let cost = fleet.takeCounts()
        #expect(cost.writes > 0 && cost.calls < 500, "\(cost)")

        try unchanged(fleet)
        try people(fleet)
        #expect(fleet.forge.violations.isEmpty, "\(fleet.forge.violations)")
        #expect(try fleet.forge.doubledPullRequests().isEmpty)
    }

    private func unchanged(_ fleet: GitHubFleet) throws {
        let (outcome, report) = try fleet.sweep()
        let cost = fleet.takeCounts()
        #expect(outcome.status == 0 && report.writes == 0)
        #expect(cost.writes == 0 && cost.calls <= 300 / 100 + 5, "\(cost)")
        #expect(
            outcome.errors.contains("GitHub took \(cost.calls) requests, 0 of them to write"),
            "\(outcome.errors)")
        for name in Self.drifting {
            #expect(report[name]?.pullRequest.action == "unchanged", "\(name)")
        }
        #expect(report["steady-14"]?.pullRequest.note == "compliant")
    }

    /// Somebody edits one, closes one, and renames one: nothing of that is undone, and nothing is opened twice.
    private func people(_ fleet: GitHubFleet) throws {
        let edit = try fleet.forge.push(
            ["MINE": "mine\n"], to: GitHubFleet.branch, of: fleet.full("edited-later"))
        try fleet.forge.close(1, of: fleet.full("closed-later"))
        try fleet.forge.rename(fleet.full("service-2"), to: "service-two")
        let (_, report) = try fleet.sweep()
        #expect(report["edited-later"]?.pullRequest.action == "left")
        #expect(report["closed-later"]?.pullRequest.action == "left")
        #expect(report["service-two"]?.pullRequest.action == "unchanged")
        #expect(
            try fleet.forge.branches(of: fleet.full("edited-later"))[GitHubFleet.branch] == edit)
        #expect(try fleet.open("closed-later").isEmpty)
        #expect(try fleet.forge.pullRequests(of: fleet.full("service-two")).count == 1)
        _ = fleet.takeCounts()
        let (_, again) = try fleet.sweep()
        #expect(again.writes == 0)
        #expect(fleet.takeCounts().writes == 0)
    }

    @Test(
        "as an App the pull requests are the App's, and nothing is asked twice of an unchanged fleet"
    )
    func app() throws {
        let fleet = try GitHubFleet(as: .app)
        for name in ["one", "two", "not-ours"] { try fleet.add(name) }
        try fleet.add("steady", files: ["README.md": "# Steady\n"])
        try fleet.forge.reduce(
            installation: fleet.installation, permissions: StandInForge.usualPermissions,
            repositories: ["one", "two", "steady"].map(fleet.full))
        let (outcome, report) = try fleet.sweep()
        #expect(outcome.status == 0, "\(outcome.errors)")
        for name in ["one", "two"] {
            #expect(report[name]?.pullRequest.action == "created", "\(outcome.errors)")
            #expect(try fleet.open(name).map(\.author) == ["complybot[bot]"])
        }
        _ = fleet.takeCounts()
        #expect(try fleet.sweep().1.writes == 0)
        let cost = fleet.takeCounts()
        #expect(cost.writes == 0 && cost.calls <= 5, "\(cost)")
        #expect(fleet.forge.violations.isEmpty, "\(fleet.forge.violations)")
    }

    @Test(
        "where GraphQL is refused, REST alone opens the same pull requests, and the next sweep writes nothing"
    )
    func withoutGraphQL() throws {
        let fleet = try GitHubFleet()
        for name in ["one", "two"] { try fleet.add(name) }
        try fleet.add("empty", files: [:])
        fleet.forge.inject(
            Fault(
                .answer(status: 403, message: "Resource not accessible by personal access token"),
                path: "/graphql", count: .max))
        let (outcome, report) = try fleet.sweep()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("GraphQL is refused"))
        for name in ["one", "two"] {
            #expect(report[name]?.pullRequest.action == "created", "\(report)")
            #expect(try fleet.open(name).count == 1)
        }
        _ = fleet.takeCounts()
        #expect(try fleet.sweep().1.writes == 0)
        #expect(fleet.takeCounts().writes == 0)
        #expect(fleet.forge.violations.isEmpty, "\(fleet.forge.violations)")
    }

    @Test("a fleet whose rules want advisories that are not there is settled all the same")
    func withoutAdvisories() throws {
        let fleet = try GitHubFleet()
        for name in ["one", "two"] {
            try fleet.add(
                name, files: ["README.md": "# Service\n", "requirements.txt": "idna==3.7\n"])
        }
        func sweep() throws -> Program.Outcome {
            try Program.run(
                [
                    "sweep", "--org", GitHubFleet.organization, "--rule",
                    "vulnerable-dependency",
                ],
                in: fleet.folder.path, environment: fleet.environment, limit: .seconds(180))
        }
        #expect(try sweep().output.contains("no advisories are known"))
        _ = fleet.takeCounts()
        let again = try sweep()
        let cost = fleet.takeCounts()
        #expect(again.output.contains("no advisories are known"), "\(again.output)")
        #expect(cost.transfers == 0 && cost.writes == 0 && cost.calls <= 5, "\(cost)")
    }

    @Test("remediate follows a repository that was renamed, by its old address")
    func remediate() throws {
        let fleet = try GitHubFleet()
        try fleet.add("before")
        try fleet.forge.rename(fleet.full("before"), to: "after")
        let address = "\(fleet.forge.serverURL)/\(fleet.full("before")).git"
        for _ in 0..<2 {
            let outcome = try fleet.run(["remediate", address])
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try fleet.open("after").count == 1)
        }
        #expect(fleet.forge.violations.isEmpty, "\(fleet.forge.violations)")
    }
}
