internal import Basics
internal import Database
internal import Synchronization

/// The durable queue of the service: deliveries, jobs, runs and the journal, in one file of the home folder.
///
/// It owns the only connection that writes; every decision and the journal's event of it are one transaction, and
/// whatever a call has returned is on disk. Readers use `FleetReader`.
package actor FleetStore {
    private let executor: any SerialExecutor
    let path: String
    let clock: FleetClock
    /// Who claims: leases of the same name that an earlier process left are taken back when the store opens.
    let instance: String
    let random: @Sendable (ClosedRange<Int64>) -> Int64
    /// Rings after every transaction.
    package nonisolated let changes = FleetChanges()
    /// Rings after those from which a job may be ready that was not before.
    package nonisolated let work = FleetChanges()
    nonisolated let line: DeliveryLine
    private nonisolated let condition = Mutex<String?>(nil)
    private nonisolated let told = AsyncStream.makeStream(
        of: String?.self, bufferingPolicy: .bufferingNewest(16))
    private let ballast: Ballast
    /// Whether the disk was full, so that what is under way is written down and nothing new is taken in.
    private var isTight = false
    private var connection: Connection?
    /// When the store may be opened again after a failure, by the steady clock.
    private var nextOpening: Int64 = 0
    private var openings = 0
    /// When the leases end, by the steady clock and token.
    var leaseEnds: [Int64: Int64] = [:]
    /// The leases that were given to workers elsewhere, and never renewed yet.
    var unconfirmed: Set<Int64> = []
    /// How far the time of day was ahead of the steady clock.
    var clockOffset: Int64

    /// The store writes to a file, so it has a thread of its own.
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// The file of a home folder's store.
    package static func path(in home: String) -> String { "\(home)/fleet.db" }

    /// Opens the store of a home folder, which must exist, and takes back what an earlier process was working on.
    ///
    /// Only one process may do so at a time: take the `HomeLock` before. `instance` is the same whenever this service
    /// starts on this home. `ballast` is how many bytes of the disk are kept for the moment when it is full. `random` picks a
    /// number from a range, for the backoff. `executor` is where everything but this opening happens.
    ///
    /// - Throws: `DatabaseError` when the file cannot be opened, is damaged or of a newer version.
    package init(
        home: String, instance: String = "serve", clock: FleetClock = .system,
        waiting limit: Int = DeliveryLine.limit, ballast: Int = 0,
        random: @escaping @Sendable (ClosedRange<Int64>) -> Int64 = { Int64.random(in: $0) },
        executor: any SerialExecutor = BlockingExecutor(label: "fleet-store")
    ) throws {
        self.executor = executor
        path = Self.path(in: home)
        self.ballast = Ballast(home: home, bytes: ballast)
        self.instance = instance
        self.clock = clock
        self.random = random
        line = DeliveryLine(limit: limit)
        clockOffset = clock.wall() - clock.steady()
        let connection = try Connection(.file(path), schema: Self.schema)
        self.connection = connection
        let book = WorkBook(connection: connection, now: clock.wall())
        let left = try connection.withTransaction { try book.takeBack(from: instance) }
        leaseEnds = Self.ends(of: left, now: clock.wall(), steady: clock.steady())
        _ = self.ballast.load()
    }

    /// Why the store takes nothing at the moment; nil while it does.
    package nonisolated var failure: String? { condition.withLock { $0 } }

    /// The failures as they come, nil for the end of each; for one listener.
    package nonisolated var failures: AsyncStream<String?> { told.stream }

    private nonisolated func become(_ failure: String?) {
        let isNews = condition.withLock { known in
            defer { known = failure }
            return (known == nil) != (failure == nil)
        }
        if isNews { told.continuation.yield(failure) }
    }

    /// Does the body's writes in one transaction and wakes whoever waits for changes.
    ///
    /// - Throws: what the body throws, `DatabaseError`, or `FleetError` of `.storeFailed` while the store is closed.
    func write<Result>(_ body: (WorkBook) throws -> Result) throws -> Result {
        let connection = try opened()
        do {
            let book = WorkBook(connection: connection, now: clock.wall())
            let result = try connection.withTransaction { try body(book) }
            openings = 0
            changes.ring()
            if book.prospects.areNew { work.ring() }
            return result
        } catch let error as DatabaseError {
            note(error)
            throw error
        }
    }

    /// Reads on the writing connection, for what decides whether to write.
    func read<Result>(_ body: (WorkBook) throws -> Result) throws -> Result {
        let connection = try opened()
        do {
            return try body(WorkBook(connection: connection, now: clock.wall()))
        } catch let error as DatabaseError {
            note(error)
            throw error
        }
    }

    /// Refuses what is new while the disk has no room to spare.
    func requireRoom(_ attempted: String) throws {
        guard isTight else { return }
        throw FleetError(
            .storeFailed, attempted, on: path, because: failure ?? "the disk is full",
            remedy: "free space; it is tried again")
    }

    /// Takes in what is new again once the ballast has its room.
    func lookForRoom() {
        guard isTight, ballast.load() else { return }
        isTight = false
        become(nil)
    }

    /// Writes the log back into the file; for quiet moments.
    package func checkpoint() throws {
        do { try opened().checkpoint() } catch let error as DatabaseError {
            // Readers may be in its way, which is no failure.
            if error.code != .busy {
                note(error)
                throw error
            }
        }
    }

    private func opened() throws -> Connection {
        if let connection { return connection }
        guard clock.steady() >= nextOpening else {
            throw FleetError(
                .storeFailed, "write to the store", on: path,
                because: failure ?? "it is closed", remedy: "check the disk; it is tried again")
        }
        do {
            let connection = try Connection(.file(path), schema: Self.schema)
            self.connection = connection
            become(nil)
            return connection
        } catch {
            note(error)
            throw error
        }
    }

    /// Gives up the connection after a failure of the disk: what a failed sync left in memory is not to be trusted.
    private func note(_ error: DatabaseError) {
        switch error.code {
        case .busy, .constraint, .misuse: return
        case .full:
            isTight = true
            ballast.drop()
            become(error.diagnostic.description)
            return
        case .cannotOpen, .corrupt, .newerSchema, .unsafeFileSystem, .other: break
        }
        connection = nil
        openings = min(openings + 1, 6)
        nextOpening = clock.steady() + 500 << openings
        become(error.diagnostic.description)
    }
}
