internal import StandInForge
internal import Testing

@Suite("The form of the stand-in's answers")
struct AnswerTests {
    let forge: StandInForge
    let client: Client

    init() throws {
        forge = try StandInForge()
        try forge.addOrganization("acme", members: ["ada": "admin"])
        try forge.addRepository("acme/web")
        client = Client(forge: forge, token: try forge.personalToken(for: "ada"))
    }

    @Test("an unchanged answer is 304 for its tag and costs nothing of the primary limit")
    func entityTags() throws {
        let first = try client.send("GET", "/repos/acme/web")
        let tag = try #require(first.headers["etag"])
        let second = try client.send("GET", "/repos/acme/web", headers: ["If-None-Match: \(tag)"])
        #expect(second.status == 304)
        #expect(second.bytes == [])
        #expect(second.headers["x-ratelimit-used"] == first.headers["x-ratelimit-used"])
        try forge.setArchived(true, "acme/web")
        #expect(
            try client.send("GET", "/repos/acme/web", headers: ["If-None-Match: \(tag)"]).status
                == 200)
    }

    @Test("pages are linked by the repository's number, and a page holds at most a hundred")
    func pages() throws {
        for number in 1...5 { try forge.openIssue(in: "acme/web", title: "Issue \(number)") }
        let page = try client.send("GET", "/repos/acme/web/issues?per_page=2&page=2")
        #expect(page.json.items?.compactMap { $0["number"]?.number } == [3, 2])
        let id = try forge.id(of: "acme/web")
        let link = try #require(page.headers["link"])
        let next = "<\(forge.apiURL)/repositories/\(id)/issues?page=3&per_page=2>; rel=\"next\""
        #expect(link.contains(next))
        #expect(
            link.contains("rel=\"prev\"") && link.contains("rel=\"last\"")
                && link.contains("rel=\"first\""))
        let last = try client.send(
            "GET", "\(forge.apiURL)/repositories/\(id)/issues?page=3&per_page=2")
        #expect(last.json.items?.count == 1)
        #expect(
            try client.send("GET", "/repos/acme/web/labels?per_page=1000").json.items?.count == 9)
        #expect(forge.violations == [])
    }

    @Test(
        "a renamed repository redirects by its number, an archived one takes no write, a blocked one nothing"
    )
    func states() throws {
        let id = try forge.id(of: "acme/web")
        try forge.rename("acme/web", to: "site")
        let moved = try client.send("GET", "/repos/acme/web/pulls")
        #expect(moved.status == 301)
        #expect(moved.headers["location"] == "\(forge.apiURL)/repositories/\(id)/pulls")
        #expect(try client.send("POST", "/repos/acme/web/issues", ["title": "x"]).status == 307)
        try forge.setArchived(true, "acme/site")
        let archived = try client.send("POST", "/repos/acme/site/issues", ["title": "x"])
        #expect(archived.message == "Repository was archived so is read-only.")
        try forge.setBlock("dmca", "acme/site")
        #expect(try client.send("GET", "/repos/acme/site").status == 451)
        try forge.setBlock("tos", "acme/site")
        #expect(try client.send("GET", "/repos/acme/site").status == 403)
        try forge.delete("acme/site")
        #expect(try client.send("GET", "/repos/acme/site").status == 404)
    }

    @Test("limits are kept: requests an hour, content a minute and an hour")
    func limits() throws {
        var limits = Limits()
        limits.writesPerMinute = 2
        limits.writesPerHour = 3
        try forge.setLimits(limits)
        func write() throws -> Client.Answer {
            try client.send("POST", "/repos/acme/web/issues", ["title": "x"])
        }
        #expect(try write().status == 201)
        #expect(try write().status == 201)
        let refused = try write()
        #expect(refused.status == 403)
        #expect(refused.headers["retry-after"] == "60")
        #expect(refused.message.contains("secondary rate limit"))
        try forge.advanceClock(seconds: 61)
        #expect(try write().status == 201)
        limits.status = 429
        limits.retryAfter = nil
        try forge.setLimits(limits)
        let hour = try write()
        #expect(hour.status == 429)
        #expect(hour.headers["retry-after"] == nil)
        limits.primary = 1
        try forge.setLimits(limits)
        let spent = try client.send("GET", "/repos/acme/web")
        #expect(spent.headers["x-ratelimit-remaining"] == "0")
        #expect(try client.send("GET", "/rate_limit").status == 200)
        try forge.advanceClock(seconds: 3700)
        #expect(try client.send("GET", "/repos/acme/web").status == 200)
        #expect(forge.contentWrites.count == 3)
    }

    @Test("without a user agent or with an unknown version there is no answer")
    func headers() throws {
        #expect(try client.send("GET", "/", headers: ["User-Agent:"]).status == 403)
        #expect(
            try client.send("GET", "/", headers: ["X-GitHub-Api-Version: 2001-01-01"]).status == 400
        )
        let answer = try client.send("GET", "/repos/acme/web")
        for name in ["date", "x-github-request-id", "x-ratelimit-limit", "x-ratelimit-reset"] {
            #expect(answer.headers[name] != nil, "\(name)")
        }
    }
}
