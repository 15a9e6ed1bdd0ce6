internal import Basics
internal import Fleet
internal import Remediation

/// The records of the fleet as the API writes them.
enum FleetJSON {
    static func unit(_ unit: UnitRecord) -> JSONValue {
        .members([
            "id": .int(Int(unit.id)), "repository": .string(unit.key.repository),
            "kind": .string(unit.key.kind.rawValue), "subject": .string(unit.key.subject),
            "location": .string(unit.location), "closed": .optional(unit.closed),
            "last_head": .optional(unit.lastHead),
            "last_job": unit.lastJob.map(job) ?? .null, "last_run": unit.lastRun.map(run) ?? .null,
        ])
    }

    static func job(_ job: JobRecord) -> JSONValue {
        .members([
            "id": .int(Int(job.id)), "repository": .string(job.unit.repository),
            "kind": .string(job.unit.kind.rawValue), "subject": .string(job.unit.subject),
            "location": .string(job.location), "state": .string(job.state.rawValue),
            "reason": .optional(job.reason), "detail": .optional(job.detail),
            "priority": .int(job.priority.rawValue),
            "causes": .array(job.causes.map { .string($0) }),
            "created_at": .int(Int(job.createdAt)), "run_at": .int(Int(job.runAt)),
            "ended_at": number(job.endedAt), "attempts": .int(job.attempts),
            "crashes": .int(job.crashes), "run": number(job.run),
        ])
    }

    static func run(_ run: RunRecord) -> JSONValue {
        .members([
            "id": .int(Int(run.id)), "job": .int(Int(run.job)),
            "repository": .string(run.unit.repository),
            "kind": .string(run.unit.kind.rawValue), "subject": .string(run.unit.subject),
            "location": .string(run.location), "attempt": .int(run.attempt),
            "worker": .string(run.worker), "started_at": .int(Int(run.startedAt)),
            "ended_at": number(run.endedAt), "outcome": .optional(run.outcome),
            "detail": .optional(run.detail), "summary": run.summary.map(summary) ?? .null,
        ])
    }

    static func step(_ step: StepRecord) -> JSONValue {
        .members([
            "position": .int(step.position), "name": .string(step.name),
            "detail": .string(step.detail), "at": .int(Int(step.at)),
        ])
    }

    static func decision(_ decision: ApprovalRecord) -> JSONValue {
        .members([
            "decision": .string(decision.decision.rawValue), "reason": .string(decision.reason),
            "actor": .string(decision.actor), "at": .int(Int(decision.decidedAt)),
        ])
    }

    static func counts(_ counts: FleetCounts) -> JSONValue {
        .members([
            "jobs": .sorted(
                Dictionary(
                    uniqueKeysWithValues: counts.jobs.map { ($0.key.rawValue, .int($0.value)) })),
            "waiting": .sorted(
                Dictionary(
                    uniqueKeysWithValues: counts.waiting.map { ($0.key.rawValue, .int($0.value)) })
            ),
            "ready": .int(counts.ready), "paused": .int(counts.paused),
            "oldest_ready_at": number(counts.oldestReadyAt),
            "repositories": .int(counts.repositories), "units": .int(counts.units),
            "deliveries": .int(counts.deliveries),
        ])
    }

    static func number(_ number: Int64?) -> JSONValue { number.map { .int(Int($0)) } ?? .null }

    private static func summary(_ summary: RemediationSummary) -> JSONValue {
        .members([
            "base": .optional(summary.base), "head": .optional(summary.head),
            "findings": .object(
                summary.findings.map { .init($0.severity, .int($0.count)) }),
            "patched": .array(summary.patched.map { .string($0) }),
            "declined": .array(
                summary.declined.map {
                    .members(["rule": .string($0.rule), "reason": .string($0.reason)])
                }),
            "tests": .string(summary.tests), "risk_level": .optional(summary.riskLevel),
            "action": .string(summary.action.rawValue),
            "pull_request": summary.number.map { .int($0) } ?? .null,
            "url": .optional(summary.url), "note": .string(summary.note),
            "description": summary.description?.json ?? .null,
            "agent": summary.agent?.json ?? .null,
            "writes": .int(summary.writes), "failure": .optional(summary.failure),
        ])
    }
}
