import StandInForge
import TestSupport
import Testing

@Suite("Waivers that end, on the dashboard")
struct GitHubNoticeTests {
    @Test("who asked for a waiver is mentioned once at each stage, and the issue shows it")
    func notices() throws {
        let fleet = try GitHubFleet()
        try fleet.add("board", files: ["README.md": "# Board\n"])
        let waiver = """
            version: 1
            waivers:
              - {id: W-1, rule: actions-least-privilege, reason: later, category: deferred,
                 requested-by: ada, approved-by: [grace], created: 2026-05-01, expires: 2026-07-20}
            """
        try fleet.add(
            "one", files: GitHubFleet.drift.merging([".github/complybot.yml": waiver]) { $1 })
        try fleet.folder.write("fleet: {dashboard: acme/board}\n", to: "operator.yml")
        func sweep(_ day: String) throws -> (comments: [String], body: String) {
            let (outcome, _) = try fleet.sweep([
                "--today", day, "--config", "\(fleet.folder.path)/operator.yml",
            ])
            #expect(outcome.status == 0, "\(outcome.errors)")
            return (
                try fleet.forge.issueComments(1, of: fleet.full("board")),
                try fleet.forge.issue(1, of: fleet.full("board"))?.body ?? ""
            )
        }
        let early = try sweep("2026-07-01")
        #expect(early.comments.isEmpty && !early.body.contains("W-1"))
        let soon = try sweep("2026-07-08")
        #expect(soon.comments.count == 1 && soon.comments[0].contains("@ada, waivers"))
        #expect(soon.body.contains("ends within 14 days"))
        _ = fleet.takeCounts()
        #expect(try sweep("2026-07-09").comments.count == 1)
        #expect(fleet.takeCounts().writes == 0)
        #expect(try sweep("2026-07-18").comments.count == 2)
        let ended = try sweep("2026-07-21")
        #expect(ended.comments.count == 2 && ended.body.contains("has ended"))
        #expect(fleet.forge.violations.isEmpty, "\(fleet.forge.violations)")
    }
}
