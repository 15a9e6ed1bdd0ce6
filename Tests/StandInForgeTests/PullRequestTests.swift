internal import StandInForge
internal import Testing

@Suite("Pull requests at the stand-in")
struct PullRequestTests {
    let forge: StandInForge
    let client: Client

    init() throws {
        forge = try StandInForge()
        try forge.addOrganization("acme", members: ["ada": "admin"])
        try forge.addRepository("acme/web")
        client = Client(forge: forge, token: try forge.personalToken(for: "ada"))
    }

    @Test(
        "there is one open pull request from a head to a base, and a second is refused in GitHub's words"
    )
    func oneOpenPullRequest() throws {
        try forge.push(["a.txt": "a\n"], to: "fix", of: "acme/web")
        let wish: JSON = ["title": "Fix", "head": "fix", "base": "main", "body": "Because."]
        let made = try client.send("POST", "/repos/acme/web/pulls", wish)
        #expect(made.status == 201)
        #expect(made.json["number"] == 1)
        let again = try client.send("POST", "/repos/acme/web/pulls", wish)
        #expect(again.status == 422)
        #expect(again.error == "A pull request already exists for acme:fix.")
        let list = try client.send("GET", "/repos/acme/web/pulls?head=acme:fix&state=all")
        #expect(list.json.items?.count == 1)
        #expect(forge.violations == [])
    }

    @Test("a head without commits of its own, without a branch or without a base is refused")
    func refusedHeads() throws {
        try forge.push([:], to: "same", of: "acme/web", replacing: true)
        try forge.deleteBranch("same", of: "acme/web")
        let none = try client.send(
            "POST", "/repos/acme/web/pulls", ["title": "x", "head": "nobody", "base": "main"])
        #expect(none.json["errors"]?[0]?["field"] == "head")
        let same = try client.send(
            "POST", "/repos/acme/web/pulls", ["title": "x", "head": "main", "base": "main"])
        #expect(same.error == "No commits between main and main")
        let base = try client.send(
            "POST", "/repos/acme/web/pulls", ["title": "x", "head": "main", "base": "gone"])
        #expect(base.json["errors"]?[0]?["field"] == "base")
    }

    private func open(_ branch: String = "fix", files: [String: String] = ["a.txt": "a\n"]) throws
        -> Int
    {
        try forge.push(files, to: branch, of: "acme/web")
        return try forge.openPullRequest(in: "acme/web", from: branch)
    }

    @Test("whether it can be merged comes from the real commits")
    func mergeable() throws {
        let number = try open(files: ["README.md": "theirs\n"])
        let path = "/repos/acme/web/pulls/\(number)"
        let clean = try client.send("GET", path)
        #expect(clean.json["mergeable"] == true)
        #expect(clean.json["mergeable_state"] == "clean")
        #expect(clean.json["changed_files"] == 1)
        try forge.push(["README.md": "ours\n"], to: "main", of: "acme/web")
        let dirty = try client.send("GET", path)
        #expect(dirty.json["mergeable"] == false)
        #expect(dirty.json["mergeable_state"] == "dirty")
        #expect(try client.send("PUT", "\(path)/merge", [:]).status == 405)
        #expect(forge.violations == [])
    }

