import AgentTools
import Basics
import FoundationEssentials
import Remediation

/// The sessions that brains left in the home folder, a file for each repository.
struct AgentSessions: Sendable {
    private let folder: String
    private let warn: @Sendable (Diagnostic) -> Void

    /// The sessions of a home folder; `warn` hears of one that cannot be kept, which ends no run.
    init(home: String, warn: @escaping @Sendable (Diagnostic) -> Void) throws {
        folder = "\(home)/agent"
        self.warn = warn
        try HomeFolder.make(folder)
    }

    /// The session of a job; nil when there is none.
    func kept(of job: RepositoryJob) throws -> AgentRecord? {
        let path = path(of: job)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let bytes = try BoundedFile.read(
            path, limit: AgentRecord.sizeLimit, while: "read the kept session")
        return try AgentRecord(parsing: bytes, file: path)
    }

    /// The session of a job; nil when there is none, or one that cannot be read, which is told.
    func left(of job: RepositoryJob) -> AgentRecord? {
        do { return try kept(of: job) } catch {
            warn(Diagnostic(describing: error, while: "read the kept session"))
            return nil
        }
    }

    /// Keeps a session in the place of the one before.
    func keep(_ record: AgentRecord, of job: RepositoryJob) {
        let path = path(of: job)
        do throws(FileError) {
            try AtomicFile.write(record.bytes, to: path, mode: 0o600)
        } catch {
            warn(
                Diagnostic(
                    .incomplete, "keep the session", on: path, because: error.reason,
                    remedy: "a run that is cut off cannot be gone on with"))
        }
    }

    private func path(of job: RepositoryJob) -> String {
        "\(folder)/\(Digest(of: job.identity).hex.prefix(32)).json"
    }
}
