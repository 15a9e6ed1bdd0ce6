package import Basics
internal import Database
package import Git
internal import Snapshots

/// Keeps the branch of anchors up to date with the journal, and says so when somebody has been at either.
///
/// At most one checkpoint is told in each interval, the newest; it speaks for all before it. What is found wrong stays wrong:
/// nothing is written to the branch until a person has put it right.
package actor JournalAnchoring {
    /// Makes the remote's credential ready before a transfer.
    package typealias Preparation = @Sendable () async throws -> Void

    /// How long to wait after something that did not work.
    private static let retry: Int64 = 600_000

    private let executor = BlockingExecutor(label: "journal-anchors")
    private let branch: JournalAnchorBranch
    private let memory: JournalAnchorMemory
    private let store: FleetStore
    private let reader: FleetReader
    private let identity: Identity
    private let keys: [Ed25519PublicKey]
    private let interval: Int64
    private let clock: FleetClock
    private let prepare: Preparation
    private var next: Int64 = .min
    /// What the journal tells already of being wrong.
    private var told: JournalAnchorProblem?

    /// Reading and pushing block, so it has a thread of its own.
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// The anchoring of a home folder's journal, whose checkpoints one of `keys` signs.
    package init(
        _ store: FleetStore, seenBy reader: FleetReader, home: String,
        on branch: JournalAnchorBranch, as identity: Identity, keys: [Ed25519PublicKey],
        every interval: Duration, clock: FleetClock = .system,
        preparing prepare: @escaping Preparation = {}
    ) {
        self.store = store
        self.reader = reader
        self.branch = branch
        self.identity = identity
        self.keys = keys
        self.interval = Int64(interval.milliseconds)
        self.clock = clock
        self.prepare = prepare
        memory = JournalAnchorMemory(home: home)
    }

    /// Tells of the newest checkpoint if it is time; `evenEarly` at any time, as when the service ends.
    ///
    /// Costs nothing before its time.
    ///
    /// - Throws: `JournalAnchorProblem` when the branch or the journal is not what it was, which the journal tells, too;
    ///   whatever else keeps it from being told, and it is tried again.
    package func run(evenEarly: Bool = false) async throws {
        guard evenEarly || clock.steady() >= next,
            let newest = try await reader.newestCheckpoint()
        else { return }
        next = clock.steady() + min(Self.retry, interval)
        do {
            try await anchor(newest)
        } catch let problem as JournalAnchorProblem {
            if told != problem {
                try await store.noteAnchorProblem(problem.words, of: branch.name)
            }
            told = problem
            throw problem
        }
        told = nil
        next = clock.steady() + interval
    }

    private func anchor(_ newest: JournalCheckpoint) async throws {
        try await prepare()
        let known = try memory.end(of: branch.name)
        let found = try branch.read(downTo: known)
        if let problem = found.problem(since: known, keys: keys) { throw problem }
        try await compare(found)
        var end = found.tip
        if (found.entries.first?.checkpoint?.seq ?? 0) < newest.seq {
            do throws(GitError) {
                end = try branch.append(newest, to: found, as: identity)
            } catch {
                guard case .leaseFailed = error.code else { throw error }
                throw JournalAnchorProblem.overtaken
            }
        }
        if let end, end != known { try memory.keep(end, of: branch.name) }
    }

    /// Sees that the journal is still the one that the branch tells of.
    private func compare(_ found: JournalAnchorBranch.Found) async throws {
        for entry in found.entries {
            guard let checkpoint = entry.checkpoint else { continue }
            guard let hash = try await reader.eventHash(checkpoint.seq) else {
                throw JournalAnchorProblem.missing(entry.commit, event: checkpoint.seq)
            }
            guard hash == checkpoint.hash.bytes else {
                throw JournalAnchorProblem.otherJournal(entry.commit, event: checkpoint.seq)
            }
        }
    }
}

extension FleetReader {
    /// The newest checkpoint; nil before the first.
    package func newestCheckpoint() throws -> JournalCheckpoint? {
        try connection.rows(
            "SELECT \(JournalCheckpoint.columns) FROM journal_checkpoint ORDER BY seq DESC LIMIT 1"
        ).first.flatMap { JournalCheckpoint(row: $0) }
    }

    /// The hash that is stored with an event; nil when there is none of that number.
    package func eventHash(_ number: Int64) throws -> [UInt8]? {
        let rows = try connection.rows(
            "SELECT hash FROM journal WHERE seq = ?", [.integer(number)])
        guard case .blob(let hash)? = rows.first?.first else { return nil }
        return hash
    }
}

extension FleetStore {
    /// Writes down that the branch of anchors is not what it was.
    func noteAnchorProblem(_ words: String, of place: String) throws {
        try write {
            try $0.note(
                JournalEvent(
                    "journal.anchors-refused", by: "service",
                    fields: ["branch": .string(place), "reason": .string(words)]))
        }
    }
}
