import Basics
import Fleet
import Forge
import WebServer

/// Everything that the service answers over HTTP.
struct ServiceSite {
    var settings: ServiceConfiguration
    var store: FleetStore
    var reader: FleetReader
    var watch: ServiceWatch
    var clock: FleetClock
    var log: Log
    var terminal: Terminal

    /// Where it listens unless told otherwise.
    private static let address = ListenAddress.anyLoopback.on(port: 8484)

    /// A server that listens; `routing` says what follows from webhooks, nil where none can be taken.
    func server(
        on address: ListenAddress?, routing: DeliveryRouting?
    ) throws -> HTTPServer {
        let address = address ?? settings.listen ?? Self.address
        let now = clock.wall
        let tokens = try settings.token?.text(in: terminal.environment).map {
            [try AccessToken(name: "operator", secret: $0, scopes: [.read, .write])]
        }
        let access = try AccessControl(
            listeningOn: address, tokens: tokens ?? [], hosts: settings.hosts, now: now)
        let watch = watch
        let probes = Probes(
            checks: [ReadinessCheck("store") { [store] in store.failure }],
            metrics: { await watch.metricsText() })
        var routes = probes.routes
        if let webhooks = try webhooks(routing) { routes.append(webhooks.route) }
        routes += FleetAPI(reader: reader, store: store, access: access, now: now).routes
        routes.append(EventStreams(reader: reader, changes: store.changes).route)
        routes += StatusSite(reader: reader, access: access, now: now).routes
        return try HTTPServer(on: address, handler: Router(routes, access: access))
    }

    /// What takes webhooks; nil, and told, where none can be taken.
    private func webhooks(_ routing: DeliveryRouting?) throws -> WebhookEndpoint? {
        guard let text = try settings.webhookSecret.text(in: terminal.environment) else {
            log.warning(
                "no webhooks are taken: there is no secret",
                ["remedy": "set COMPLYBOT_WEBHOOK_SECRET or server.webhook_secret_file"])
            return nil
        }
        let secrets = try WebhookSecrets(parsing: text, from: "\(settings.webhookSecret)")
        guard let routing else {
            log.warning(
                "no webhooks are taken: there is no credential for GitHub",
                ["remedy": "set GITHUB_TOKEN or the App's variables"])
            return nil
        }
        let watch = watch
        return WebhookEndpoint(
            secrets: secrets, routing: routing, intake: store, now: clock.wall,
            observe: { watch.note($0) })
    }
}