    @Test("a base that requires up to date makes it behind until the branch is updated")
    func behind() throws {
        let number = try open()
        var rules = StandInForge.Protection()
        rules.requiresUpToDate = true
        try forge.protect("main", of: "acme/web", rules)
        try forge.push(["b.txt": "b\n"], to: "main", of: "acme/web")
        let path = "/repos/acme/web/pulls/\(number)"
        let behind = try client.send("GET", path)
        #expect(behind.json["mergeable_state"] == "behind")
        let head = try #require(behind.json["head"]?["sha"])
        let wrong: JSON = ["expected_head_sha": "0000000000000000000000000000000000000000"]
        #expect(try client.send("PUT", "\(path)/update-branch", wrong).status == 422)
        #expect(
            try client.send("PUT", "\(path)/update-branch", ["expected_head_sha": head]).status
                == 202)
        #expect(try client.send("GET", path).json["mergeable_state"] == "clean")
        #expect(forge.violations == [])
    }

    @Test("merging makes a real merge commit, closes it, and moves the base")
    func merge() throws {
        let number = try open()
        let path = "/repos/acme/web/pulls/\(number)"
        #expect(try client.send("GET", "\(path)/merge").status == 404)
        let merged = try client.send("PUT", "\(path)/merge", ["merge_method": "merge"])
        #expect(merged.json["merged"] == true)
        #expect(try forge.branches(of: "acme/web")["main"] == merged.json["sha"]?.text)
        #expect(try forge.file("a.txt", on: "main", of: "acme/web") == "a\n")
        #expect(try client.send("GET", "\(path)/merge").status == 204)
        #expect(try forge.pullRequest(number, of: "acme/web").state == "merged")
        let reopened = try client.send("PATCH", path, ["state": "open"])
        #expect(reopened.status == 422)
        #expect(forge.violations == [])
    }

    @Test("a deleted head closes it, and it cannot be opened again without the branch")
    func deletedHead() throws {
        let number = try open()
        try forge.deleteBranch("fix", of: "acme/web")
        #expect(try forge.pullRequest(number, of: "acme/web").state == "closed")
        let answer = try client.send("PATCH", "/repos/acme/web/pulls/\(number)", ["state": "open"])
        #expect(answer.error == "state cannot be changed. The fix branch has been deleted.")
        try forge.push(["c.txt": "other\n"], to: "fix", of: "acme/web", replacing: true)
        let other = try client.send("PATCH", "/repos/acme/web/pulls/\(number)", ["state": "open"])
        #expect(
            other.error == "state cannot be changed. The fix branch was force-pushed or recreated.")
    }

    @Test("texts, labels, people, comments and reviews are kept; strangers are no reviewers")
    func discussion() throws {
        let number = try open()
        try forge.addUser("stranger")
        try forge.setCollaborator("bob", "write", in: "acme/web")
        try forge.addTeam("core", in: "acme", members: ["bob"], repositories: ["acme/web"])
        let pull = "/repos/acme/web/pulls/\(number)"
        let issue = "/repos/acme/web/issues/\(number)"
        #expect(try client.send("PATCH", pull, ["title": "New", "body": "Text"]).status == 200)
        #expect(
            try client.send("POST", "\(issue)/labels", ["labels": ["complybot/hold", "bug"]]).status
                == 200)
        #expect(try client.send("DELETE", "\(issue)/labels/bug").json.items?.count == 1)
        #expect(
            try client.send("POST", "\(issue)/assignees", ["assignees": ["bob", "nobody"]]).status
                == 201)
        let asked: JSON = ["reviewers": ["bob"], "team_reviewers": ["core"]]
        #expect(try client.send("POST", "\(pull)/requested_reviewers", asked).status == 201)
        let refused = try client.send(
            "POST", "\(pull)/requested_reviewers", ["reviewers": ["stranger"]])
        #expect(refused.status == 422)
        #expect(refused.message.hasPrefix("Reviews may only be requested from collaborators."))
        let comment = try client.send("POST", "\(issue)/comments", ["body": "Hello"])
        let id = try #require(comment.json["id"]?.number)
        #expect(
            try client.send("PATCH", "/repos/acme/web/issues/comments/\(id)", ["body": "Bye"])
                .status == 200)
        try forge.review(number, of: "acme/web", state: "APPROVED", by: "bob")
        #expect(try client.send("GET", "\(pull)/reviews").json[0]?["state"] == "APPROVED")
        let view = try forge.pullRequest(number, of: "acme/web")
        #expect(view.title == "New" && view.body == "Text")
        #expect(view.labels == ["complybot/hold"])
        #expect(view.assignees == ["bob"] && view.reviewers == ["@core"])
        #expect(view.comments.map(\.body) == ["Bye"])
        let long = try client.send(
            "PATCH", pull, ["body": .string(String(repeating: "x", count: 65_537))])
        #expect(long.error == "body is too long (maximum is 65536 characters)")
        #expect(forge.violations == [])
    }

    @Test("commits, files and the comparison show what changed")
    func changes() throws {
        let number = try open(files: ["dir/a.txt": "one\ntwo\n"])
        let files = try client.send("GET", "/repos/acme/web/pulls/\(number)/files")
        #expect(files.json[0]?["filename"] == "dir/a.txt")
        #expect(files.json[0]?["additions"] == 2)
        #expect(
            try client.send("GET", "/repos/acme/web/pulls/\(number)/commits").json.items?.count == 1
        )
        let compare = try client.send("GET", "/repos/acme/web/compare/main...fix")
        #expect(compare.json["status"] == "ahead")
        let head = try forge.pullRequest(number, of: "acme/web").headOID
        let found = try client.send("GET", "/repos/acme/web/commits/\(head)/pulls")
        #expect(found.json[0]?["number"]?.number == number)
        #expect(try client.send("GET", "/repos/acme/web/commits/fix").json["stats"]?["total"] == 2)
        #expect(forge.violations == [])
    }
}
