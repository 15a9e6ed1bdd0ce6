internal import StandInForge
internal import TestSupport
internal import Testing

@Suite("Debian's git against the stand-in")
struct GitClientTests {
    let forge: StandInForge
    let fixture: GitFixture

    init() throws {
        forge = try StandInForge()
        fixture = try GitFixture()
        try forge.addOrganization("acme", members: ["ada": "admin", "eve": "member"])
        try forge.addRepository("acme/web", isPrivate: true)
    }

    private func url(_ token: String, _ name: String = "acme/web") -> String {
        "http://x-access-token:\(token)@127.0.0.1:\(forge.port)/\(name).git"
    }

    @Test("clones, and a push moves the branch, its pull request and its history")
    func cloneAndPush() throws {
        let token = try forge.personalToken(for: "ada")
        try forge.push(["a.txt": "1\n"], to: "fix", of: "acme/web")
        try forge.openPullRequest(in: "acme/web", from: "fix")
        try fixture.git("clone", "-q", "-b", "fix", url(token), fixture.path("work"))
        let commit = try fixture.commit(["a.txt": "2\n"], in: "work")
        try fixture.git("push", "-q", "origin", "HEAD", in: "work")
        #expect(try forge.pullRequest(1, of: "acme/web").headOID == commit)
        let history = try forge.history(of: "fix", in: "acme/web")
        #expect(history.map(\.oid).last == commit)
        #expect(history.map(\.actor) == ["ada", "ada"])
        #expect(try fixture.git("ls-remote", url(token), "refs/pull/1/head").hasPrefix(commit))
    }

    @Test("without a token, with a wrong one, and with one that may only read there is no way in")
    func refusals() throws {
        let plain = "http://127.0.0.1:\(forge.port)/acme/web.git"
        #expect(try fixture.gitOutput(["ls-remote", plain]).status != 0)
        #expect(
            try fixture.gitOutput(["ls-remote", url("ghp_wrong")]).errors.contains(
                "Authentication failed"))
        let reader = try forge.personalToken(for: "eve")
        try fixture.git("clone", "-q", url(reader), fixture.path("work"))
        try fixture.commit(["b.txt": "b\n"], in: "work")
        let push = try fixture.gitOutput(["push", "origin", "HEAD:new"], in: "work")
        #expect(push.status != 0)
        #expect(push.errors.contains("403"))
        #expect(try forge.branches(of: "acme/web")["new"] == nil)
    }

    @Test(
        "a protected branch takes no push of an App, and neither does a workflow without its permission"
    )
    func protection() throws {
        try forge.protect("main", of: "acme/web", .init())
        let app = try forge.addApp(
            "bot", owner: "acme", permissions: ["contents": "write", "metadata": "read"])
        let token = try forge.installationToken(for: try forge.install(app, in: "acme"))
        try fixture.git("clone", "-q", url(token), fixture.path("work"))
        try fixture.commit(["b.txt": "b\n"], in: "work")
        let direct = try fixture.gitOutput(["push", "origin", "HEAD:main"], in: "work")
        #expect(
            direct.errors.contains("GH006: Protected branch update failed for refs/heads/main."))
        try fixture.git("push", "-q", "origin", "HEAD:side", in: "work")
        try fixture.commit([".github/workflows/ci.yml": "on: push\n"], in: "work")
        let workflow = try fixture.gitOutput(["push", "origin", "HEAD:side"], in: "work")
        #expect(workflow.errors.contains("without `workflows` permission"))
    }

    @Test("a renamed repository answers under its old name")
    func renamed() throws {
        let token = try forge.personalToken(for: "ada")
        try forge.rename("acme/web", to: "site")
        try fixture.git("clone", "-q", url(token), fixture.path("work"))
        #expect(try fixture.git("log", "--format=%s", in: "work") == "Start")
    }

    @Test("a push whose answer is lost has happened all the same")
    func lostAnswer() throws {
        let token = try forge.personalToken(for: "ada")
        try fixture.git("clone", "-q", url(token), fixture.path("work"))
        let commit = try fixture.commit(["b.txt": "b\n"], in: "work")
        forge.inject(Fault(.loseAnswer, method: "POST", path: "/acme/web.git/git-receive-pack"))
        #expect(try fixture.gitOutput(["push", "origin", "HEAD:main"], in: "work").status != 0)
        #expect(try forge.branches(of: "acme/web")["main"] == commit)
    }
}
