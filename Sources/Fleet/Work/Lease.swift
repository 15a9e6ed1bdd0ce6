/// The right to work on a job, held by one worker until it is given back or runs out.
///
/// Whatever is written under it names its token; once somebody else holds the job the token is stale and nothing is
/// written.
package struct Lease: Hashable, Sendable {
    /// How long a lease lasts unless it is renewed.
    package static let duration = Duration.seconds(60)
    /// How often it is to be renewed.
    package static let beat = Duration.seconds(15)

    /// How soon a worker elsewhere must have renewed a new one, or it counts as never received.
    package static let confirmation = Duration.seconds(10)

    /// The job's number.
    package var job: Int64
    /// The fencing token, which is also the number of the run: larger than every one before.
    package var token: Int64
    package var unit: UnitKey
    /// The address that the repository has now.
    package var location: String
    /// The host whose failures it shares, as `WorkHost.name`.
    package var host: String
    package var priority: WorkPriority
    /// Why the job is there: each cause once, sorted.
    package var causes: [String]
    /// Which attempt it is, from 1; waits and shutdowns do not count.
    package var attempt: Int
    /// How often the program died of it.
    package var crashes: Int
    /// Who works on it.
    package var worker: String
    /// What is known of the repository beside the queue, for workers elsewhere, by `RepositoryFacts`' keys and others.
    package var notes: [String: String] = [:]
}

extension Lease: Codable {}
