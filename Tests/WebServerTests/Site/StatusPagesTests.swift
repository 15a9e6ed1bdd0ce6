import Basics
import Fleet
import HTTPClient
import Remediation
import Testing

@testable import WebServer

@Suite("Status pages, API and events")
struct StatusPagesTests {
    private static let names = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='x",
        "javascript:alert(1)", "</title><svg onload=x>", "&lt;b&gt;", "\u{202e}gnp.exe", "`${x}`",
        "a\u{0}b\u{1b}[31m", "refs/heads/$(id)",
    ]

    @Test("No name of others is ever markup, on any page", arguments: names)
    func escaping(name: String) async throws {
        let site = try SiteHarness()
        try await site.enqueue(name)
        var summary = RemediationSummary(repository: name, location: name)
        (summary.note, summary.url, summary.number) = (name, name, 3)
        (summary.patched, summary.tests, summary.failure) = ([name], name, name)
        try await site.run(as: .failed(.policyRefused, because: name), with: summary)
        try await withServer(handler: site.router) { server async throws in
            let run = try #require(try await site.reader.runs().first)
            for path in ["/", "/dead", "/runs/\(run.id)", "/repositories/1"] {
                let page = try await server.ask(.get, path)
                #expect(page.status == 200, "\(path)")
                for sign in ["<script>a", "<img", "<svg", "\u{202e}", "\u{1b}", "onmouseover='"] {
                    #expect(!page.text.contains(sign), "\(path): \(sign)")
                }
                #expect(!page.text.contains("href=\"javascript:"))
                #expect(page.text.contains("worker &lt;1&gt;") == path.hasPrefix("/runs/"))
            }
        }
    }

    @Test(
        "A run that a model drives shows its calls by name and its newest checklist, none of it markup"
    )
    func driven() async throws {
        let site = try SiteHarness()
        try await site.enqueue("https://github.com/acme/shop.git")
        let lease = try #require(try await site.store.claim(by: "worker"))
        let steps: [(String, [String: JSONValue])] = [
            ("session.start", ["brain": "openai/<b>", "tools": .int(13)]),
            ("plan", ["plan": "- [ ] Fetch\n- [ ] Older"]),
            ("tool.end", ["tool": "run_tests", "ok": .bool(true), "milliseconds": .int(12)]),
            (
                "tool.end",
                [
                    "tool": "<img src=x>", "ok": .bool(false), "code": "unknown_tool",
                    "milliseconds": .int(0),
                ]
            ),
            ("plan", ["plan": "- [x] Fetch <script>a\n- [ ] Test"]),
            ("session.end", ["ending": "finished", "reason": "it finished the job"]),
        ]
        for (name, detail) in steps {
            try await site.store.record(name, detail: detail, under: lease)
        }
        try await withServer(handler: site.router) { server async throws in
            let page = try await server.ask(.get, "/runs/1").text
            for sign in [
                "model drives", "brain openai/&lt;b&gt;, tools 13", ">run_tests<", "done in 12 ms",
                "unknown_tool in 0 ms", "☑ Fetch &lt;script&gt;a", "☐ Test", "it finished the job",
            ] { #expect(page.contains(sign), "\(sign)") }
            for sign in ["Older", "<img src=x", "<script>a"] {
                #expect(!page.contains(sign), "\(sign)")
            }
        }
    }

    @Test("A dead letter is retried by its button's request, and a job that is not dead is not")
    func retry() async throws {
        let site = try SiteHarness()
        try await site.enqueue("https://github.com/acme/shop.git")
        try await site.run(as: .failed(.gone, because: "it is gone"))
        try await withServer(handler: site.router) { server async throws in
            let word = HTTPHeader("x-complybot-csrf", "page")
            let path = "/api/v1/jobs/1/retry"
            #expect(try await server.ask(.post, path, headers: [word], body: []).status == 202)
            #expect(try await server.ask(.post, path, headers: [word], body: []).status == 409)
            let none = try await server.ask(
                .post, "/api/v1/jobs/99/retry", headers: [word], body: [])
            #expect(none.status == 404)
            let jobs = try await server.ask(.get, "/api/v1/jobs?state=queued").text
            #expect(jobs.contains("\"id\":1"))
        }
    }

    @Test("What is not there is told so")
    func missing() async throws {
        let site = try SiteHarness()
        try await withServer(handler: site.router) { server async throws in
            for path in [
                "/runs/1", "/runs/x", "/runs/-1", "/runs/99999999999999999999", "/repositories/1",
                "/api/v1/runs/1", "/api/v1/repositories/7", "/api/v1/jobs?state=odd", "/nothing",
            ] { #expect(try await server.ask(.get, path).status == 404, "\(path)") }
            let summary = try await server.ask(.get, "/api/v1/metrics/governance/summary")
            #expect(summary.text.contains("\"repositories\":0"))
        }
    }

    @Test("Events come as they happen, and from where the reader was")
    func events() async throws {
        let site = try SiteHarness()
        try await site.enqueue("https://github.com/acme/one.git")
        try await withServer(handler: site.router) { server async throws in
            let port = server.port
            let head = "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n"
            let live = try await Raw.talk(to: port) { _ in
                let connection = try RawConnection(to: port)
                connection.send(head + "\r\n")
                _ = connection.receive(until: "retry:")
                return connection
            }
            let replay = try await Raw.talk(to: port) { connection in
                connection.send(head + "Last-Event-ID: 0\r\n\r\n")
                return connection.receive(until: "id: 1\n")
            }
            #expect(replay.contains("data: {"))
            for odd in ["-1", "99999999999999999999", "x", "9"] {
                let text = try await Raw.talk(to: port) { connection in
                    connection.send(head + "Last-Event-ID: \(odd)\r\n\r\n")
                    return connection.receive(until: "retry:")
                }
                #expect(text.contains("200 OK") && !text.contains("\nid: "), "\(odd)")
            }
            try await site.enqueue("https://github.com/acme/two.git", number: 2)
            let news = try await Raw.talk(to: live) { $0.receive(until: "id: 2\n") }
            #expect(news.contains("id: 2\ndata: {"))
            #expect(!news.contains("id: 1\n"))
        }
    }

    @Test("There are only so many streams, and a drain ends them")
    func streams() async throws {
        var limits = EventStreams.Limits()
        limits.streams = 2
        let site = try SiteHarness(events: limits)
        let server = try HTTPServer(on: .anyLoopback, handler: site.router)
        let running = Task { await server.run() }
        let head = "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
        let port = server.port
        let open = try await Raw.talk(to: port) { _ in
            let open = try (0..<2).map { _ in try RawConnection(to: port) }
            for connection in open {
                connection.send(head)
                _ = connection.receive(until: "retry:")
            }
            return open
        }
        #expect(try await server.ask(.get, "/api/v1/events").status == 503)
        await server.drain(within: .seconds(5))
        await running.value
        for connection in open {
            #expect(try await Raw.talk(to: connection) { $0.receiveAll() } != nil)
        }
    }
}
