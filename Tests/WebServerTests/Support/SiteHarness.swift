import Basics
import Fleet
import Forge
import HTTPClient
import Remediation
import TestSupport

@testable import WebServer

/// A whole site over a store of its own.
struct SiteHarness: Sendable {
    static let secret = "a secret of the tests"
    static let token = "token-of-the-tests-read"
    static let writer = "token-of-the-tests-write"
    static let now: Int64 = 1_800_000_000_000

    let home: TemporaryDirectory
    let store: FleetStore
    let reader: FleetReader
    let router: Router
    let access: AccessControl

    init(
        hasTokens: Bool = false, intake: (any DeliveryIntake)? = nil,
        events: EventStreams.Limits = EventStreams.Limits()
    ) throws {
        home = try TemporaryDirectory()
        store = try FleetStore(home: home.path)
        reader = try FleetReader(home: home.path)
        let now: @Sendable () -> Int64 = { Self.now }
        var tokens: [AccessToken] = []
        if hasTokens {
            tokens = [
                try AccessToken(name: "reader", secret: Self.token, scopes: [.read]),
                try AccessToken(name: "writer", secret: Self.writer, scopes: [.read, .write]),
            ]
        }
        access = try AccessControl(listeningOn: .anyLoopback, tokens: tokens, now: now)
        let hooks = WebhookEndpoint(
            secrets: try WebhookSecrets(parsing: "\(Self.secret),the secret of before"),
            routing: DeliveryRouting(
                endpoint: try GitHubEndpoint(),
                account: GitHubAccount(login: "bot", id: 7, appID: nil), isApp: false),
            intake: intake ?? store, now: now)
        let probes = Probes(
            checks: [ReadinessCheck("store") { [store] in store.failure }],
            metrics: { "complybot_up 1\n" })
        router = Router(
            [hooks.route] + probes.routes
                + [EventStreams(reader: reader, changes: store.changes, limits: events).route]
                + FleetAPI(reader: reader, store: store, access: access, now: now).routes
                + StatusSite(reader: reader, access: access, now: now).routes,
            access: access)
    }

    /// Puts a repository in the queue.
    func enqueue(_ location: String, number: Int = 1) async throws {
        try await store.enqueue(
            [
                WorkRequest(
                    unit: UnitKey(repository: UnitKey.repository(number, on: "github.com")),
                    location: location, priority: .event, cause: "push")
            ], by: "forge")
    }

    /// Runs the job that is next to an end.
    func run(as outcome: JobOutcome, with summary: RemediationSummary? = nil) async throws {
        guard let lease = try await store.claim(by: "worker <1>") else { return }
        try await store.record("detect", detail: ["findings": .int(3)], under: lease)
        try await store.finish(lease, as: outcome, with: summary)
    }

    /// The headers of a delivery of this body.
    static func delivery(
        _ body: [UInt8], event: String = "push", guid: String = guid(1),
        secret: String = SiteHarness.secret
    ) throws -> [HTTPHeader] {
        let signature = try WebhookSecrets(parsing: secret).signature(of: body)
        return [
            HTTPHeader("Content-Type", "application/json"), HTTPHeader("X-GitHub-Event", event),
            HTTPHeader("X-GitHub-Delivery", guid), HTTPHeader("X-GitHub-Hook-ID", "5"),
            HTTPHeader(WebhookSignature.header, "\(signature)"),
        ]
    }

    static func guid(_ number: Int) -> String {
        "00000000-0000-4000-8000-\(String(repeating: "0", count: 6))\(100_000 + number)"
    }

    static func push(_ repository: String = "acme/shop") -> [UInt8] {
        Array(
            """
            {"ref":"refs/heads/main","after":"\(String(repeating: "a", count: 40))",
            "before":"\(String(repeating: "b", count: 40))","deleted":false,"forced":false,"created":false,
            "repository":{"id":9,"full_name":"\(repository)","default_branch":"main"},
            "sender":{"id":3,"login":"ada"}}
            """.utf8)
    }
}

/// An intake that always gives the same answer.
struct FixedIntake: DeliveryIntake {
    let receipt: DeliveryReceipt
    func accept(_ delivery: Delivery) async -> DeliveryReceipt { receipt }
}
