import Basics
import HTTPClient
import TestSupport
import Testing

@testable import Forge

@Suite struct GitHubClientTests {
    struct Thing: GitHubNumbered, Equatable { let id: Int }

    static let create = GitHubRequest(
        .post, ["repos", "o", "r", "pulls"], body: .members(["title": "x"]), effect: .create)
    static let read = GitHubRequest(.get, ["repos", "o", "r"])

    @Test("a request carries what GitHub wants to know")
    func fields() async throws {
        let github = try GitHubFixture([.json(200, "{}")])
        _ = try await github.client.send(Self.create)
        let received = try #require(github.server.received.first)
        #expect(received.method == "POST" && received.target == "/api/v3/repos/o/r/pulls")
        #expect(received.header("authorization") == "Bearer \(GitHubFixture.token)")
        #expect(received.header("accept") == "application/vnd.github+json")
        #expect(received.header("x-github-api-version") == "2026-03-10")
        #expect(received.header("user-agent") == "complybot")
        #expect(received.header("content-type") == "application/json; charset=utf-8")
        #expect(received.body == Array(#"{"title":"x"}"#.utf8))
    }

    @Test(
        "a redirect within the origin is followed with its method", arguments: [301, 302, 307, 308])
    func redirect(_ status: Int) async throws {
        let github = try GitHubFixture([
            .text(status, "", headers: [("Location", "/api/v3/repositories/1")]),
            .json(200, #"{"id":1}"#),
        ])
        _ = try await github.client.send(Self.read)
        #expect(
            github.server.received.map(\.target) == ["/api/v3/repos/o/r", "/api/v3/repositories/1"])
        let writes = try GitHubFixture([
            .text(status, "", headers: [("Location", "/api/v3/repositories/1/pulls")]),
            .json(201, #"{"id":1}"#),
        ])
        let error = await writes.failure(of: Self.create)
        #expect(error?.code == (status > 302 ? nil : .redirectRefused))
        #expect(
            writes.server.received.map(\.method) == (status > 302 ? ["POST", "POST"] : ["POST"]))
    }

    @Test("no redirect leads elsewhere, in a circle or on and on")
    func badRedirects() async throws {
        let other = try ScriptedHTTPServer([.json(200, "{}")])
        for location in [
            other.address + "/api/v3/x", "https://127.0.0.1/x", "http://169.254.169.254/", "",
            "//x/y",
        ] {
            let github = try GitHubFixture([.text(302, "", headers: [("Location", location)])])
            #expect(await github.failure(of: Self.read)?.code == .redirectRefused)
            #expect(github.server.received.count == 1)
        }
        #expect(other.received.isEmpty)
        let circle = try GitHubFixture([
            .text(301, "", headers: [("Location", "/api/v3/repos/o/r")])
        ])
        #expect(await circle.failure(of: Self.read)?.code == .redirectRefused)
        let endless = try GitHubFixture { _, number in
            .text(307, "", headers: [("Location", "/\(number)")])
        }
        #expect(await endless.failure(of: Self.read)?.code == .redirectRefused)
        #expect(endless.server.received.count == 4)
    }

