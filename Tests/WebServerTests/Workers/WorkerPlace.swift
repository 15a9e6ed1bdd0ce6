import Basics
import Fleet
import Forge
import HTTPClient
import Synchronization
import TestSupport

@testable import WebServer

/// A store whose queue workers elsewhere may work off, over a server on loopback.
struct WorkerPlace: Sendable {
    static let token = "token-of-the-tests-work"
    static let reader = "token-of-the-tests-read"
    static let rules = Digest(of: "the rules")

    let home: TemporaryDirectory
    let store: FleetStore
    let reader: FleetReader
    let budgets = MemoryBudgetStore()
    let api: WorkerAPI
    let router: Router
    private let passed = PassedTime()

    /// How far a test has moved the store's clocks.
    private final class PassedTime: Sendable {
        let milliseconds = Mutex<Int64>(0)
    }

    init() throws {
        home = try TemporaryDirectory()
        let (clock, passed) = (FleetClock.system, passed)
        store = try FleetStore(
            home: home.path,
            clock: FleetClock(
                wall: { clock.wall() + passed.milliseconds.withLock { $0 } },
                steady: { clock.steady() + passed.milliseconds.withLock { $0 } }))
        reader = try FleetReader(home: home.path)
        var desk = WorkerDesk(version: "1", rules: Self.rules, budgets: budgets)
        desk.notes = { ["tier": "\($0.job)"] }
        api = WorkerAPI(store: store, desk: desk)
        let access = try AccessControl(
            listeningOn: .anyLoopback,
            tokens: [
                AccessToken(name: "workers", secret: Self.token, scopes: [.worker]),
                AccessToken(name: "reader", secret: Self.reader, scopes: [.read, .write]),
            ], now: { 0 })
        router = Router(
            api.routes
                + FleetAPI(reader: reader, store: store, access: access, now: { 0 }).routes,
            access: access)
    }

    /// Lets the store's clocks pass.
    func pass(_ duration: Duration) {
        passed.milliseconds.withLock { $0 += Int64(duration.milliseconds) }
    }

    func link(to server: HTTPServer, token: String = token) throws -> ServerLink {
        ServerLink(server: try HTTPURL(parsing: "http://\(server.address)"), token: token)
    }

    /// The queue as the process of a name sees it; claims do not wait unless told to.
    func queue(
        at server: HTTPServer, process: String = "p", version: String = "1",
        rules: Digest = rules, waiting: Duration = .zero
    ) throws -> RemoteQueue {
        RemoteQueue(
            over: try link(to: server), version: version, rules: rules, process: process,
            waiting: waiting, pause: { _ in })
    }

    func enqueue(_ repositories: Range<Int>, subject: String = "") async throws {
        try await store.enqueue(
            repositories.map { number in
                WorkRequest(
                    unit: UnitKey(
                        repository: UnitKey.repository(number, on: "forge.test"), kind: .check,
                        subject: subject),
                    location: "https://forge.test/o/r\(number).git", priority: .event,
                    cause: "push")
            }, by: "forge")
    }
}
