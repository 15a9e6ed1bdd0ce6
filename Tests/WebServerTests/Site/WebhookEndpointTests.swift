import Fleet
import Forge
import HTTPClient
import Testing

@testable import WebServer

@Suite("The webhook route")
struct WebhookEndpointTests {
    private func send(
        _ server: HTTPServer, _ body: [UInt8], _ headers: [HTTPHeader]
    ) async throws -> HTTPResponse {
        try await server.ask(.post, "/webhooks/github", headers: headers, body: body)
    }

    @Test("A signed delivery is kept and answered with 202, the same again with 200")
    func accepted() async throws {
        let site = try SiteHarness()
        try await withServer(handler: site.router) { server async throws in
            let body = SiteHarness.push()
            let headers = try SiteHarness.delivery(body)
            #expect(try await send(server, body, headers).status == 202)
            #expect(try await send(server, body, headers).status == 200)
            let counts = try await site.reader.counts(now: SiteHarness.now)
            #expect(counts.deliveries == 1)
            #expect(counts.jobs[.queued] == 1)
        }
    }

    @Test("One delivery a hundred times at once is accepted once and makes one job")
    func replay() async throws {
        let site = try SiteHarness()
        var limits = ServerLimits()
        limits.connectionsPerAddress = 0
        try await withServer(limits: limits, handler: site.router) { server async throws in
            let body = SiteHarness.push()
            let headers = try SiteHarness.delivery(body)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 {
                    group.addTask { try await self.send(server, body, headers).status }
                }
                return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(statuses == [202: 1, 200: 99])
            #expect(try await site.reader.counts(now: SiteHarness.now).jobs[.queued] == 1)
        }
    }

    @Test("Another body under the same id is refused")
    func conflict() async throws {
        let site = try SiteHarness()
        try await withServer(handler: site.router) { server async throws in
            let first = SiteHarness.push()
            let second = SiteHarness.push("acme/other")
            #expect(try await send(server, first, SiteHarness.delivery(first)).status == 202)
            #expect(try await send(server, second, SiteHarness.delivery(second)).status == 400)
        }
    }

    @Test("Every other answer is the one of the contract")
    func answers() async throws {
        let site = try SiteHarness()
        try await withServer(handler: site.router) { server async throws in
            let body = SiteHarness.push()
            let good = try SiteHarness.delivery(body)
            func status(_ headers: [HTTPHeader], _ body: [UInt8]) async throws -> Int {
                try await send(server, body, headers).status
            }
            func replacing(_ name: String, _ value: String?) -> [HTTPHeader] {
                good.filter { !$0.isNamed(name) } + (value.map { [HTTPHeader(name, $0)] } ?? [])
            }
            let signature = WebhookSignature.header
            let right = good.first(named: signature) ?? ""
            for wrong in [
                nil, "", "sha1=00", "sha256=", "sha256=00", String(right.dropLast()), right + "0",
                String(right.dropFirst(7)), "sha256=" + String(repeating: "g", count: 64),
                "sha256=" + String(repeating: "0", count: 64),
            ] {
                #expect(
                    try await status(replacing(signature, wrong), body) == 401, "\(wrong ?? "-")")
            }
            #expect(try await status(good + [HTTPHeader(signature, right)], body) == 401)
            #expect(try await status(good, body + [0x0A]) == 401)
            let upper = "sha256=" + right.dropFirst(7).uppercased()
            #expect(try await status(replacing(signature, upper), body) == 202)
            for type in ["application/x-www-form-urlencoded", "text/plain", nil] {
                #expect(try await status(replacing("Content-Type", type), body) == 415)
            }
            #expect(try await status(good + [HTTPHeader("Content-Encoding", "gzip")], body) == 415)
            for guid in [nil, "", "7", String(repeating: "a", count: 65)] {
                #expect(try await status(replacing("X-GitHub-Delivery", guid), body) == 400)
            }
            for text in ["", "[]", "{", "{\"a\":NaN}", "\u{FEFF}{}", "payload=1"] {
                let bytes = Array(text.utf8)
                #expect(try await status(SiteHarness.delivery(bytes), bytes) == 400, "\(text)")
            }
            let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
            #expect(try await status(SiteHarness.delivery(deep), deep) == 400)
            let ping = Array("{\"zen\":\"x\",\"hook_id\":5}".utf8)
            let headers = try SiteHarness.delivery(ping, event: "ping", guid: SiteHarness.guid(2))
            #expect(try await status(headers, ping) == 200)
            let odd = try SiteHarness.delivery(ping, event: "new_event", guid: SiteHarness.guid(3))
            #expect(try await status(odd, ping) == 202)
            let old = try SiteHarness.delivery(
                ping, event: "new_event", guid: SiteHarness.guid(4), secret: "the secret of before")
            #expect(try await status(old, ping) == 202)
            #expect(try await server.ask(.get, "/webhooks/github").status == 405)
        }
    }

    @Test("A store that cannot keep a delivery is told of with 503 and when to come again")
    func unavailable() async throws {
        let site = try SiteHarness(intake: FixedIntake(receipt: .unavailable(retryAfter: 7)))
        try await withServer(handler: site.router) { server async throws in
            let body = SiteHarness.push()
            let response = try await send(server, body, SiteHarness.delivery(body))
            #expect(response.status == 503)
            #expect(response.headers.first(named: "retry-after") == "7")
        }
    }
}