    @Test("what may pass is asked again, with growing pauses, and what was created is not")
    func repeats() async throws {
        let github = try GitHubFixture([
            .json(502, ""), .hangUp, .text(200, "<html>"), .json(200, #"{"id":1}"#),
        ])
        let answer = try await github.client.send(Self.read)
        #expect(String(decoding: answer.body, as: UTF8.self) == #"{"id":1}"#)
        #expect(github.time.sleeps == [1000, 2000, 4000])
        #expect(await github.client.budget.usage.repeats == 3)

        for behaviour: ScriptedHTTPServer.Behaviour in [
            .json(502, ""), .hangUp, .text(201, "<html>"),
            .truncate(status: 201, headers: [], body: Array("{".utf8)),
        ] {
            let lost = try GitHubFixture([behaviour])
            #expect(await lost.failure(of: Self.create)?.code == .answerLost)
            #expect(lost.server.received.count == 1)
        }
        let steady = try GitHubFixture([.json(503, "")])
        #expect(await steady.failure(of: Self.read)?.code == .unavailable)
        #expect(steady.server.received.count == 4)
    }

    @Test("a creation that never left is sent again")
    func notSent() async throws {
        let github = try GitHubFixture([.json(200, "{}")])
        let closed = try GitHubEndpoint(
            apiURL: "http://127.0.0.1:9/api/v3", serverURL: "http://127.0.0.1:9")
        let token = try #require(GitHubToken("t"))
        let client = GitHubClient(
            closed, credential: .token(token), client: HTTPClient(), clock: github.time.clock)
        let error = await github.failure { _ = try await client.send(Self.create) }
        #expect(error?.code == .unavailable)
        #expect(await client.budget.usage.repeats == 3)
    }

    @Test("an answer that is no JSON, or too long, is told as such")
    func malformed() async throws {
        for body in ["<html></html>", "{\"a\":", "[1"] {
            let github = try GitHubFixture([.json(200, body)])
            #expect(await github.failure(of: Self.read)?.code == .malformedAnswer)
        }
        var request = Self.read
        request.maximumBytes = 10
        let long = try GitHubFixture([.json(200, #"{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaa":1}"#)])
        #expect(await long.failure(of: request)?.code == .malformedAnswer)
        let other = try GitHubFixture([.json(200, #"{"id":null}"#)])
        let error = await other.failure {
            _ = try await other.client.send(Self.read).decoded(as: Thing.self, while: "look")
        }
        #expect(error?.code == .malformedAnswer)
    }

    @Test("all pages are listed, each id once, and a wrapped list as well")
    func pages() async throws {
        let github = try GitHubFixture { request, number in
            let ids = [[1, 2], [2, 3], [4]][number]
            let items = ids.map { "{\"id\":\($0)}" }.joined(separator: ",")
            let host = request.header("host") ?? ""
            let next =
                number < 2
                ? [
                    (
                        "Link",
                        "<http://\(host)/api/v3/repositories?page=\(number + 2)>; rel=\"next\""
                    )
                ] : []
            return .json(200, "{\"total_count\":4,\"some_things\":[\(items)]}", headers: next)
        }
        let things = try await github.client.list(Self.read, of: Thing.self, in: "someThings")
        #expect(things.map(\.id) == [1, 2, 3, 4])
        #expect(github.server.received.last?.target == "/api/v3/repositories?page=3")
    }

    @Test("pages elsewhere, in a circle or without end are refused")
    func badPages() async throws {
        let other = try ScriptedHTTPServer([.json(200, "[]")])
        let away = try GitHubFixture([
            .json(200, "[]", headers: [("Link", "<\(other.address)/x>; rel=\"next\"")])
        ])
        #expect(
            await away.failure { _ = try await away.client.list(Self.read, of: Thing.self) }?.code
                == .redirectRefused)
        #expect(other.received.isEmpty)
        for modulus in [1, 2] {
            let circle = try GitHubFixture { request, number in
                let host = request.header("host") ?? ""
                return .json(
                    200, "[]",
                    headers: [
                        ("Link", "<http://\(host)/api/v3/p?n=\(number % modulus)>; rel=\"next\"")
                    ])
            }
            #expect(
                await circle.failure {
                    _ = try await circle.client.list(Self.read, of: Thing.self)
                }?.code
                    == .redirectRefused)
        }
        let endless = try GitHubFixture { request, number in
            let host = request.header("host") ?? ""
            return .json(
                200, "[]", headers: [("Link", "<http://\(host)/p?n=\(number)>; rel=\"next\"")])
        }
        #expect(
            await endless.failure { _ = try await endless.client.list(Self.read, of: Thing.self) }?
                .code
                == .malformedAnswer)
        #expect(endless.server.received.count == 100)
    }

    @Test("what did not change is served from what was kept, also by the next process")
    func validators() async throws {
        let folder = try TemporaryDirectory()
        let answer: @Sendable (ScriptedHTTPServer.Received, Int) -> ScriptedHTTPServer.Behaviour = {
            request, _ in
            request.header("if-none-match") == "W/\"1\""
                ? .respond(status: 304, headers: [], chunks: [])
                : .json(
                    200, #"{"id":1}"#,
                    headers: [("ETag", "W/\"1\""), ("Link", "<x>; rel=\"last\"")])
        }
        let github = try GitHubFixture(cache: GitHubCache(home: folder.path), answer: answer)
        let first = try await github.client.send(Self.read)
        let second = try await github.client.send(Self.read)
        #expect(!first.isFromCache && second.isFromCache)
        #expect(first.body == second.body && second.status == 200 && second.link == first.link)
        #expect(await github.client.budget.usage.cached == 1)

        let cache = try GitHubCache(home: folder.path)
        let token = try #require(GitHubToken(GitHubFixture.token))
        let again = GitHubClient(
            github.endpoint, credential: .token(token), client: HTTPClient(), cache: cache,
            clock: github.time.clock)
        #expect(try await again.send(Self.read).isFromCache)
        let other = try #require(GitHubToken("another"))
        let stranger = GitHubClient(
            github.endpoint, credential: .token(other), client: HTTPClient(), cache: cache,
            clock: github.time.clock)
        #expect(try await !stranger.send(Self.read).isFromCache)
    }

    @Test("the cache forgets what was unused the longest")
    func cacheBound() async throws {
        let cache = GitHubCache(capacity: 100)
        func entry(_ size: Int) -> GitHubCache.Entry {
            .init(validator: "", status: 200, link: nil, body: [UInt8](repeating: 0, count: size))
        }
        let keys = (0..<4).map { GitHubCache.key(account: "a", address: "\($0)", accept: "") }
        for key in keys[..<3] { await cache.keep(entry(30), for: key) }
        _ = await cache.entry(keys[0])
        await cache.keep(entry(30), for: keys[3])
        await cache.keep(entry(101), for: keys[2])
        var found: [Bool] = []
        for key in keys { found.append(await cache.entry(key) != nil) }
        #expect(found == [true, false, true, true])
    }

    @Test("a limit is waited for without spending an attempt, up to the patience")
    func limited() async throws {
        let github = try GitHubFixture([
            .json(429, "", headers: [("Retry-After", "20")]),
            .json(403, #"{"message":"secondary rate limit"}"#, headers: [("Retry-After", "5")]),
            .json(201, "{}"),
        ])
        _ = try await github.client.send(Self.create)
        #expect(github.server.received.count == 3)
        #expect(github.time.sleeps == [20_000, 120_000])
        #expect(await github.client.budget.usage.waitedMilliseconds == 140_000)

        let hasty = try GitHubFixture(
            [.json(429, "", headers: [("Retry-After", "20")])], patience: .seconds(10))
        #expect(await hasty.failure(of: Self.read)?.code == .limited(seconds: 20))
        #expect(await hasty.failure(of: Self.read)?.code == .limited(seconds: 20))
        #expect(hasty.server.received.count == 1 && hasty.time.sleeps.isEmpty)
        hasty.time.advance(20_000)
        _ = await hasty.failure(of: Self.read)
        #expect(hasty.server.received.count == 2)
    }

    @Test("a host that fails again and again is left alone, then probed")
    func breaker() async throws {
        let github = try GitHubFixture { _, number in
            number < 6 ? .json(500, "") : .json(200, "{}")
        }
        _ = await github.failure(of: Self.read)
        let error = await github.failure(of: Self.read)
        #expect(error?.code == .hostDown(seconds: 29))
        #expect(github.server.received.count == 5)
        github.time.advance(30_000)
        #expect(await github.failure(of: Self.read)?.code == .hostDown(seconds: 59))
        #expect(github.server.received.count == 6)
        github.time.advance(60_000)
        _ = try await github.client.send(Self.read)
        _ = try await github.client.send(Self.read)
        #expect(github.server.received.count == 8)
    }

    @Test("GraphQL: data with gaps, errors alone, limits, and a server without it")
    func graphQL() async throws {
        struct Data: Decodable, Sendable { var a: Thing? }
        let query = GitHubRequest.graphQL("query { a { id } }", variables: [.init("x", 1.json)])
        let github = try GitHubFixture([
            .json(200, #"{"data":{"a":{"id":7}}}"#),
            .json(
                200,
                #"{"data":{"a":null},"errors":[{"type":"NOT_FOUND","path":["a"],"message":"gone"}]}"#
            ),
        ])
        #expect(try await github.client.graphQL(query, as: Data.self).data.a?.id == 7)
        let partial = try await github.client.graphQL(query, as: Data.self)
        #expect(partial.data.a == nil && partial.problems.map(\.place) == ["a"])
        #expect(github.server.received.first?.target == "/api/graphql")
        for (behaviour, code, isRefusal): (ScriptedHTTPServer.Behaviour, GitHubError.Code, Bool)
            in [
                (.json(404, "{}"), .notFound, true),
                (.json(403, #"{"message":"no"}"#), .forbidden, true),
                (
                    .json(200, #"{"errors":[{"message":"Field 'x' doesn't exist"}]}"#), .invalid,
                    true
                ),
                (
                    .json(200, #"{"data":null,"errors":[{"type":"FORBIDDEN","message":"m"}]}"#),
                    .forbidden, true
                ),
                (
                    .json(200, #"{"data":null,"errors":[{"type":"NOT_FOUND","message":"m"}]}"#),
                    .notFound, false
                ),
                (
                    .json(200, #"{"errors":[{"type":"RATE_LIMITED","message":"m"}]}"#),
                    .limited(seconds: 60), false
                ),
                (.json(401, "{}"), .unauthorized, false),
            ]
        {
            let refused = try GitHubFixture([behaviour], patience: .seconds(10))
            let error = await refused.failure {
                _ = try await refused.client.graphQL(query, as: Data.self)
            }
            #expect(error?.code == code && error?.isGraphQLRefusal == isRefusal)
        }
    }

    @Test("an older Enterprise Server is asked in its own version")
    func olderVersion() async throws {
        let github = try GitHubFixture { request, _ in
            request.header("x-github-api-version") == "2022-11-28"
                ? .json(200, "{}") : .json(400, #"{"message":"version not supported"}"#)
        }
        _ = try await github.client.send(Self.read)
        _ = try await github.client.send(Self.read)
        #expect(github.server.received.count == 3)
    }

    @Test("no token in any error, description or dump")
    func canary() async throws {
        let behaviours: [ScriptedHTTPServer.Behaviour] = [
            .json(401, #"{"message":"\#(GitHubFixture.token) is bad"}"#), .hangUp,
            .json(200, GitHubFixture.token), .json(422, #"{"message":"\#(GitHubFixture.token)"}"#),
            .text(302, "", headers: [("Location", "https://x/\(GitHubFixture.token)")]),
            .json(200, "[]", headers: [("Link", "<https://x/\(GitHubFixture.token)>; rel=next")]),
        ]
        for behaviour in behaviours {
            let github = try GitHubFixture([behaviour])
            let error = await github.failure {
                _ = try await github.client.list(Self.read, of: Thing.self)
            }
            var texts = "\(String(describing: error)) \(error?.diagnostic.description ?? "")"
            dump(error, to: &texts)
            dump(github.client.credential, to: &texts)
            dump(github.client.gitCredentials, to: &texts)
            dump(github.client, to: &texts)
            texts += "\(github.client.credential) \(github.client.credential.account)"
            texts += String(reflecting: github.client.credential)
            #expect(error != nil)
            #expect(!texts.contains("canary") && !texts.contains("CANARY"))
            #expect(github.server.received.allSatisfy { !$0.target.contains("canary") })
        }
    }
}

extension Int {
    fileprivate var json: JSONValue { .int(self) }
}
