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
    /// What workers elsewhere ask.
    let workers: WorkerAPI
    /// What language models were asked.
    private let usage: @Sendable (Range<Int64>) async throws -> [UsageEntry]

    init(
        settings: ServiceConfiguration, store: FleetStore, reader: FleetReader,
        watch: ServiceWatch, desk: WorkerDesk,
        usage: @escaping @Sendable (Range<Int64>) async throws -> [UsageEntry], clock: FleetClock,
        log: Log, terminal: Terminal
    ) {
        (self.settings, self.store, self.reader) = (settings, store, reader)
        (self.watch, self.clock, self.log, self.terminal) = (watch, clock, log, terminal)
        self.usage = usage
        workers = WorkerAPI(store: store, desk: desk)
    }

    /// Where it listens unless told otherwise.
    private static let address = ListenAddress.anyLoopback.on(port: 8484)

    /// A server that listens; `routing` says what follows from webhooks, nil where none can be taken.
    func server(
        on address: ListenAddress?, routing: DeliveryRouting?
    ) throws -> HTTPServer {
        let address = address ?? settings.listen ?? Self.address
        let now = clock.wall
        let access = try AccessControl(
            listeningOn: address, tokens: try tokens(), hosts: settings.hosts, now: now)
        let watch = watch
        let probes = Probes(
            checks: [ReadinessCheck("store") { [store] in store.failure }],
            metrics: { await watch.metricsText() })
        var routes = probes.routes
        if let webhooks = try webhooks(routing) { routes.append(webhooks.route) }
        routes +=
            FleetAPI(
                reader: reader, store: store, access: access, now: now, usage: usage
            ).routes
        routes.append(EventStreams(reader: reader, changes: store.changes).route)
        if settings.workerToken != nil { routes += workers.routes }
        routes += StatusSite(reader: reader, access: access, now: now).routes
        return try HTTPServer(on: address, handler: Router(routes, access: access))
    }

    private func tokens() throws -> [AccessToken] {
        var tokens: [AccessToken] = []
        if let secret = try settings.token?.text(in: terminal.environment) {
            tokens.append(
                try AccessToken(name: "operator", secret: secret, scopes: [.read, .write]))
        }
        if let secret = try settings.workerToken?.text(in: terminal.environment) {
            tokens.append(try AccessToken(name: "workers", secret: secret, scopes: [.worker]))
        }
        return tokens
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
