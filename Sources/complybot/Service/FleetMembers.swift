import Basics
import Fleet
import Forge
import Git
import Remediation
import Synchronization

/// What is known of the repositories that the service looks after, beside what the queue keeps of them.
///
/// It is filled by each listing; a webhook may name a repository before any listing has.
final class FleetMembers: Sendable {
    private let jobs = Mutex<[String: RepositoryJob]>([:])

    /// Remembers the repositories of a listing, by the key of their units.
    func note(_ listed: [String: RepositoryJob]) {
        jobs.withLock { $0.merge(listed) { $1 } }
    }

    /// The repository's job at the address that it has now, with what was observed when it was listed.
    func job(of repository: String, at location: String) -> RepositoryJob {
        var job =
            jobs.withLock { $0[repository] } ?? RepositoryJob(location: location)
        job.location = location
        if job.forgeID == nil { job.forgeID = Self.number(of: repository) }
        return job
    }

    /// The keys of the listed repositories, by their addresses.
    var keys: [String: String] {
        jobs.withLock { jobs in
            Dictionary(jobs.map { ($0.value.location, $0.key) }, uniquingKeysWith: min)
        }
    }

    /// The forge's number of a repository, which its key ends with where there is one.
    static func number(of repository: String) -> Int? {
        guard !repository.hasPrefix("place:") else { return nil }
        return repository.split(separator: ":").last.flatMap { Int($0) }
    }
}
