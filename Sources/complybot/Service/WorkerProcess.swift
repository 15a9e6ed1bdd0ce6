import Basics
import Fleet
import Forge
import FoundationEssentials
import Glibc
import HTTPClient
import Remediation

/// A worker alone: it takes jobs from a service elsewhere, works on them here, and says there what became of them.
struct WorkerProcess {
    private let place: Workplace
    private let queue: RemoteQueue
    private let workers: WorkerPool

    /// Puts the worker together; nothing is asked of the server yet.
    ///
    /// - Throws: what an operator has to put right.
    static func prepared(
        _ arguments: ParsedArguments, _ terminal: Terminal
    ) async throws -> WorkerProcess {
        let name = try name(arguments)
        let link = try link(arguments, terminal)
        let place = try await Workplace(
            arguments, terminal, for: "worker", budgets: RemoteBudgetStore(over: link))
        return try WorkerProcess(name: name, at: place, over: link)
    }

    // Apart from the asynchronous part: as one initializer, the optimizer of Swift 6.3.1 does not survive it.
    private init(name: String, at place: Workplace, over link: ServerLink) throws {
        self.place = place
        queue = RemoteQueue(
            over: link, version: Complybot.version, rules: place.rules,
            process: try Self.identity(in: place.home))
        let work = ServiceWork(
            environment: place.environment, job: { LeaseNotes.job(of: $0) },
            settle: { _, _, _ in }, decision: { LeaseNotes.decision(of: $0) }, tally: place.tally,
            agent: place.agent)
        let log = RunLog(log: place.log)
        workers = WorkerPool(
            queue: queue, workers: place.concurrency, name: name, tell: { log.write($0) },
            work: { lease, holding in
                let context = LogContext(
                    run: lease.token, job: lease.job, repository: lease.location)
                return try await context.during {
                    WorkResult(
                        try await work.run(lease, holding: holding) {
                            holding.note($0.name, detail: $0.detail)
                        })
                }
            })
    }

    /// Works until a signal says to stop, then ends in good order.
    ///
    /// - Throws: why the server does not take the worker; one that does not answer is waited for.
    func run(until stop: AsyncStream<Int32>) async throws {
        do { try await queue.introduce() } catch let error as FleetError
            where error.code == .serverUnreachable
        { place.log.warning("\(error.diagnostic)") }
        place.log.info("working", ["concurrency": .int(place.concurrency)])
        await withDiscardingTaskGroup { group in
            group.addTask { await workers.run() }
            for await signal in stop {
                place.log.info("stopping", ["signal": .int(Int(signal))])
                break
            }
            workers.drain(within: place.settings.service.drain)
        }
        place.lock.release()
        place.log.info("stopped")
    }

    private static func link(
        _ arguments: ParsedArguments, _ terminal: Terminal
    ) throws -> ServerLink {
        func needed(_ name: String, _ what: String) throws -> String {
            guard let value = arguments.value(name), !value.isEmpty else {
                throw Diagnostic(
                    .usage, "run worker", because: "\(what) is not given",
                    remedy: "add --\(name)")
            }
            return value
        }
        let server = try HTTPURL(parsing: try needed("server", "the address of the service"))
        guard server.scheme == .https || server.isLoopback else {
            throw Diagnostic(
                .usage, "read --server", on: server.origin,
                because: "the token would cross the network in the clear",
                remedy: "name the https:// address of the service's reverse proxy")
        }
        let file = try needed("token-file", "the token of the workers")
        let token = try SecretSource.file(file).text(in: terminal.environment) ?? ""
        let configuration = try ProgramConfiguration.load(arguments, terminal)
        let network = try NetworkAccess(configuration, environment: terminal.environment)
        return ServerLink(server: server, token: token, client: network.client)
    }

    /// What pages and the journal call this worker.
    private static func name(_ arguments: ParsedArguments) throws -> String {
        let name = arguments.value("name") ?? hostName
        guard (1...64).contains(name.utf8.count),
            name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "/") })
        else {
            throw Diagnostic(
                .usage, "read --name", on: name,
                because: "it is up to 64 visible ASCII characters, none of them a slash")
        }
        return name
    }

    /// The name that this home folder's worker keeps, made when there is none.
    private static func identity(in home: String) throws -> String {
        let file = "\(home)/worker.id"
        if let bytes = try? BoundedFile.bytes(of: file, limit: 64),
            let identity = UUID(uuidString: String(decoding: bytes, as: UTF8.self))
        {
            return identity.uuidString
        }
        let identity = UUID().uuidString
        try AtomicFile.write(Array(identity.utf8), to: file, mode: 0o600)
        return identity
    }

    private static var hostName: String {
        var bytes = [CChar](repeating: 0, count: 65)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return "worker" }
        let name = bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return name.isEmpty ? "worker" : String(decoding: name, as: UTF8.self)
    }
}
