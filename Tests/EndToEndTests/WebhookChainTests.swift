import Basics
import Fleet
import Forge
import Foundation
import StandInForge
import TestSupport
import Testing

@Suite("From a change at the forge to what is asked for")
struct WebhookChainTests {
    private static let secret = "the secret of the chain"
    private let forge: StandInForge
    private let server: ScriptedHTTPServer
    private let routing: DeliveryRouting
    private let installation: Int
    private let app: StandInForge.AppIdentity

    init() throws {
        forge = try StandInForge()
        try forge.addOrganization("acme", members: ["ada": "admin"])
        try forge.addRepository("acme/shop")
        app = try forge.addApp("complybot", owner: "acme")
        installation = try forge.install(app, in: "acme")
        server = try ScriptedHTTPServer([.respond(status: 202, headers: [], chunks: [])])
        try forge.setWebhook(server.address, secret: Self.secret, of: app)
        let endpoint = try GitHubEndpoint(apiURL: forge.apiURL, serverURL: forge.serverURL)
        let bot = try #require(try forge.accountID(of: "complybot[bot]"))
        routing = DeliveryRouting(
            endpoint: endpoint,
            account: GitHubAccount(login: "complybot[bot]", id: bot, appID: app.id), isApp: true)
    }

    /// What follows from each delivery so far, after its signature and its headers were read.
    private func outcomes() throws -> [(Delivery, RoutedDelivery.Verdict)] {
        forge.waitForDeliveries()
        let secrets = try WebhookSecrets(parsing: Self.secret)
        return try server.received.map { request in
            let values = { (name: String) in request.header(name).map { [$0] } ?? [] }
            let signature = try #require(WebhookSignature(values(WebhookSignature.header)))
            #expect(secrets.age(of: signature, over: request.body) == .current)
            let headers = try WebhookHeaders(
                event: values(WebhookHeaders.eventHeader),
                delivery: values(WebhookHeaders.deliveryHeader),
                hook: values(WebhookHeaders.hookHeader))
            return try routing.read(headers, body: request.body, at: 0)
        }
    }

    @Test("what people do asks for work, what the bot does asks for none")
    func chain() throws {
        try forge.push(["a": "1"], to: "main", of: "acme/shop")
        try forge.push(
            ["b": "1"], to: "complybot/compliance", of: "acme/shop", by: "complybot[bot]")
        let own = try forge.openPullRequest(
            in: "acme/shop", from: "complybot/compliance", by: "complybot[bot]")
        try forge.comment("/complybot rebase", on: own, of: "acme/shop")
        try forge.push(["c": "1"], to: "feature", of: "acme/shop", by: "grace")
        let other = try forge.openPullRequest(in: "acme/shop", from: "feature", by: "grace")
        try forge.rerequestChecks(other, of: "acme/shop")
        try forge.close(own, of: "acme/shop")
        try forge.setArchived(true, "acme/shop")
        let outcomes = try outcomes()
        #expect(
            outcomes.map(\.1) == [
                .ping, .routed, .ownAction, .ownAction, .routed, .notDefaultBranch, .routed,
                .routed,
                .routed, .routed,
            ])
        let requests = outcomes.flatMap { $0.0.requests }
        #expect(
            requests.map(\.cause) == [
                "push", "command", "pull-request", "check-rerequested", "pull-request",
            ])
        #expect(
            requests.map(\.unit.subject) == ["", "", "pull/\(other)", "pull/\(other)", ""])
        #expect(requests.allSatisfy { $0.location == "\(forge.serverURL)/acme/shop.git" })
        #expect(outcomes.last?.0.changes.map(\.kind) == [.closed(because: "archived")])
        #expect(Set(outcomes.map { $0.0.guid }).count == outcomes.count)
    }

    @Test("a repository keeps its unit through a new name and a new owner")
    func identity() throws {
        try forge.push(["a": "1"], to: "main", of: "acme/shop")
        try forge.rename("acme/shop", to: "store")
        try forge.push(["a": "2"], to: "main", of: "acme/store")
        let outcomes = try outcomes()
        let requests = outcomes.flatMap { $0.0.requests }
        #expect(Set(requests.map(\.unit)).count == 1)
        #expect(
            outcomes.flatMap { $0.0.changes }.map(\.kind) == [
                .moved(to: "\(forge.serverURL)/acme/store.git")
            ])
        #expect(requests.last?.location == "\(forge.serverURL)/acme/store.git")
    }

    @Test("an installation that is suspended closes its repositories, and opens them again")
    func installations() throws {
        try forge.setSuspended(true, installation: installation)
        try forge.setSuspended(false, installation: installation)
        let changes = try outcomes().flatMap { $0.0.changes }.map(\.kind)
        #expect(changes == [.closed(because: "suspended-installation"), .reopened])
    }

    /// A store in which nothing has come.
    private struct NothingReceived: DeliveryRecords {
        func received(_ guids: Set<String>, since: Int64) async throws -> Set<String> { [] }
    }

    @Test("a delivery that fell into a restart is asked for by the App, and comes with its old id")
    func restart() async throws {
        let away = try ScriptedHTTPServer([
            .respond(status: 202, headers: [], chunks: []),
            .respond(status: 503, headers: [], chunks: []),
            .respond(status: 202, headers: [], chunks: []),
        ])
        try forge.setWebhook(away.address, secret: Self.secret, of: app)
        try forge.push(["a": "1"], to: "main", of: "acme/shop")
        forge.waitForDeliveries()
        let folder = try TemporaryDirectory()
        try folder.write(app.privateKey, to: "app.pem")
        let connection = try GitHubConnection.fromEnvironment(
            [
                "GITHUB_API_URL": forge.apiURL, "GITHUB_SERVER_URL": forge.serverURL,
                "COMPLYBOT_GITHUB_APP_ID": "\(app.id)",
                "COMPLYBOT_GITHUB_APP_PRIVATE_KEY_FILE": "\(folder.path)/app.pem",
            ], home: nil)
        let reconciler = DeliveryReconciler(
            HookDeliveries(of: .app, api: try #require(connection).api), with: NothingReceived())
        let soon = Int(Date().timeIntervalSince1970) + 120
        let outcome = try await reconciler.run(now: soon)
        #expect(outcome.failed == 1 && outcome.redelivered.map(\.event) == ["push"])
        forge.waitForDeliveries()
        let ids = away.received.map { $0.header(WebhookHeaders.deliveryHeader) }
        #expect(ids.count == 3 && ids[1] == ids[2])
        #expect(away.received[1].body == away.received[2].body)
        #expect(forge.violations == [])
    }
}
