import Basics
import Fleet
import Forge
import Git
import Remediation

/// Finds out which repositories of the fleet are to be looked at, and asks for them.
struct FleetPlan {
    /// The lists and organisations that the configuration names.
    var listed: [RepositoryJob]
    var organizations: [String]
    var connection: GitHubConnection?
    var forges: Forges
    var store: SweepStore
    var terminal: Terminal

    /// What a look at the fleet has brought.
    struct Outcome {
        var members: [String: RepositoryJob] = [:]
        var requests: [WorkRequest] = []
        /// How many are as they were left.
        var settled = 0
    }

    /// Lists the fleet; repositories that their forge shows as they were left under the same terms are not asked for.
    func run(under terms: SettlementTerms, cause: String) async throws -> Outcome {
        var outcome = Outcome()
        for job in listed {
            let key = await key(of: job)
            outcome.members[key] = job
            outcome.requests.append(Self.request(job, key, cause))
        }
        for organization in organizations {
            guard let connection else { throw FleetListing.noCredential(for: organization) }
            let listing = FleetListing(connection: connection, terminal: terminal)
            for job in try await listing.jobs(of: organization, includingForks: false) {
                let key = await key(of: job)
                outcome.members[key] = job
                if try await store.settled(job, under: terms) != nil {
                    outcome.settled += 1
                } else {
                    outcome.requests.append(Self.request(job, key, cause))
                }
            }
        }
        return outcome
    }

    private static func request(
        _ job: RepositoryJob, _ key: String, _ cause: String
    ) -> WorkRequest {
        WorkRequest(
            unit: UnitKey(repository: key), location: job.location, priority: .sweep, cause: cause)
    }

    /// The name under which the queue knows a repository: by the forge's number wherever the forge tells it, so that a
    /// webhook of it and a listing of it mean the same unit.
    private func key(of job: RepositoryJob) async -> String {
        guard let remote = try? RemoteURL(parsing: job.location), let host = remote.host else {
            return UnitKey.repository(at: job.location)
        }
        if let number = job.forgeID { return UnitKey.repository(number, on: host) }
        let facts = try? await forges.forge(of: remote).repository(at: remote)
        if let number = facts?.id.flatMap({ Int($0) }) {
            return UnitKey.repository(number, on: host)
        }
        return UnitKey.repository(at: job.location)
    }
}
