package import Database

extension FleetStore {
    /// The tables of the service's store: one script after the other, each a room's own; new ones are appended.
    package static let schema = Schema(migrations: [workTables, Journal.schema, approvalTable])

    /// What people decided about proposals; the last decision about a commit holds.
    private static let approvalTable = """
        CREATE TABLE approval (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            unit INTEGER NOT NULL REFERENCES unit (id),
            head TEXT NOT NULL,
            decision TEXT NOT NULL CHECK (decision IN ('approved', 'rejected')),
            reason TEXT NOT NULL,
            actor TEXT NOT NULL,
            decided_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX approval_of_unit ON approval (unit, head);
        """

    /// Repositories, their units, jobs and runs, and the deliveries that asked for them.
    ///
    /// A run is one attempt at a job; its number, never used twice, is the fencing token of the lease.
    private static let workTables = """
        CREATE TABLE repository (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            host TEXT NOT NULL,
            location TEXT NOT NULL,
            closed TEXT
        ) STRICT;
        CREATE TABLE unit (
            id INTEGER PRIMARY KEY,
            repository INTEGER NOT NULL REFERENCES repository (id),
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            last_head TEXT,
            UNIQUE (repository, kind, subject)
        ) STRICT;
        CREATE TABLE job (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            unit INTEGER NOT NULL REFERENCES unit (id),
            repository INTEGER NOT NULL REFERENCES repository (id),
            state TEXT NOT NULL CHECK (state IN ('queued', 'waiting', 'running', 'done', 'failed',
                'dead', 'superseded', 'cancelled')),
            reason TEXT,
            detail TEXT,
            priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 3),
            causes TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            run_at INTEGER NOT NULL,
            ended_at INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
            crashes INTEGER NOT NULL DEFAULT 0,
            token INTEGER,
            instance TEXT,
            lease_until INTEGER,
            CHECK ((state = 'running') = (token IS NOT NULL))
        ) STRICT;
        CREATE UNIQUE INDEX job_pending ON job (unit) WHERE state IN ('queued', 'waiting');
        CREATE UNIQUE INDEX job_running ON job (repository) WHERE state = 'running';
        CREATE INDEX job_ready ON job (priority, run_at, id) WHERE state IN ('queued', 'waiting');
        CREATE INDEX job_of_unit ON job (unit, id);
        CREATE INDEX job_in_state ON job (state, id);
        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            job INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
            attempt INTEGER NOT NULL,
            worker TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            ended_at INTEGER,
            outcome TEXT,
            detail TEXT,
            summary TEXT
        ) STRICT;
        CREATE INDEX run_of_job ON run (job, id);
        CREATE TABLE step (
            run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            detail TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (run, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE delivery (
            hook INTEGER NOT NULL,
            guid TEXT NOT NULL,
            event TEXT NOT NULL,
            action TEXT,
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            received_at INTEGER NOT NULL,
            PRIMARY KEY (hook, guid)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX delivery_by_age ON delivery (received_at);
        """
}
