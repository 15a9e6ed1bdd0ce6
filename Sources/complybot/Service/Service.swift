import Basics
import Fleet
import Forge
import FoundationEssentials
import Git
import Remediation
import WebServer

/// The service with all its parts, on one home folder.
struct Service {
    private let place: Workplace
    private let store: FleetStore
    private let server: HTTPServer
    private let site: ServiceSite
    private let workers: WorkerPool
    private let clockwork: ServiceClockwork
    private let watch: ServiceWatch
    private let seal: JournalSeal
    private let anchoring: JournalAnchoring?
    private var log: Log { place.log }

    /// Puts the service together and listens; nothing is answered or worked on yet.
    ///
    /// - Throws: what an operator has to put right, before anything is taken in.
    init(_ arguments: ParsedArguments, _ terminal: Terminal) async throws {
        let metrics = FleetMetrics(version: Complybot.version)
        let place = try await Workplace(
            arguments, terminal, for: "serve", watch: metrics.modelWatch)
        self.place = place
        let (home, log, terms) = (place.home, place.log, place.terms)
        let settings = place.settings.service
        let connection = place.connection
        store = try FleetStore(home: home, ballast: 64 << 20)
        let reader = try FleetReader(home: home)
        seal = try JournalSeal(store: store, home: home, anchor: settings.anchor)
        anchoring = try Self.anchoring(
            place, store, seenBy: reader, keys: [seal.publicKey])
        if connection == nil, let organization = settings.organizations.first {
            throw FleetListing.noCredential(for: organization)
        }
        let members = FleetMembers()
        let settled = try SweepStore(home: home)
        let clock = RunClock.configured(by: terminal.environment)
        watch = ServiceWatch(
            reader: reader, metrics: metrics,
            exporter: try TraceConfiguration.fromEnvironment(
                terminal.environment, version: Complybot.version
            ).map {
                TraceExporter(
                    $0, metrics: metrics, network: place.environment.remoteOptions.network)
            },
            budget: connection?.api.budget, clock: .system, log: log)
        let work = ServiceWork(
            environment: place.environment,
            job: { members.job(of: $0.unit.repository, at: $0.location) },
            settle: { try await settled.settle($0, with: $1, under: terms($2)) },
            decision: { try await reader.lastApproval(of: $0.unit)?.proven },
            tally: place.tally, agent: place.agent)
        workers = watch.pool(
            store: store, workers: arguments.has("no-workers") ? 0 : place.concurrency, work: work)
        let account = try await connection?.api.account()
        clockwork = ServiceClockwork(
            store: store,
            plan: FleetPlan(
                listed: try Self.listed(settings), organizations: settings.organizations,
                connection: connection, forges: place.environment.forges, store: settled,
                terminal: place.terminal),
            members: members, schedule: settings.schedule,
            reconcilers: try Self.reconcilers(settings, connection, reader),
            terms: terms, seal: seal, anchoring: anchoring,
            dashboard: ServiceDashboard(of: place, store: store, clock: clock), watch: watch,
            clock: clock, log: log)
        site = ServiceSite(
            settings: settings, store: store, reader: reader, watch: watch,
            desk: try Self.desk(place, work, watch),
            usage: { try await FleetView.usage(home: home, in: $0) }, clock: .system, log: log,
            terminal: terminal)
        server = try site.server(
            on: try arguments.value("listen").map { try ListenAddress(parsing: $0) },
            routing: connection.flatMap { connection in
                account.map {
                    DeliveryRouting(
                        endpoint: connection.endpoint, account: $0, isApp: connection.isApp)
                }
            })
    }

    /// What tells the journal's signatures to a branch, where the configuration names one.
    private static func anchoring(
        _ place: Workplace, _ store: FleetStore, seenBy reader: FleetReader,
        keys: [Ed25519PublicKey]
    ) throws -> JournalAnchoring? {
        guard let anchor = place.settings.service.anchorBranch else { return nil }
        let environment = place.environment
        var options = environment.remoteOptions
        // The end of the service waits for it.
        options.deadline = .seconds(60)
        let branch = try JournalAnchorBranch(
            anchor.branch, of: environment.mirrors.mirror(of: anchor.repository), options)
        return JournalAnchoring(
            store, seenBy: reader, home: place.home, on: branch, as: environment.identity,
            keys: keys, every: anchor.interval,
            preparing: {
                try await environment.prepare(
                    anchor.repository, .push(changesWorkflows: false))
            })
    }

    /// What workers elsewhere are told, and what follows from what they tell.
    private static func desk(
        _ place: Workplace, _ work: ServiceWork, _ watch: ServiceWatch
    ) throws -> WorkerDesk {
        var desk = WorkerDesk(
            version: Complybot.version, rules: place.rules,
            budgets: try place.connection.map { _ in try SharedBudgetStore(home: place.home) })
        desk.notes = { lease in
            LeaseNotes.notes(of: work.job(lease), try await work.decision(lease))
        }
        desk.tell = { watch.tellElsewhere($0) }
        desk.enter = { watch.enter($0, RunStep($1, $2)) }
        let now = place.environment.now
        desk.settle = { lease, summary in
            guard lease.unit.kind == .remediate else { return }
            try await work.settle(work.job(lease), summary, Day(secondsSince1970: now()))
        }
        return desk
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
                    group.addTask { await tellFailures() }
                }
            }
            for await signal in stop {
                log.info("stopping", ["signal": .int(Int(signal))])
                break
            }
            let drain = place.settings.service.drain
            workers.drain(within: drain)
            site.workers.close()
            await server.drain(within: drain)
            others.cancel()
        }
        await close()
        place.lock.release()
        log.info("stopped")
    }

    /// Tells the log when the store begins to refuse what is new, and when it takes it again.
    private func tellFailures() async {
        for await failure in store.failures {
            guard let failure else {
                log.info("taking in what is new again")
                continue
            }
            log.error("nothing new is taken in: \(failure)")
        }
    }

    /// Signs and anchors what the journal has grown by; nothing of it keeps the service from ending.
    private func close() async {
        do {
            try await seal.run(evenEarly: true)
            do { try await anchoring?.run(evenEarly: true) } catch {
                log.error("\(Diagnostic(describing: error, while: "anchor the journal"))")
                try await seal.run(evenEarly: true)
            }
            try await store.checkpoint()
        } catch {
            log.error("\(Diagnostic(describing: error, while: "close the store"))")
        }
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
