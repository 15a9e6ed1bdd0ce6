package import Remediation

/// The queue in numbers, at one moment.
package struct FleetCounts: Hashable, Sendable {
    /// How many jobs there are in each state; a state without any is there with 0.
    package var jobs: [JobState: Int]
    /// How many wait for what; a reason without any is there with 0.
    package var waiting: [WaitReason: Int]
    /// How many could be claimed if a worker were free.
    package var ready: Int
    /// How many wait for a repository that is closed to come back.
    package var paused: Int
    /// Since when the longest ready of them is, in milliseconds since 1970; nil when none is.
    package var oldestReadyAt: Int64?
    package var repositories: Int
    package var units: Int
    /// How many deliveries are remembered.
    package var deliveries: Int
}

/// A unit with how it stands.
package struct UnitRecord: Hashable, Sendable {
    /// Its number; units are listed in the order of these.
    package var id: Int64
    package var key: UnitKey
    /// The address that the repository has now.
    package var location: String
    /// Why nothing is done there at the moment, as `archived`; nil when it is open.
    package var closed: String?
    /// The base commit that was processed last, 40 hex digits; nil for none.
    package var lastHead: String?
    /// Its newest job; nil when all were forgotten.
    package var lastJob: JobRecord?
    /// Its newest run that has ended, with its summary where it has one; nil for none.
    package var lastRun: RunRecord?
}

/// A job as it stands.
package struct JobRecord: Hashable, Sendable {
    package var id: Int64
    package var unit: UnitKey
    package var location: String
    package var state: JobState
    /// Why it is in this state, from a closed set: a `WaitReason`, a `PermanentFailure`, `crashes`, `attempts-spent`.
    package var reason: String?
    /// The same in words for people, of the last attempt.
    package var detail: String?
    package var priority: WorkPriority
    package var causes: [String]
    /// Times in milliseconds since 1970.
    package var createdAt: Int64
    /// When it may be worked on at the earliest.
    package var runAt: Int64
    package var endedAt: Int64?
    package var attempts: Int
    package var crashes: Int
    /// The number of the run that works on it; nil when none does.
    package var run: Int64?
}

/// One attempt at a job.
package struct RunRecord: Hashable, Sendable {
    /// Its number, which was the fencing token of its lease; a later run has a larger one.
    package var id: Int64
    package var job: Int64
    package var unit: UnitKey
    package var location: String
    package var attempt: Int
    package var worker: String
    package var startedAt: Int64
    /// When it ended; nil while it runs.
    package var endedAt: Int64?
    /// How it ended: `done`, `failed`, `dead`, `retrying`, `waiting`, `released`, `cancelled` or `crashed`; nil while it runs.
    package var outcome: String?
    /// Why, in words for people.
    package var detail: String?
    /// What became of the repository; nil when the run did not come that far.
    package var summary: RemediationSummary?
}

/// A recovery point that a run has passed.
package struct StepRecord: Hashable, Sendable {
    /// Its place in the run, from 1.
    package var position: Int
    package var name: String
    /// What was noted, as a JSON object on one line.
    package var detail: String
    package var at: Int64
}
