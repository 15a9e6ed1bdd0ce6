internal import Basics
internal import Database

/// What a decision makes of a job.
struct JobChange {
    var state: JobState
    /// The last word of the journal's event, such as `done` of `job.done`.
    var kind: String
    /// Why, as a name from a closed set.
    var reason: String?
    /// Why, in words for people.
    var detail: String?
    /// When it goes on; nil where it does not.
    var runAt: Int64?
    /// The new number of attempts and crashes; nil where they stay.
    var attempts: Int64?
    var crashes: Int64?
    /// The job that takes its place, and what it inherited.
    var successor: (job: Int64, runAt: Int64, crashes: Int64)?
    /// The digests of what the run came to, by section.
    var evidence: [String: String] = [:]

    init(
        _ state: JobState, kind: String? = nil, reason: String? = nil, detail: String? = nil,
        runAt: Int64? = nil
    ) {
        self.state = state
        self.kind = kind ?? state.rawValue
        self.reason = reason
        self.detail = detail
        self.runAt = runAt
    }

    /// How the run that led to it ended: as the journal says, but for one whose place was taken.
    var outcome: String { state == .superseded ? reason ?? kind : kind }

    var fields: [String: JSONValue] {
        var fields: [String: JSONValue] = ["state": .string(state.rawValue)]
        if let reason { fields["reason"] = .string(reason) }
        if let detail { fields["detail"] = .string(detail) }
        if let runAt { fields["run_at"] = .int(Int(runAt)) }
        if let attempts { fields["attempts"] = .int(Int(attempts)) }
        if let crashes { fields["crashes"] = .int(Int(crashes)) }
        if let successor {
            fields["successor"] = .int(Int(successor.job))
            fields["successor_run_at"] = .int(Int(successor.runAt))
            fields["successor_crashes"] = .int(Int(successor.crashes))
        }
        if !evidence.isEmpty { fields["evidence"] = .sorted(evidence.mapValues { .string($0) }) }
        return fields
    }
}

extension WorkBook {
    /// Writes a change of a job, and the journal's event of it.
    func perform(_ change: JobChange, on job: JobRow, by actor: String) throws {
        // Even a job that is over lets others of its repository begin.
        prospects.areNew = true
        try connection.run(
            """
            UPDATE job SET state = ?, reason = ?, detail = ?, run_at = ?, attempts = ?, crashes = ?,
                ended_at = ?, token = NULL, instance = NULL, lease_until = NULL
            WHERE id = ?
            """,
            [
                .text(change.state.rawValue), .optional(change.reason), .optional(change.detail),
                .integer(change.runAt ?? job.runAt), .integer(change.attempts ?? job.attempts),
                .integer(change.crashes ?? job.crashes),
                change.state.isFinal ? .integer(now) : .null, .integer(job.id),
            ])
        try note(
            JournalEvent(
                "job.\(change.kind)", by: actor, repository: job.unit.repository, job: job.id,
                token: job.token, fields: change.fields))
    }
}
