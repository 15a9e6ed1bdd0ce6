package import Basics
package import Remediation

/// What a worker and the server of its queue tell each other: the bodies of `POST /api/v1/worker/…`, in JSON.
package enum WorkerMessage {
    /// Who wants to work, as the first word: what the same worker held before it began anew is taken back.
    package struct Hello: Codable, Sendable {
        /// The version of the worker's program.
        package var version: String
        /// The digest of the rules by which it works, which must be the server's.
        package var rules: String
        /// A name that the worker keeps when it is started again, and one that it does not.
        package var process: String
        package var start: String
    }

    /// What a worker that is taken has to keep to.
    package struct Welcome: Codable, Sendable {
        /// For how long a lease lasts, in milliseconds.
        package var leaseMilliseconds: Int

        /// A welcome from its part.
        package init(leaseMilliseconds: Int) { self.leaseMilliseconds = leaseMilliseconds }
    }

    /// The wish for a job.
    package struct Claim: Codable, Sendable {
        package var hello: Hello
        /// The name that pages and the journal show.
        package var worker: String
        /// A name that no other worker has; it works on one job at a time.
        package var instance: String
        /// Hosts whose jobs are not wanted.
        package var avoiding: [String]
        /// How long to wait for a job.
        package var waitMilliseconds: Int
    }

    /// The answer to it; no lease when no job was ready in time.
    package struct Claimed: Codable, Sendable {
        package var lease: Lease?

        /// An answer from its part.
        package init(lease: Lease?) { self.lease = lease }
    }

    /// A lease by its job and its token: to be renewed.
    package struct Held: Codable, Sendable {
        package var job: Int64
        package var token: Int64

        /// A lease's names.
        package init(job: Int64, token: Int64) {
            self.job = job
            self.token = token
        }
    }

    /// A recovery point.
    package struct Step: Codable, Sendable {
        package var job: Int64
        package var token: Int64
        /// Its place among those of the run, from 1.
        package var position: Int
        package var name: String
        package var detail: [String: JSONValue]
    }

    /// A turn of a conversation with a brain.
    package struct Turn: Codable, Sendable {
        package var job: Int64
        package var token: Int64
        /// Its place among those of the run, from 1.
        package var position: Int
        package var kind: String
        package var fields: [String: JSONValue]
    }

    /// The end of an attempt.
    package struct End: Codable, Sendable {
        package var job: Int64
        package var token: Int64
        package var outcome: Outcome
        package var summary: RemediationSummary?
    }

    /// The end of a worker.
    package struct Leave: Codable, Sendable {
        package var instances: [String]
    }

    /// A change of a credential's budget at the forge: made if it stands at `version`, else only told.
    package struct Budget: Codable, Sendable {
        package var account: String
        /// What the change was made from; empty for a question.
        package var version: String
        /// How the budget is to stand, as `GitHubBudgetState` in JSON.
        package var state: String?
    }

    /// How a budget stands now.
    package struct BudgetStanding: Codable, Sendable {
        package var version: String
        package var state: String
        /// Whether the change was made.
        package var isChanged: Bool

        /// A standing from its parts.
        package init(version: String, state: String, isChanged: Bool) {
            self.version = version
            self.state = state
            self.isChanged = isChanged
        }
    }
}
