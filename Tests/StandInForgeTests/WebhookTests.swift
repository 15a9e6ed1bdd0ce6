internal import Basics
internal import Foundation
internal import StandInForge
internal import TestSupport
internal import Testing

@Suite("Webhooks of the stand-in")
struct WebhookTests {
    private static let secret = "a secret of the stand-in"
    private let forge: StandInForge
    private let app: StandInForge.AppIdentity
    private let installation: Int

    init() throws {
        forge = try StandInForge()
        try forge.addOrganization("acme", members: ["ada": "admin"])
        try forge.addRepository("acme/shop")
        app = try forge.addApp("complybot", owner: "acme")
        installation = try forge.install(app, in: "acme")
    }

    /// A receiver that answers 202, or first with the statuses of a script.
    private func receiver(_ statuses: [Int] = []) throws -> ScriptedHTTPServer {
        let server = try ScriptedHTTPServer(
            (statuses + [202]).map { .respond(status: $0, headers: [], chunks: []) })
        try forge.setWebhook("\(server.address)/hook", secret: Self.secret, of: app)
        return server
    }

    private func events(_ server: ScriptedHTTPServer) -> [String] {
        forge.waitForDeliveries()
        return server.received.map { request in
            let body = try? JSON(parsing: request.body)
            let action = body?["action"]?.text.map { ".\($0)" } ?? ""
            return (request.header("X-GitHub-Event") ?? "") + action
        }
    }

    @Test("deliveries are posted with GitHub's headers and a signature of the raw bytes")
    func headers() throws {
        let server = try receiver()
        #expect(events(server) == ["ping"])
        let ping = try #require(server.received.first)
        #expect(ping.method == "POST" && ping.target == "/hook")
        let code = MessageAuthentication.code(of: ping.body, key: Array(Self.secret.utf8))
        #expect(ping.header("X-Hub-Signature-256") == "sha256=\(Hexadecimal.encode(code))")
        #expect(ping.header("Content-Type") == "application/json")
        #expect(ping.header("X-GitHub-Delivery")?.utf8.count == 36)
        #expect(Int(ping.header("X-GitHub-Hook-ID") ?? "") != nil)
    }

    @Test("a push tells the branch, both commits, who pushed and the installation")
    func push() throws {
        let server = try receiver()
        let before = try #require(try forge.branches(of: "acme/shop")["main"])
        let after = try forge.push(["a": "b"], to: "main", of: "acme/shop", by: "grace")
        #expect(events(server) == ["ping", "push"])
        let body = try JSON(parsing: try #require(server.received.last).body)
        #expect(body["ref"] == "refs/heads/main" && body["forced"] == false)
        #expect(body["before"]?.text == before && body["after"]?.text == after)
        #expect(body["sender"]?["login"] == "grace")
        #expect(body["installation"]?["id"]?.number == installation)
        #expect(body["repository"]?["default_branch"] == "main")
        #expect(body["commits"]?.items?.count == 1)
        try forge.push(["c": "d"], to: "side", of: "acme/shop")
        try forge.push(["e": "f"], to: "side", of: "acme/shop", replacing: true)
        try forge.deleteBranch("side", of: "acme/shop")
        forge.waitForDeliveries()
        let pushes = try server.received.dropFirst(2).map { try JSON(parsing: $0.body) }
        #expect(pushes.map { $0["created"]?.flag } == [true, false, false])
        #expect(pushes.map { $0["forced"]?.flag } == [false, true, false])
        #expect(pushes.map { $0["deleted"]?.flag } == [false, false, true])
    }

    @Test("everything that happens to a pull request is told, in order")
    func pullRequest() throws {
        let server = try receiver()
        try forge.push(["a": "b"], to: "side", of: "acme/shop")
        let number = try forge.openPullRequest(in: "acme/shop", from: "side", by: "grace")
        try forge.comment("/complybot rebase", on: number, of: "acme/shop")
        try forge.label("complybot/hold", number, of: "acme/shop")
        try forge.edit(number, of: "acme/shop", title: "Other")
        try forge.push(["c": "d"], to: "side", of: "acme/shop")
        try forge.review(number, of: "acme/shop", state: "APPROVED")
        try forge.close(number, of: "acme/shop")
        try forge.reopen(number, of: "acme/shop")
        try forge.rerequestChecks(number, of: "acme/shop")
        try forge.merge(number, of: "acme/shop")
        #expect(
            events(server) == [
                "ping", "push", "pull_request.opened", "issue_comment.created",
                "pull_request.labeled", "pull_request.edited", "push", "pull_request.synchronize",
                "pull_request_review.submitted", "pull_request.closed", "pull_request.reopened",
                "check_suite.rerequested", "push", "pull_request.closed",
            ])
        let last = try JSON(parsing: try #require(server.received.last).body)
        #expect(last["pull_request"]?["merged"] == true)
        let opened = try JSON(parsing: server.received[2].body)
        #expect(opened["sender"]?["login"] == "grace")
        #expect(forge.violations == [])
    }

    @Test("what becomes of repositories and of the installation is told")
    func administration() throws {
        let server = try receiver()
        try forge.rename("acme/shop", to: "store")
        try forge.setArchived(true, "acme/store")
        try forge.setArchived(false, "acme/store")
        try forge.setPrivate(true, "acme/store")
        try forge.setSuspended(true, installation: installation)
        try forge.push(["a": "b"], to: "main", of: "acme/store")
        try forge.setSuspended(false, installation: installation)
        try forge.addRepository("acme/till")
        try forge.reduce(
            installation: installation, permissions: StandInForge.usualPermissions,
            repositories: ["acme/store"])
        try forge.delete("acme/store")
        #expect(
            events(server) == [
                "ping", "repository.renamed", "repository.archived", "repository.unarchived",
                "repository.privatized", "installation.suspend", "installation.unsuspend",
                "repository.created", "installation_repositories.added",
                "installation_repositories.removed", "repository.deleted",
                "installation_repositories.removed",
            ])
    }

