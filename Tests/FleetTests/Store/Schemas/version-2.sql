-- A store as the program of schema version 2 left it, with work under way.
BEGIN TRANSACTION;
CREATE TABLE delivery (
    hook INTEGER NOT NULL,
    guid TEXT NOT NULL,
    event TEXT NOT NULL,
    action TEXT,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    received_at INTEGER NOT NULL,
    PRIMARY KEY (hook, guid)
) STRICT, WITHOUT ROWID;
INSERT INTO "delivery" VALUES(5,'00000000-0000-4000-8000-000000000001','push',NULL,X'2D711642B726B04401627CA9FBAC32F5C8530FB1903CC4DB02258717921A4881',1800000000000);
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
INSERT INTO "job" VALUES(1,1,1,'done',NULL,NULL,2,'push',1800000000000,1800000000000,1800000009000,1,0,NULL,NULL,NULL);
INSERT INTO "job" VALUES(2,1,1,'running',NULL,NULL,2,'push',1800000010000,1800000010000,NULL,1,0,2,'serve',1800000070000);
INSERT INTO "job" VALUES(3,2,2,'waiting','rate','limited',3,'schedule',1800000000000,1800000060000,NULL,0,0,NULL,NULL,NULL);
INSERT INTO "job" VALUES(4,3,1,'queued',NULL,NULL,2,'pull-request',1800000011000,1800000011000,NULL,0,0,NULL,NULL,NULL);
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    head TEXT NOT NULL,
    fields TEXT,
    salt BLOB CHECK (length(salt) = 16),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    job INTEGER,
    CHECK ((fields IS NULL) = (salt IS NULL))
) STRICT;
INSERT INTO "journal" VALUES(1,'{"actor":"forge","fields":"sha256:dcc98397228333dddf212688f7d9f094285f21792a016e91d447a6fa5d0c8e8b","kind":"delivery.accepted","seq":1,"time":1800000000001}','{"event":"push","guid":"00000000-0000-4000-8000-000000000001"}',X'01010101010101010101010101010101',X'F88B67FAA6A9A09FAE3C80BCBF8CDC048D153441D77A866E11DA1AC8B1E0FFAF',NULL);
INSERT INTO "journal" VALUES(2,'{"actor":"forge","fields":"sha256:cf19c8cef151b7563858fba9503fd96e250e389ae90dbfea74224ecdfb703fd2","job":2,"kind":"job.queued","repository":"forge.test:1","seq":2,"time":1800000000002}','{"cause":"push","priority":2,"run_at":1800000010000,"subject":"","unit":"remediate"}',X'02020202020202020202020202020202',X'3036D01990CF6BDBAC7E2C37A9D3B8BB8E1022AE3008A8191DE26FF8521BDCC7',2);
INSERT INTO "journal" VALUES(3,'{"actor":"worker:worker-1","fields":"sha256:8f25331e9aef14ffe7a295f5120af33558eb6d5c7428614b4754551bcb3277d7","job":2,"kind":"job.claimed","repository":"forge.test:1","seq":3,"time":1800000000003,"token":2}','{"attempt":1}',X'03030303030303030303030303030303',X'CD74F3FBF01B8EE18E306CC10E2FDF8B157F4F98A2FBC4AC940734B436EFD166',2);
CREATE TABLE journal_checkpoint (
    seq INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    time INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    root BLOB NOT NULL CHECK (length(root) = 32),
    key BLOB NOT NULL CHECK (length(key) = 32),
    signature BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;
CREATE TABLE repository (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    host TEXT NOT NULL,
    location TEXT NOT NULL,
    closed TEXT
) STRICT;
INSERT INTO "repository" VALUES(1,'forge.test:1','forge.test','https://forge.test/o/r1.git',NULL);
INSERT INTO "repository" VALUES(2,'forge.test:2','forge.test','https://forge.test/o/r2.git','archived');
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
INSERT INTO "run" VALUES(1,1,1,'worker-1',1800000000001,1800000009000,'done',NULL,'{"repository": "r1", "location": "https://forge.test/o/r1.git", "findings": [], "patched": [], "declined": [], "errors": [], "tests": "", "approvals": [], "action": "none", "note": "", "writes": 0, "isUsageFailure": false, "head": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}');
INSERT INTO "run" VALUES(2,2,1,'worker-1',1800000010001,NULL,NULL,NULL,NULL);
CREATE TABLE step (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    detail TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "step" VALUES(1,1,'fetch','{}',1800000000002);
INSERT INTO "step" VALUES(2,1,'fetch','{}',1800000010002);
CREATE TABLE unit (
    id INTEGER PRIMARY KEY,
    repository INTEGER NOT NULL REFERENCES repository (id),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    last_head TEXT,
    UNIQUE (repository, kind, subject)
) STRICT;
INSERT INTO "unit" VALUES(1,1,'remediate','','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
INSERT INTO "unit" VALUES(2,2,'remediate','',NULL);
INSERT INTO "unit" VALUES(3,1,'check','pull/7',NULL);
CREATE UNIQUE INDEX job_pending ON job (unit) WHERE state IN ('queued', 'waiting');
CREATE UNIQUE INDEX job_running ON job (repository) WHERE state = 'running';
CREATE INDEX job_ready ON job (priority, run_at, id) WHERE state IN ('queued', 'waiting');
CREATE INDEX job_of_unit ON job (unit, id);
CREATE INDEX job_in_state ON job (state, id);
CREATE INDEX run_of_job ON run (job, id);
CREATE INDEX delivery_by_age ON delivery (received_at);
CREATE INDEX journal_by_job ON journal (job) WHERE job IS NOT NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('job',4);
INSERT INTO "sqlite_sequence" VALUES('run',2);
COMMIT;
PRAGMA user_version = 2;
