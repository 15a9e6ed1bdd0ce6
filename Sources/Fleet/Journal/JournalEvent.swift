package import Basics

/// One decision, as the journal keeps it.
///
/// Never a secret, never the content of a file.
package struct JournalEvent: Hashable, Sendable {
    /// What happened, from a closed set, such as `delivery.accepted` or `job.claimed`.
    package var kind: String
    /// Who did it: `forge`, `schedule`, `worker:ID`, `person:LOGIN`, `operator`.
    package var actor: String
    /// As `UnitKey.repository`; nil for what concerns no repository.
    package var repository: String?
    /// The job's number; nil for what concerns no job.
    package var job: Int64?
    /// The fencing token under which it was done; nil outside a lease.
    package var token: Int64?
    /// What else is to be known, by name; integers, texts and digests only.
    package var fields: [String: JSONValue]

    /// An event from its parts.
    package init(
        _ kind: String, by actor: String, repository: String? = nil, job: Int64? = nil,
        token: Int64? = nil, fields: [String: JSONValue] = [:]
    ) {
        self.kind = kind
        self.actor = actor
        self.repository = repository
        self.job = job
        self.token = token
        self.fields = fields
    }
}
