package import Basics
internal import Database

extension FleetStore {
    /// Signs what the journal has grown by, if a checkpoint is due; to be called every second or so.
    ///
    /// `evenEarly` signs whatever there is, as when the service stops. Costs one look when nothing is due; a checkpoint
    /// reads all events that it covers, so `limit` keeps what else is to be written from waiting for many of them.
    ///
    /// - Returns: the new checkpoints, on disk by now, for an anchor outside.
    @discardableResult
    package func sealJournal(
        with key: Ed25519PrivateKey, evenEarly: Bool = false, atMost limit: Int = .max
    ) throws -> [JournalCheckpoint] {
        let now = clock.wall()
        let isDue = try read {
            try Journal.isDue(at: now, evenEarly: evenEarly, in: $0.connection)
        }
        guard isDue else { return [] }
        return try write {
            try Journal.seal(
                at: now, with: key, evenEarly: evenEarly, atMost: limit, in: $0.connection)
        }
    }

    /// Erases the fields of an event, as when something personal stands in them; see `Journal.erase`.
    package func eraseEvent(_ number: Int64, because reason: String, by actor: String) throws {
        try write {
            try Journal.erase(
                number, because: reason, by: actor, at: $0.now, in: $0.connection)
        }
        try checkpoint()
    }
}
