import StandInForge
import TestSupport
import Testing

@Suite("Other base branches")
struct GitHubBaseTests {
    /// A repository whose default branch names others that pull requests go to.
    private func place(_ bases: String, limit: Int = 5) throws -> GitHubFleet {
        let fleet = try GitHubFleet()
        let configuration =
            "version: 1\nbase-branches: \(bases)\nlimits: {open-pull-requests: \(limit)}\n"
        try fleet.add(
            "one", files: GitHubFleet.drift.merging([".github/complybot.yml": configuration]) { $1 }
        )
        for branch in ["release/1", "release/2", "other"] {
            try fleet.forge.push(["VERSION": branch + "\n"], to: branch, of: fleet.full("one"))
        }
        return fleet
    }

    private func bases(_ fleet: GitHubFleet) throws -> [String] {
        try fleet.open("one").map { "\($0.head) → \($0.base)" }.sorted()
    }

    private func remediate(_ fleet: GitHubFleet, ahead hours: Int = 0) throws -> Program.Outcome {
        try Program.run(
            [
                "remediate", "\(fleet.forge.serverURL)/\(fleet.full("one")).git", "--rule",
                "actions-least-privilege",
            ], in: fleet.folder.path,
            environment: fleet.environment.merging(["CB_CLOCK": "\(hours * 3_600)"]) { $1 })
    }

    @Test("each base gets a pull request of its own, one an hour, and then nothing is written")
    func each() throws {
        let fleet = try place("[main, \"release/*\"]")
        let first = try remediate(fleet)
        #expect(first.status == 0, "\(first.output)\(first.errors)")
        #expect(try bases(fleet) == ["complybot/compliance → main"])
        #expect(first.output.contains("one (release/1)"), "\(first.output)")
        for hours in [2, 4] { _ = try remediate(fleet, ahead: hours) }
        #expect(
            try bases(fleet) == [
                "complybot/compliance → main", "complybot/compliance--release-1 → release/1",
                "complybot/compliance--release-2 → release/2",
            ])
        _ = fleet.takeCounts()
        let last = try remediate(fleet, ahead: 6)
        #expect(last.status == 0 && fleet.takeCounts().writes == 0, "\(last.output)")
        #expect(fleet.forge.violations.isEmpty, "\(fleet.forge.violations)")
    }

    @Test("a default branch that is not named gets none, and the limit is for all together")
    func named() throws {
        let fleet = try place("[\"release/1\", \"release/2\", missing]", limit: 1)
        for hours in [0, 2] { _ = try remediate(fleet, ahead: hours) }
        #expect(try bases(fleet) == ["complybot/compliance--release-1 → release/1"])
        let outcome = try remediate(fleet, ahead: 4)
        #expect(outcome.output.contains("1 pull request is open"), "\(outcome.output)")
    }

    @Test("after ninety days without anybody nothing is proposed to any branch of the repository")
    func paused() throws {
        let fleet = try place("[main, \"release/1\"]")
        _ = try remediate(fleet)
        let outcome = try remediate(fleet, ahead: 91 * 24)
        #expect(outcome.output.contains("for 91 days"), "\(outcome.output)")
        #expect(try bases(fleet) == ["complybot/compliance → main"])
    }
}
