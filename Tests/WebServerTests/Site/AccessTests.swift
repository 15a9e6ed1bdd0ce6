import HTTPClient
import Testing

@testable import WebServer

@Suite("Who may do what")
struct AccessTests {
    private let order = Array("{\"repository\":1}".utf8)
    private let word = HTTPHeader("x-complybot-csrf", "page")

    @Test("On loopback without tokens everything is open, but no page of another site can write")
    func loopback() async throws {
        let site = try SiteHarness()
        try await site.enqueue("https://github.com/acme/shop.git")
        try await withServer(handler: site.router) { server async throws in
            #expect(try await server.ask(.get, "/").status == 200)
            let path = "/api/v1/runs"
            let form = HTTPHeader("Content-Type", "application/x-www-form-urlencoded")
            #expect(try await server.ask(.post, path, headers: [form], body: order).status == 403)
            let foreign = HTTPHeader("Origin", "http://evil.example")
            #expect(
                try await server.ask(.post, path, headers: [word, foreign], body: order).status
                    == 403)
            #expect(try await server.ask(.post, path, headers: [word], body: order).status == 202)
            let text = try await Raw.ask(
                server.port,
                "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
            #expect(text?.hasPrefix("HTTP/1.1 421") == true)
        }
    }

    @Test("With tokens, each of them may do what its scopes say, and nobody else anything")
    func tokens() async throws {
        let site = try SiteHarness(hasTokens: true)
        try await site.enqueue("https://github.com/acme/shop.git")
        try await withServer(handler: site.router) { server async throws in
            for path in ["/", "/dead", "/runs/1", "/api/v1/runs", "/api/v1/events"] {
                #expect(try await server.ask(.get, path).status == 401, "\(path)")
                let forged = HTTPHeader("Cookie", "complybot_session=\(SiteHarness.token)")
                #expect(try await server.ask(.get, path, headers: [forged]).status == 401)
            }
            for path in ["/healthz", "/readyz", "/metrics"] {
                #expect(try await server.ask(.get, path).status == 200, "\(path)")
            }
            let wrong = HTTPHeader.bearer(SiteHarness.token + "x")
            #expect(try await server.ask(.get, "/api/v1/runs", headers: [wrong]).status == 401)
            let read = HTTPHeader.bearer(SiteHarness.token)
            let write = HTTPHeader.bearer(SiteHarness.writer)
            #expect(try await server.ask(.get, "/api/v1/runs", headers: [read]).status == 200)
            let path = "/api/v1/runs"
            #expect(try await server.ask(.post, path, headers: [read], body: order).status == 403)
            #expect(try await server.ask(.post, path, headers: [write], body: order).status == 202)
        }
    }

    @Test("A browser logs in with a token, and its writes need the word of its pages")
    func session() async throws {
        let site = try SiteHarness(hasTokens: true)
        try await site.enqueue("https://github.com/acme/shop.git")
        try await withServer(handler: site.router) { server async throws in
            let wants = HTTPHeader("Accept", "text/html")
            let first = try await server.ask(.get, "/", headers: [wants])
            #expect(first.headers.first(named: "location") == "/login")
            let bad = try await server.ask(.post, "/login", body: Array("token=wrong".utf8))
            #expect(bad.status == 403)
            let entry = try await server.ask(
                .post, "/login", body: Array("token=\(SiteHarness.writer)".utf8))
            let cookie = try #require(entry.headers.first(named: "set-cookie"))
            #expect(cookie.contains("HttpOnly; SameSite=Strict"))
            let session = HTTPHeader("Cookie", String(cookie.prefix { $0 != ";" }))
            let page = try await server.ask(.get, "/", headers: [session])
            #expect(page.status == 200)
            let path = "/api/v1/runs"
            #expect(
                try await server.ask(.post, path, headers: [session, word], body: order).status
                    == 403)
            let guardWord = page.text.split(separator: "complybot-csrf\" content=\"").last?
                .prefix { $0 != "\"" }
            let own = HTTPHeader("x-complybot-csrf", String(try #require(guardWord)))
            #expect(
                try await server.ask(.post, path, headers: [session, own], body: order).status
                    == 202)
            _ = try await server.ask(.post, "/logout", headers: [session])
            #expect(try await server.ask(.get, "/", headers: [session]).status == 401)
        }
    }

    @Test("A server that others can reach must have a token, and none that can be guessed")
    func configuration() throws {
        #expect(throws: ServerError.self) {
            try AccessControl(listeningOn: ListenAddress(parsing: "0.0.0.0:80"), now: { 0 })
        }
        #expect(throws: ServerError.self) {
            try AccessToken(name: "x", secret: "short", scopes: [.read])
        }
    }
}
