internal import Basics
internal import Database
internal import FoundationEssentials
internal import Remediation

extension WorkBook {
    /// Ends a run and lets its job go on as the outcome says.
    func finish(
        _ lease: Lease, as outcome: JobOutcome, with summary: RemediationSummary?, pause: Backoff
    ) throws {
        let job = try held(lease, "finish a job")
        let actor = "worker:\(lease.worker)"
        if outcome.settlesHead, let head = summary?.base {
            try connection.run(
                "UPDATE unit SET last_head = ? WHERE id = ?",
                [.text(head), .integer(job.unitNumber)])
        }
        var change = try change(of: job, by: outcome, pause: pause)
        let text = try summary.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        change.evidence = try text.map { try EvidenceSections(ofSummary: $0).digests } ?? [:]
        try endRun(of: job, as: change, with: text)
        try perform(change, on: job, by: actor)
    }

    private func change(
        of job: JobRow, by outcome: JobOutcome, pause: Backoff
    ) throws -> JobChange {
        switch outcome {
        case .done: return JobChange(.done)
        case .failed(let failure, let detail):
            return JobChange(.failed, reason: failure.rawValue, detail: detail)
        case .retry(let asked, let detail):
            if job.attempts >= Backoff.attempts {
                return JobChange(.dead, reason: "attempts-spent", detail: detail)
            }
            let runAt = now + pause.pause(attempts: job.attempts, asked: asked)
            return try again(
                job, JobChange(.queued, kind: "retrying", detail: detail, runAt: runAt))
        case .waiting(let reason, let duration, let detail):
            // Never at once, or a forge that says "wait" without saying how long would be asked in a circle.
            let runAt = now + max(1000, Int64(duration.milliseconds))
            var change = JobChange(
                .waiting, reason: reason.rawValue, detail: detail, runAt: runAt)
            change.attempts = job.attempts - 1
            return try again(job, change)
        case .released:
            var change = JobChange(.queued, kind: "released", runAt: now)
            change.attempts = job.attempts - 1
            return try again(job, change)
        }
    }

    /// The change that sends a job back to the queue, or away when a newer one of its unit is there already.
    ///
    /// That one inherits what is true of the unit whatever asked for it: its crashes, and the forge's own waits.
    private func again(_ job: JobRow, _ change: JobChange) throws -> JobChange {
        guard let newer = try pending(of: job.unitNumber) else { return change }
        let outlasts = change.reason.flatMap(WaitReason.init)?.outlastsEvents ?? false
        let runAt = outlasts ? max(newer.runAt, change.runAt ?? 0) : newer.runAt
        let crashes = max(newer.crashes, change.crashes ?? job.crashes)
        try connection.run(
            "UPDATE job SET run_at = ?, crashes = ? WHERE id = ?",
            [.integer(runAt), .integer(crashes), .integer(newer.id)])
        var superseded = JobChange(.superseded, reason: change.kind, detail: change.detail)
        superseded.attempts = change.attempts
        superseded.crashes = change.crashes
        superseded.successor = (newer.id, runAt, crashes)
        return superseded
    }

    /// Puts a job back that nobody ever worked on under this token.
    func giveBack(token: Int64) throws {
        guard
            let job = try job(
                where: "job.token = ? AND job.state = 'running'", [.integer(token)])
        else { return }
        try finish(
            try lease(of: job, token: token), as: .released, with: nil,
            pause: Backoff(random: { $0.lowerBound }))
    }

    /// Takes a job back from a worker that is gone: a crash, and the third is the last.
    func takeBack(token: Int64, because reason: String) throws {
        guard
            let job = try job(
                where: "job.token = ? AND job.state = 'running'", [.integer(token)])
        else { return }
        let crashes = job.crashes + 1
        var change: JobChange
        if crashes >= Backoff.crashes {
            change = JobChange(.dead, reason: "crashes")
        } else if job.attempts >= Backoff.attempts {
            change = JobChange(.dead, reason: "attempts-spent")
        } else {
            change = JobChange(.queued, kind: "reclaimed", runAt: now)
            change.crashes = crashes
            change = try again(job, change)
        }
        change.crashes = crashes
        change.detail = reason
        try endRun(of: job, as: change, outcome: "crashed", with: nil)
        try perform(change, on: job, by: "service")
    }

    /// Takes back what an earlier process of this instance was working on.
    ///
    /// - Returns: the leases of other instances, which may still be at it.
    func takeBack(from instance: String) throws -> [(token: Int64, until: Int64)] {
        let rows = try connection.rows(
            "SELECT token, lease_until, instance FROM job WHERE state = 'running' ORDER BY id")
        var others: [(token: Int64, until: Int64)] = []
        for row in rows {
            guard case .integer(let token) = row[0] else { continue }
            if row[2] == .text(instance) {
                try takeBack(token: token, because: "restarted")
            } else if case .integer(let until) = row[1] {
                others.append((token, until))
            }
        }
        return others
    }

    /// Ends the run that works on a job; `summary` is what it came to, in JSON.
    func endRun(
        of job: JobRow, as change: JobChange, outcome: String? = nil,
        with summary: String?
    ) throws {
        guard let token = job.token else { return }
        try connection.run(
            "UPDATE run SET ended_at = ?, outcome = ?, detail = ?, summary = ? WHERE id = ?",
            [
                .integer(now), .text(outcome ?? change.outcome), .optional(change.detail),
                .optional(summary), .integer(token),
            ])
    }
}
