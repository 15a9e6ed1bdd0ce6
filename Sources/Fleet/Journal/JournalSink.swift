package import Basics
internal import Database
internal import FoundationEssentials
internal import Synchronization

/// A journal that one process writes to where no service keeps one, or while none runs.
package protocol JournalSink: Sendable {
    /// Appends an event; it is on disk afterwards.
    func append(_ event: JournalEvent) throws
    /// Signs what was appended since the last signature; nil when that is nothing.
    func seal() throws -> JournalCheckpoint?
}

/// The journal in the store of a home folder, whose lock the caller holds: no service runs meanwhile.
package final class HomeJournal: JournalSink {
    private let connection: Mutex<Connection>
    private let key: Ed25519PrivateKey
    private let clock: FleetClock

    /// The journal of a home folder; nil where there is no store.
    package init?(home: String, key: Ed25519PrivateKey, clock: FleetClock = .system) throws {
        let path = FleetStore.path(in: home)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        connection = Mutex(try Connection(.file(path), schema: FleetStore.schema))
        self.key = key
        self.clock = clock
    }

    package func append(_ event: JournalEvent) throws {
        let now = clock.wall()
        try connection.withLock { connection in
            try connection.withTransaction {
                _ = try Journal.append(event, at: now, to: connection)
            }
        }
    }

    package func seal() throws -> JournalCheckpoint? {
        let now = clock.wall()
        return try connection.withLock { connection in
            try connection.withTransaction {
                try Journal.seal(at: now, with: key, evenEarly: true, in: connection).last
            }
        }
    }
}
