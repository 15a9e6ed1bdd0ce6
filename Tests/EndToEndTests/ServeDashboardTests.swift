import Foundation
import StandInForge
import TestSupport
import Testing

@Suite("The fleet's dashboard as the service keeps it")
struct ServeDashboardTests {
    private static let board = "acme/board"
    private let fleet: GitHubFleet

    init() throws {
        fleet = try GitHubFleet()
        try fleet.forge.addRepository(Self.board, files: ["README.md": "# Board\n"])
        try fleet.add("one")
        try fleet.folder.write(
            "fleet: {dashboard: acme/board, wishes: on, organizations: [acme]}\n",
            to: "complybot.yml")
    }

    /// The day in so many days from now.
    private static func day(_ days: Double) -> String {
        String(Date(timeIntervalSinceNow: days * 86_400).formatted(.iso8601).prefix(10))
    }

    /// Lets the service look through the fleet and see to the dashboard, until its runs are as wanted.
    private func serve(until isEnough: ([ServiceProcess.Line]) -> Bool) throws {
        let service = try ServiceProcess(
            arguments: ["--rule", "actions-least-privilege"], in: fleet.folder.path,
            environment: fleet.environment)
        var seen: [ServiceProcess.Line] = []
        var hasLooked = false
        while !isEnough(seen) || !hasLooked {
            let line = try service.wait {
                $0.message == "ended a run" || $0.message == "looked at the dashboard"
            }
            if line.message == "ended a run" { seen.append(line) } else { hasLooked = true }
        }
        #expect(service.terminate() == 0)
    }

    private var body: String {
        get throws { try fleet.forge.issue(1, of: Self.board)?.body ?? "" }
    }

    @Test("who asked for a waiver is mentioned once, and the issue shows what the last runs left")
    func notices() throws {
        let waiver = """
            version: 1
            waivers:
              - {id: W-1, rule: actions-least-privilege, reason: later, category: deferred,
                 requested-by: ada, approved-by: [grace], created: \(Self.day(-20)), expires: \(Self.day(10))}
            """
        try fleet.add(
            "two", files: GitHubFleet.drift.merging([".github/complybot.yml": waiver]) { $1 })
        try serve { $0.count == 3 }
        #expect(try fleet.forge.issue(1, of: Self.board) == nil)
        try serve { _ in true }
        #expect(try body.contains("ends within 14 days"))
        #expect(try body.contains("Open pull requests: 1"))
        let comments = try fleet.forge.issueComments(1, of: Self.board)
        #expect(comments.count == 1 && comments[0].contains("@ada, waivers"))
        _ = fleet.takeCounts()
        try serve { _ in true }
        #expect(fleet.takeCounts().writes == 0)
        #expect(fleet.forge.violations.isEmpty, "\(fleet.forge.violations)")
    }

    @Test("a ticked box becomes a job for each open pull request, and is emptied")
    func wishes() throws {
        try serve { $0.count == 2 }
        try serve { _ in true }
        let empty = try body
        #expect(empty.contains("- [ ] <!-- complybot:wish recreate-all"))
        let head = try #require(try fleet.open("one").first).headOID
        try fleet.forge.push(["mine": "1"], to: GitHubFleet.branch, of: "acme/one", by: "ada")
        try tick(
            empty.replacing(
                "- [ ] <!-- complybot:wish recreate-all",
                with: "- [x] <!-- complybot:wish recreate-all"))
        try serve { $0.contains { $0.causes?.contains("recreate-all") == true } }
        #expect(try body == empty)
        #expect(try fleet.open("one").first?.headOID == head)
    }

    private func tick(_ body: String) throws {
        let data = try JSONSerialization.data(withJSONObject: ["body": body])
        try fleet.folder.write(String(decoding: data, as: UTF8.self), to: "issue.json")
        try Program.tool(
            [
                "curl", "--silent", "--show-error", "--fail", "--request", "PATCH", "--header",
                "authorization: Bearer \(try fleet.forge.personalToken(for: "ada"))", "--data",
                "@issue.json", "\(fleet.forge.apiURL)/repos/\(Self.board)/issues/1",
            ], in: fleet.folder.path)
    }
}
