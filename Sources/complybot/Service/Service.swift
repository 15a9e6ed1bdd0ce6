import Basics
import Fleet
import Forge
import FoundationEssentials
import LanguageModels
import Remediation
import Sandbox
import WebServer

/// The service with all its parts, on one home folder.
struct Service {
    private let lock: HomeLock
    private let store: FleetStore
    private let server: HTTPServer
    private let workers: WorkerPool
    private let clockwork: ServiceClockwork
    private let watch: ServiceWatch
    private let seal: JournalSeal
    private let drain: Duration
    private let log: Log

    /// Puts the service together and listens; nothing is answered or worked on yet.
    ///
    /// - Throws: what an operator has to put right, before anything is taken in.
    init(_ arguments: ParsedArguments, _ terminal: Terminal) async throws {
        let settings = try ProgramConfiguration.load(
            option: arguments.value("config"), environment: terminal.environment)
        let installation = Installation(environment: terminal.environment)
        let engine = try Engine.load(
            arguments, configuration: settings, installation: installation)
        let concurrency = try arguments.number(
            "concurrency", in: 1...256, default: Processors.count)
        let redactor = try Composition.redactor(terminal, engine, settings.model)
        let form = try arguments.choice(
            "log", default: terminal.errorIsTerminal ? Log.Form.text : .json)
        let level = try arguments.choice("log-level", default: Log.Level.info)
        log = Log(form, level: level, redact: { redactor?.redacted($0) ?? $0 })
        drain = settings.service.drain

        let home = try installation.home()
        try HomeFolder.make(home)
        lock = try HomeLock.take(home: home, for: "serve")
        try await Composition.sandbox(configuration: settings, home: home, terminal: terminal)
            .removeStaleScratch()
        store = try FleetStore(home: home)
        let reader = try FleetReader(home: home)
        seal = try JournalSeal(store: store, home: home, anchor: settings.service.anchor)

        let connection = try Composition.connection(home: home, terminal: terminal)
        if connection == nil, let organization = settings.service.organizations.first {
            throw FleetListing.noCredential(for: organization)
        }
        let metrics = FleetMetrics(version: Complybot.version)
        let environment = try Composition.remediation(
            engine: engine, configuration: settings, home: home, connection: connection,
            arguments: arguments, terminal: terminal, watch: metrics.modelWatch)
        let members = FleetMembers()
        let settled = try SweepStore(home: home)
        let digest = try settings.digest(installation)
        let terms: @Sendable (Day) -> SettlementTerms = { day in
            Composition.settlementTerms(environment, engine, digest, on: day)
        }
        let clock = RunClock.configured(by: terminal.environment)
        watch = ServiceWatch(
            reader: reader, metrics: metrics,
            exporter: try TraceConfiguration.fromEnvironment(
                terminal.environment, version: Complybot.version
            ).map { TraceExporter($0, metrics: metrics) },
            clock: .system, log: log)
        let work = ServiceWork(
            environment: environment, members: members, settled: settled, terms: terms)
        workers = watch.pool(store: store, workers: concurrency, work: work)
        let account = try await connection?.api.account()
        clockwork = ServiceClockwork(
            store: store,
            plan: FleetPlan(
                listed: try Self.listed(settings.service),
                organizations: settings.service.organizations, connection: connection,
                forges: environment.forges, store: settled, terminal: terminal),
            members: members, schedule: settings.service.schedule,
            reconcilers: try Self.reconcilers(settings.service, connection, reader),
            terms: terms, seal: seal, clock: clock, log: log)
        server = try ServiceSite(
            settings: settings.service, store: store, reader: reader, watch: watch,
            clock: .system, log: log, terminal: terminal
        ).server(
            on: try arguments.value("listen").map { try ListenAddress(parsing: $0) },
            routing: connection.flatMap { connection in
                account.map {
                    DeliveryRouting(
                        endpoint: connection.endpoint, account: $0, isApp: connection.isApp)
                }
            })
    }

    /// Serves until a signal says to stop, then ends in good order.
    func run(until stop: AsyncStream<Int32>) async throws {
        log.info("listening", ["address": .string("http://\(server.address)")])
        await withDiscardingTaskGroup { group in
            group.addTask { await server.run() }
            group.addTask { await workers.run() }
            let others = Task {
                await withDiscardingTaskGroup { group in
                    group.addTask { await watch.run() }
                    group.addTask { await clockwork.run() }
                }
            }
            for await signal in stop {
                log.info("stopping", ["signal": .int(Int(signal))])
                break
            }
            workers.drain(within: drain)
            await server.drain(within: drain)
            others.cancel()
        }
        do {
            try await seal.run(evenEarly: true)
            try await store.checkpoint()
        } catch {
            log.error("\(Diagnostic(describing: error, while: "close the store"))")
        }
        lock.release()
        log.info("stopped")
    }

    private static func listed(_ settings: ServiceConfiguration) throws -> [RepositoryJob] {
        guard let file = settings.repositories else { return [] }
        let bytes = try BoundedFile.read(
            file, limit: 64 << 20, while: "read the list of repositories")
        return try RepositoryList.parse(bytes, file: file)
    }

    /// The hooks whose lost deliveries are asked for again: the App's own, and those that the configuration names.
    private static func reconcilers(
        _ settings: ServiceConfiguration, _ connection: GitHubConnection?, _ reader: FleetReader
    ) throws -> [DeliveryReconciler] {
        guard let connection else { return [] }
        var sources: [WebhookSource] = connection.isApp ? [.app] : []
        sources += settings.hooks.map { hook in
            GitHubRepositoryName(parsing: hook.place).map { .repository($0, hook: hook.number) }
                ?? .organization(hook.place, hook: hook.number)
        }
        return sources.map {
            DeliveryReconciler(HookDeliveries(of: $0, api: connection.api), with: reader)
        }
    }
}
