import Basics
import Fleet
import Foundation
import HTTPClient
import Remediation
import Testing

@testable import WebServer

@Suite("What was found, decided and spent")
struct FleetAPITests {
    private static let head = String(repeating: "b", count: 40)

    /// A site with two repositories, of which the first was worked on.
    private func site() async throws -> SiteHarness {
        let site = try SiteHarness()
        try await site.enqueue("https://github.com/acme/shop.git")
        var summary = RemediationSummary(
            repository: "shop", location: "https://github.com/acme/shop.git")
        summary.approvals = ["@acme/security"]
        (summary.number, summary.head, summary.riskLevel) = (7, Self.head, "high")
        summary.details = try JSONDecoder().decode(
            RemediationSummary.Details.self,
            from: Data(
                """
                {"findings": [
                  {"rule": "a", "severity": "high", "status": "new", "policies": ["P-1"], "path": "x.py",
                   "line": 3, "fingerprint": "sha256:1", "isFixable": true},
                  {"rule": "b", "severity": "low", "status": "waived", "policies": [],
                   "fingerprint": "sha256:2", "isFixable": false, "waiver": "w1"}],
                 "waivers": [
                  {"id": "w1", "rule": "b", "scope": "repository", "status": "in-force",
                   "category": "deferred", "reason": "later", "requestedBy": "ada",
                   "approvedBy": ["grace"], "expires": "2027-01-01", "findings": 1}], "left": 4}
                """.utf8))
        try await site.run(as: .done, with: summary)
        try await site.enqueue("https://github.com/acme/till.git", number: 2)
        return site
    }

    private func get(_ path: String, _ server: HTTPServer) async throws -> String {
        let answer = try await server.ask(.get, "/api/v1/\(path)")
        #expect(answer.status == 200, "\(path): \(answer.text)")
        return answer.text
    }

    @Test("Findings and waivers are those of the newest runs, and can be chosen from")
    func findings() async throws {
        let site = try await site()
        try await withServer(handler: site.router) { server async throws in
            let all = try await get("findings", server)
            #expect(all.contains("\"rule_id\":\"a\"") && all.contains("\"rule_id\":\"b\""))
            #expect(all.contains("\"not_kept\":4") && all.contains("\"next\":null"))
            for choice in ["severity=high", "rule=a", "status=new"] {
                let some = try await get("findings?\(choice)", server)
                #expect(some.contains("\"rule_id\":\"a\""), "\(choice)")
                #expect(!some.contains("\"rule_id\":\"b\""), "\(choice)")
            }
            #expect(try await get("findings?repository=2", server).contains("\"findings\":[]"))
            let page = try await get("findings?limit=1&after=1", server)
            #expect(page.contains("\"findings\":[]") && page.contains("\"next\":2"))
            let waivers = try await get("waivers", server)
            #expect(
                waivers.contains("\"id\":\"w1\"") && waivers.contains("\"expires\":\"2027-01-01\""))
            #expect(try await get("waivers?status=expired", server).contains("\"waivers\":[]"))
        }
    }

    @Test("A proposal is approved for the commit that was seen, and for no other")
    func approvals() async throws {
        let site = try await site()
        let word = HTTPHeader("x-complybot-csrf", "page")
        try await withServer(handler: site.router) { server async throws in
            func decide(_ path: String, _ body: String) async throws -> Int {
                try await server.ask(
                    .post, "/api/v1/approvals/\(path)", headers: [word], body: Array(body.utf8)
                ).status
            }
            let pending = try await get("approvals?state=pending", server)
            #expect(pending.contains("\"id\":1") && pending.contains("@acme/security"))
            let order = "{\"decision\":\"approved\",\"head\":\"\(Self.head)\",\"reason\":\"seen\"}"
            #expect(try await decide("1", order.replacing(Self.head, with: "other")) == 409)
            #expect(try await decide("9", order) == 404)
            for body in ["", "{}", order.replacing("approved", with: "maybe")] {
                #expect(try await decide("1", body) == 400)
            }
            #expect(try await decide("1", order) == 200)
            let approved = try await get("approvals?state=approved", server)
            #expect(approved.contains("\"reason\":\"seen\"") && approved.contains("loopback"))
            #expect(try await get("approvals?state=pending", server).contains("\"approvals\":[]"))
            let journal = try await site.reader.events(after: 0, limit: 100).map(\.body)
            #expect(journal.contains { $0.contains("approval.decided") })
            #expect(try await site.reader.jobs(in: .queued).contains { $0.causes == ["approval"] })
        }
    }

    @Test("What models cost is added up by model and purpose, and over time")
    func usage() async throws {
        let site = try await site()
        let now = SiteHarness.now
        let hour: Int64 = 3_600_000
        let entries = [
            UsageEntry(
                time: now - 2 * hour, purpose: "title", run: "job-1", provider: "a", model: "m",
                input: 100, output: 10, latency: 50, cost: 7),
            UsageEntry(
                time: now - hour / 2, purpose: "title", run: "job-1", provider: "a", model: "m",
                input: 50, output: 5, latency: 150, cost: 3),
            UsageEntry(
                time: now - hour / 2, purpose: "summary", run: "job-2", provider: "b", model: "n",
                failure: "unavailable"),
        ]
        let api = FleetAPI(
            reader: site.reader, store: site.store, access: site.access, now: { now },
            usage: { span in entries.filter { span.contains($0.time) } })
        try await withServer(handler: Router(api.routes, access: site.access)) {
            server async throws in
            let usage = try await get("usage", server)
            #expect(usage.contains("\"calls\":3,\"failures\":1,\"input_tokens\":150"))
            #expect(usage.contains("\"cost_microdollars\":10"))
            #expect(usage.contains("{\"model\":\"a/m\",\"calls\":2"))
            #expect(usage.contains("{\"purpose\":\"summary\",\"calls\":1"))
            let late = try await get("usage?since=\(now - hour)&limit=1", server)
            #expect(late.contains("\"calls\":2,\"failures\":1,\"input_tokens\":50"))
            struct Series: Decodable {
                struct Point: Decodable { var at, calls: Int }
                var step: Int
                var points: [Point]
            }
            let series = try JSONDecoder().decode(
                Series.self,
                from: Data(
                    try await get(
                        "metrics/llm/timeseries?since=\(now - 3 * hour)&until=\(now)", server
                    ).utf8))
            #expect(series.step == Int(hour) && series.points.map(\.calls) == [0, 1, 2])
            // However odd the question, the answer is bounded.
            for odd in ["since=0&step=1", "since=9&until=3", "until=99999999999999999999"] {
                let text = try await get("metrics/llm/timeseries?\(odd)", server)
                let points = try JSONDecoder().decode(Series.self, from: Data(text.utf8)).points
                #expect(points.count <= 1000, "\(odd)")
            }
        }
    }
}