    @Test(
        "a delivery that fails is listed as failed, and comes again with the same id when asked for"
    )
    func redelivery() throws {
        let server = try receiver([202, 503])
        try forge.push(["a": "b"], to: "main", of: "acme/shop")
        forge.waitForDeliveries()
        let failed = try #require(try forge.deliveries().last)
        #expect(failed.status == 503 && failed.event == "push")
        let client = Client(forge: forge, token: try AppTests.token(of: app))
        let listed = try client.send("GET", "/app/hook/deliveries?status=failure")
        #expect(listed.json.items?.compactMap { $0["id"]?.number } == [failed.id])
        #expect(try client.send("POST", "/app/hook/deliveries/\(failed.id)/attempts").status == 202)
        forge.waitForDeliveries()
        let again = try #require(try forge.deliveries().last)
        #expect(again.isRedelivery && again.status == 202 && again.guid == failed.guid)
        #expect(server.received.last?.body == server.received.dropLast().last?.body)
        #expect(forge.violations == [])
    }

    @Test("a receiver that is not there is noted as GitHub notes it")
    func unreachable() throws {
        let server = try ScriptedHTTPServer([.hangUp])
        try forge.setWebhook(server.address, secret: Self.secret, of: app)
        forge.waitForDeliveries()
        #expect(try forge.deliveries().map(\.status) == [502])
    }

    @Test("what a client does by REST or git is told under its own name")
    func clients() throws {
        let server = try receiver()
        try forge.push(["a": "b"], to: "side", of: "acme/shop")
        let client = Client(forge: forge, token: try forge.installationToken(for: installation))
        let made = try client.send(
            "POST", "/repos/acme/shop/pulls", ["title": "t", "head": "side", "base": "main"])
        #expect(made.status == 201)
        #expect(events(server) == ["ping", "push", "pull_request.opened"])
        let body = try JSON(parsing: try #require(server.received.last).body)
        #expect(body["sender"]?["login"] == "complybot[bot]")
        #expect(
            try client.send("PATCH", "/repos/acme/shop/pulls/1", ["state": "closed"]).status == 200)
        forge.waitForDeliveries()
        let closed = try JSON(parsing: try #require(server.received.last).body)
        #expect(closed["sender"]?["login"] == "complybot[bot]")
    }
}
