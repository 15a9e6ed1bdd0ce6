internal import Basics
internal import Database
internal import FoundationEssentials
package import Remediation

/// How far a repository of a sweep has come.
package enum SweepStatus: String, Sendable, CaseIterable {
    case queued
    case inProgress = "in_progress"
    case retrying, completed, failed
}

/// The sweeps of one home folder in SQLite, so that one that was killed can be resumed.
package actor SweepStore {
    /// A repository of a sweep as it is stored.
    package struct Entry: Sendable {
        package var position: Int
        package var job: RepositoryJob
        package var status: SweepStatus
        package var attempts: Int
        /// What became of it; nil until it is completed or failed.
        package var summary: RemediationSummary?
    }

    private let executor = BlockingExecutor(label: "sweep-store")
    let connection: Connection

    /// The store writes to a file, so it has a thread of its own.
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    private static let schema = Schema(migrations: [
        """
        CREATE TABLE sweep (
            id INTEGER PRIMARY KEY,
            jobs TEXT NOT NULL,
            is_finished INTEGER NOT NULL DEFAULT 0 CHECK (is_finished IN (0, 1))
        ) STRICT;
        CREATE TABLE sweep_repository (
            sweep INTEGER NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            location TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('queued', 'in_progress', 'retrying', 'completed', 'failed')),
            attempts INTEGER NOT NULL DEFAULT 0,
            summary TEXT,
            PRIMARY KEY (sweep, position)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE settled_repository (
            repository TEXT PRIMARY KEY,
            terms TEXT NOT NULL,
            observation TEXT NOT NULL,
            last_day INTEGER NOT NULL,
            summary TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
    ])

    /// Opens the store of a home folder, which must exist.
    package init(home: String) throws {
        connection = try Connection(.file(Self.path(in: home)), schema: Self.schema)
    }

    /// Starts a sweep, or goes on with the last one if it is unfinished and of the same jobs.
    ///
    /// - Returns: the sweep's id, and its repositories in order; those that are done carry their summary.
    package func begin(_ jobs: [RepositoryJob], resuming: Bool) throws -> (
        id: Int64, entries: [Entry]
    ) {
        let digest = Self.digest(of: jobs)
        if resuming, let id = try unfinishedSweep(of: digest) {
            return (id, try entries(of: id, jobs: jobs))
        }
        return try connection.withTransaction {
            try connection.run(
                "DELETE FROM sweep WHERE id NOT IN (SELECT id FROM sweep ORDER BY id DESC LIMIT 99)"
            )
            try connection.run("INSERT INTO sweep (jobs) VALUES (?)", [.text(digest)])
            let id = connection.lastInsertedRowID
            for (position, job) in jobs.enumerated() {
                try connection.run(
                    "INSERT INTO sweep_repository (sweep, position, location, status) VALUES (?, ?, ?, 'queued')",
                    [.integer(id), .integer(Int64(position)), .text(job.location)])
            }
            return (id, try entries(of: id, jobs: jobs))
        }
    }

    /// Notes that an attempt begins.
    package func start(_ position: Int, of sweep: Int64, attempt: Int) throws {
        let status = attempt > 1 ? SweepStatus.retrying : .inProgress
        try connection.run(
            "UPDATE sweep_repository SET status = ?, attempts = ? WHERE sweep = ? AND position = ?",
            [
                .text(status.rawValue), .integer(Int64(attempt)), .integer(sweep),
                .integer(Int64(position)),
            ])
    }

    /// Notes what became of a repository.
    package func finish(_ position: Int, of sweep: Int64, with summary: RemediationSummary) throws {
        let status = summary.failure == nil ? SweepStatus.completed : .failed
        let text = String(decoding: try JSONEncoder().encode(summary), as: UTF8.self)
        try connection.run(
            "UPDATE sweep_repository SET status = ?, summary = ? WHERE sweep = ? AND position = ?",
            [.text(status.rawValue), .text(text), .integer(sweep), .integer(Int64(position))])
    }

    /// Notes that every repository has been dealt with.
    package func finish(_ sweep: Int64) throws {
        try connection.run("UPDATE sweep SET is_finished = 1 WHERE id = ?", [.integer(sweep)])
    }

    /// How many sweeps are remembered.
    var count: Int {
        get throws {
            guard
                case .integer(let count) = try connection.rows("SELECT count(*) FROM sweep").first?
                    .first
            else { return 0 }
            return Int(count)
        }
    }

    private func unfinishedSweep(of digest: String) throws -> Int64? {
        let rows = try connection.rows(
            "SELECT id, jobs, is_finished FROM sweep ORDER BY id DESC LIMIT 1")
        guard let last = rows.first, case .integer(let id) = last[0], last[1] == .text(digest),
            last[2] == .integer(0)
        else { return nil }
        return id
    }

    private func entries(of sweep: Int64, jobs: [RepositoryJob]) throws -> [Entry] {
        let rows = try connection.rows(
            "SELECT position, status, attempts, summary FROM sweep_repository WHERE sweep = ? ORDER BY position",
            [.integer(sweep)])
        return try rows.compactMap { row in
            guard case .integer(let position) = row[0], case .text(let name) = row[1],
                case .integer(let attempts) = row[2], let status = SweepStatus(rawValue: name),
                jobs.indices.contains(Int(position))
            else { return nil }
            var summary: RemediationSummary?
            if case .text(let text) = row[3] {
                summary = try JSONDecoder().decode(RemediationSummary.self, from: Data(text.utf8))
            }
            return Entry(
                position: Int(position), job: jobs[Int(position)], status: status,
                attempts: Int(attempts),
                summary: summary)
        }
    }

    private static func digest(of jobs: [RepositoryJob]) -> String {
        Digest.framed(jobs.flatMap(\.fields)).description
    }
}
