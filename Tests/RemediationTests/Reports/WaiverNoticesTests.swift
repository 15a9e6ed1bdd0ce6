import Forge
import RuleEngine
import Testing

@testable import Remediation

@Suite("Notices of waivers that end")
struct WaiverNoticesTests {
    private let day = Day(number: 20_000)

    private func summary(_ ends: [(id: String, requester: String, days: Int)]) -> RemediationSummary
    {
        var summary = RemediationSummary(repository: "acme/a", location: "x")
        summary.waivers = ends.map {
            WaiverEnd(
                id: $0.id, rule: "license-present", requester: $0.requester,
                expires: Day(number: day.number + $0.days).description)
        }
        return summary
    }

    private func notices(_ ends: [(id: String, requester: String, days: Int)]) -> WaiverNotices {
        WaiverNotices([summary(ends)], on: day)
    }

    @Test(
        "a waiver is told of fourteen and three days before its last day, and after it",
        arguments: [
            (15, nil), (14, "soon"), (4, "soon"), (3, "last"), (0, "last"), (-1, "ended"),
        ] as [(Int, String?)])
    func stages(_ days: Int, _ stage: String?) {
        #expect(notices([("W-1", "ada", days)]).notices.first?.stage.rawValue == stage)
    }

    @Test("each person is mentioned once, and again only when an end has come nearer")
    func mentions() throws {
        let due = notices([("W-1", "ada", 14), ("W-2", "@ada", 2), ("W-3", "ada", 10)])
        let comments = due.comments(besides: "")
        #expect(comments.map { $0.body.split(separator: ",")[0] } == ["@ada", "@ada"])
        #expect(comments[1].body.contains("`W-1`") && comments[1].body.contains("`W-3`"))
        #expect(comments.allSatisfy { $0.body.utf8.count { $0 == UInt8(ascii: "@") } == 1 })
        let text = FleetDashboard([summary([])], notices: due).markdown
        #expect(text.contains("### Waivers that end: 3") && !text.contains("@"))
        #expect(due.comments(besides: text).isEmpty)
        #expect(due.comments(besides: text.replacing("\n", with: "\r\n")).isEmpty)
        #expect(
            !due.comments(besides: FleetDashboard([], notices: due, isTold: false).markdown).isEmpty
        )
        let nearer = notices([("W-1", "ada", 3), ("W-3", "ada", 10)])
        #expect(nearer.comments(besides: text).map(\.body).filter { $0.contains("W-3") }.isEmpty)
        #expect(nearer.comments(besides: text).count == 1)
        #expect(notices([("W-1", "ada", -1)]).comments(besides: "").isEmpty)
    }

    @Test(
        "who is no account is named without a mention",
        arguments: ["ada lovelace", "@a/b/c", "-x", "a@b.test", "@", "<b>x</b>", "a\n@b"])
    func strangers(_ name: String) throws {
        let body = try #require(notices([("W", name, 1)]).comments(besides: "").first?.body)
        #expect(DescriptionMarkdownProbe.constructs(in: body) == [], "\(body)")
    }

    @Test("a summary keeps what ends within a month, the nearest first")
    func kept() {
        func standing(_ id: String, _ status: WaiverStanding.Status, _ days: Int) -> WaiverStanding
        {
            WaiverStanding(
                waiver: Waiver(
                    id: id, ruleID: "r", scope: .repository, reason: "x", category: .deferred,
                    requestedBy: "ada", approvedBy: ["grace"], created: "2024-01-01",
                    expires: Day(number: day.number + days).description, ticket: nil,
                    source: .init(file: "f", line: 1, column: 1)),
                status: status, daysLeft: days, matches: nil)
        }
        let ends = WaiverEnd.ends(of: [
            standing("far", .inForce, 31), standing("near", .inForce, 30),
            standing("wrong", .invalid("x"), 1), standing("gone", .expired, -5),
        ])
        #expect(ends.map(\.id) == ["gone", "near"])
    }
}
