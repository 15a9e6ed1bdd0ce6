import AgentTools
import Basics
import Fleet
import FoundationEssentials
import Remediation
import Synchronization

/// Where the transcripts of brains go that no service has working: into the journal of the home folder's store if there is
/// one, else into a file for each run.
struct AgentJournals: Sendable {
    private let home: String
    private let key: Ed25519PrivateKey
    private let store: HomeJournal?
    private let clock: FleetClock
    private let warn: @Sendable (Diagnostic) -> Void

    /// The journals of a home folder, whose lock the caller holds; `warn` hears of what cannot be kept, which ends no run.
    init(
        home: String, clock: FleetClock = .system, warn: @escaping @Sendable (Diagnostic) -> Void
    ) throws {
        self.home = home
        self.clock = clock
        self.warn = warn
        key = try Ed25519KeyFile.readOrMake(AuditCommand.keyFile(of: home))
        store = try HomeJournal(home: home, key: key, clock: clock)
    }

    /// Begins the transcript of a run.
    func begin(_ job: RepositoryJob, brain: String) -> AgentJournal {
        let now = clock.wall()
        let session = "\(Digest(of: job.identity).hex.prefix(16))-\(now)"
        let journal = AgentJournal(of: job, by: brain, session: session, warn: warn)
        do {
            if let store {
                journal.open(store, at: FleetStore.path(in: home))
            } else {
                let folder = "\(home)/transcripts"
                try PrivateFolder.make(folder)
                let path = "\(folder)/\(session).jsonl"
                journal.open(try JournalFile(making: path, key: key, clock: clock), at: path)
            }
        } catch {
            warn(Diagnostic(describing: error, while: "begin the transcript"))
        }
        return journal
    }
}

/// The transcript of one run as it is written: each event is on disk before the next.
final class AgentJournal: Sendable {
    private let repository: String
    private let actor: String
    private let session: String
    private let warn: @Sendable (Diagnostic) -> Void
    /// Where it goes; nil where it cannot be kept, or no more.
    private let place = Mutex<(sink: any JournalSink, path: String)?>(nil)

    fileprivate init(
        of job: RepositoryJob, by brain: String, session: String,
        warn: @escaping @Sendable (Diagnostic) -> Void
    ) {
        repository = UnitKey.repository(at: job.location)
        actor = "agent:\(brain)"
        self.session = session
        self.warn = warn
    }

    fileprivate func open(_ sink: any JournalSink, at path: String) {
        place.withLock { $0 = (sink, path) }
    }

    /// Keeps what is to be kept of an event.
    func note(_ event: AgentEvent) {
        guard let entry = TranscriptEntry(event) else { return }
        var fields = entry.fields
        fields["session"] = .string(session)
        let kept = JournalEvent(entry.kind, by: actor, repository: repository, fields: fields)
        attempt { try $0.append(kept) }
    }

    /// Signs the transcript; gives where it is, and what to remember of it, `SEQ:HASH`.
    func end() -> (path: String, anchor: String)? {
        let path = place.withLock { $0?.path }
        guard let path, let checkpoint = attempt({ try $0.seal() }) ?? nil else { return nil }
        return (path, checkpoint.anchor)
    }

    /// Does something with the place; what fails once is told, and not tried again.
    @discardableResult
    private func attempt<Result>(_ body: (any JournalSink) throws -> Result) -> Result? {
        guard let sink = place.withLock({ $0?.sink }) else { return nil }
        do { return try body(sink) } catch {
            place.withLock { $0 = nil }
            warn(Diagnostic(describing: error, while: "keep the transcript"))
            return nil
        }
    }
}
