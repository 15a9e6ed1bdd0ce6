internal import StandInForge
internal import Testing

@Suite("Faults on demand")
struct FaultTests {
    let forge: StandInForge
    let client: Client

    init() throws {
        forge = try StandInForge()
        try forge.addOrganization("acme", members: ["ada": "admin"])
        try forge.addRepository("acme/web")
        client = Client(forge: forge, token: try forge.personalToken(for: "ada"))
    }

    @Test("a lost answer leaves its effect, a reset before it leaves none")
    func lostAndReset() throws {
        let path = "/repos/acme/web/issues"
        forge.inject(Fault(.loseAnswer, method: "POST", path: "/repos/*/issues"))
        #expect(throws: (any Error).self) { try client.send("POST", path, ["title": "lost"]) }
        forge.inject(Fault(.resetBefore, method: "POST", path: "/repos/*/issues"))
        #expect(throws: (any Error).self) { try client.send("POST", path, ["title": "never"]) }
        #expect(
            try client.send("GET", path).json.items?.compactMap { $0["title"]?.text } == ["lost"])
        #expect(forge.requests.map(\.faults) == [["loseAnswer"], ["resetBefore"], []])
    }

    @Test("a rule happens to the named requests only")
    func nth() throws {
        forge.inject(
            Fault(
                .answer(status: 502, message: "Server Error"), path: "/repos/acme/web", first: 2,
                count: 2))
        let statuses = try (1...4).map { _ in try client.send("GET", "/repos/acme/web").status }
        #expect(statuses == [200, 502, 502, 200])
    }

    @Test("answers are spoiled in every way")
    func spoiled() throws {
        func spoil(_ kind: Fault.Kind) throws -> Client.Answer {
            forge.inject(Fault(kind, path: "/repos/acme/web"))
            return try client.send("GET", "/repos/acme/web")
        }
        #expect(throws: (any Error).self) { try JSON(parsing: try spoil(.malformed).bytes) }
        #expect(try spoil(.page).headers["content-type"]?.hasPrefix("text/html") == true)
        #expect(try spoil(.filled(bytes: 3_000_000)).bytes.count == 3_000_000)
        #expect(try spoil(.drip(bytes: 2000, milliseconds: 1)).json["name"] == "web")
        #expect(try spoil(.expiredToken).message == "Bad credentials")
        #expect(try spoil(.primaryLimit(seconds: 30)).headers["x-ratelimit-remaining"] == "0")
        #expect(
            try spoil(.secondaryLimit(status: 429, retryAfter: "-5")).headers["retry-after"] == "-5"
        )
        #expect(try spoil(.singleSignOn).headers["x-github-sso"]?.hasPrefix("required") == true)
        #expect(try spoil(.notVisibleYet).error.hasPrefix("No commits between"))
        #expect(
            try spoil(.redirect(status: 307, path: "/api/v3/rate_limit")).headers["location"]
                == "/api/v3/rate_limit")
        let truncated = try spoil(.truncated)
        #expect(truncated.bytes.count < Int(truncated.headers["content-length"] ?? "") ?? 0)
    }

    @Test("the other origin records what came, and whether a credential came with it")
    func elsewhere() throws {
        forge.inject(Fault(.redirectElsewhere(status: 302), path: "/repos/acme/web"))
        let moved = try client.send("GET", "/repos/acme/web")
        let target = try #require(moved.headers["location"])
        #expect(target.hasPrefix(forge.elsewhereURL))
        _ = try client.send("GET", target)
        _ = try Client(forge: forge, token: nil).send("GET", target)
        #expect(forge.elsewhere.map(\.carriedCredential) == [true, false])
        forge.inject(Fault(.linkElsewhere, path: "/repos/acme/web/labels"))
        let list = try client.send("GET", "/repos/acme/web/labels")
        #expect(list.headers["link"]?.contains(forge.elsewhereURL) == true)
    }

    @Test("a new pull request can be missing from the next lists")
    func staleList() throws {
        try forge.hideNewPullRequests(fromLists: 2)
        try forge.push(["a.txt": "a\n"], to: "fix", of: "acme/web")
        try forge.openPullRequest(in: "acme/web", from: "fix")
        let counts = try (1...3).map { _ in
            try client.send("GET", "/repos/acme/web/pulls?state=all&head=acme:fix").json.items?
                .count
        }
        #expect(counts == [0, 0, 1])
    }
}
