@testable import Fleet

/// What the queue ought to do, in the plainest words there are: no index, no transaction, no file.
struct QueueModel {
    struct Job: Equatable {
        var id: Int64
        var unit: UnitKey
        var state = JobState.queued
        var reason: String?
        var priority: WorkPriority
        var causes: Set<String>
        var runAt: Int64
        var attempts: Int64 = 0
        var crashes: Int64 = 0
        var token: Int64?
        var leaseEnd: Int64 = 0
    }

    enum Refusal: Error { case leaseLost, noJob, wrongState }

    var jobs: [Job] = []
    var lastToken: Int64 = 0
    var closed: Set<String> = []
    var known: Set<String> = []
    var digests: [String: String] = [:]
    var heads: [UnitKey: String] = [:]
    /// The two clocks.
    var wall: Int64
    var steady: Int64

    private func pendingIndex(_ unit: UnitKey) -> Int? {
        jobs.firstIndex { $0.unit == unit && $0.state.isPending }
    }

    mutating func enqueue(_ request: WorkRequest) {
        known.insert(request.unit.repository)
        let runAt = max(request.runAt ?? wall, wall)
        guard let index = pendingIndex(request.unit) else {
            jobs.append(
                Job(
                    id: Int64(jobs.count + 1), unit: request.unit, priority: request.priority,
                    causes: [request.cause], runAt: runAt))
            return
        }
        jobs[index].priority = min(jobs[index].priority, request.priority)
        jobs[index].causes.insert(request.cause)
        if jobs[index].state == .waiting, ["rate", "forge-down"].contains(jobs[index].reason) {
            return
        }
        if runAt < jobs[index].runAt {
            jobs[index].runAt = runAt
            if jobs[index].state == .waiting {
                jobs[index].state = .queued
                jobs[index].reason = nil
            }
        }
    }

    mutating func accept(
        _ id: String, body: String, _ requests: [WorkRequest], _ changes: [RepositoryChange]
    ) -> DeliveryReceipt {
        if let known = digests[id] { return known == body ? .seen : .conflict }
        digests[id] = body
        for change in changes { apply(change) }
        for request in requests { enqueue(request) }
        return .accepted
    }

    mutating func apply(_ change: RepositoryChange) {
        guard known.contains(change.repository) else { return }
        switch change.kind {
        case .closed: closed.insert(change.repository)
        case .reopened: closed.remove(change.repository)
        case .moved: break
        }
    }

    mutating func claim() -> Int64? {
        let busy = Set(jobs.filter { $0.state == .running }.map(\.unit.repository))
        let ready = jobs.indices.filter {
            jobs[$0].state.isPending && jobs[$0].runAt <= wall
                && !busy.contains(jobs[$0].unit.repository)
                && !closed.contains(jobs[$0].unit.repository)
        }
        let best = ready.min { rank($0) < rank($1) }
        guard let best else { return nil }
        lastToken += 1
        jobs[best].state = .running
        jobs[best].reason = nil
        jobs[best].attempts += 1
        jobs[best].token = lastToken
        jobs[best].leaseEnd = steady + 60_000
        return jobs[best].id
    }

    private func rank(_ index: Int) -> (Int64, Int64, Int64) {
        let job = jobs[index]
        let lifted = Int64(job.priority.rawValue) - (wall - job.runAt) / 600_000
        return (max(0, lifted), job.runAt, job.id)
    }

    private func held(_ token: Int64) throws -> Int {
        guard let index = jobs.firstIndex(where: { $0.token == token && $0.state == .running })
        else { throw Refusal.leaseLost }
        return index
    }

    mutating func record(_ token: Int64) throws { _ = try held(token) }

    mutating func renew(_ token: Int64) throws {
        let index = try held(token)
        guard jobs[index].leaseEnd > steady else { throw Refusal.leaseLost }
        jobs[index].leaseEnd = steady + 60_000
    }

    mutating func finish(_ token: Int64, as outcome: JobOutcome, head: String?) throws {
        let index = try held(token)
        switch outcome {
        case .done, .failed:
            if let head { heads[jobs[index].unit] = head }
            jobs[index].state = outcome == .done ? .done : .failed
            if case .failed(let failure, _) = outcome { jobs[index].reason = failure.rawValue }
        case .retry(let asked, _):
            if jobs[index].attempts == 8 {
                jobs[index].state = .dead
                jobs[index].reason = "attempts-spent"
                break
            }
            // The random number of these tests is the bound.
            let bound = min(Int64(5000) << (jobs[index].attempts - 1), 1_800_000)
            let pause = asked.map { $0.components.seconds * 1000 + min(bound, 5000) } ?? bound
            sendBack(index, .queued, nil, name: "retrying", at: wall + pause)
        case .waiting(let reason, let duration, _):
            jobs[index].attempts -= 1
            let pause = max(1000, duration.components.seconds * 1000)
            sendBack(index, .waiting, reason.rawValue, name: "waiting", at: wall + pause)
        case .released:
            jobs[index].attempts -= 1
            sendBack(index, .queued, nil, name: "released", at: wall)
        }
        jobs[index].token = nil
    }

    private mutating func sendBack(
        _ index: Int, _ state: JobState, _ reason: String?, name: String, at time: Int64
    ) {
        guard let newer = pendingIndex(jobs[index].unit) else {
            jobs[index].state = state
            jobs[index].reason = reason
            jobs[index].runAt = time
            return
        }
        jobs[newer].crashes = max(jobs[newer].crashes, jobs[index].crashes)
        if reason == "rate" || reason == "forge-down" {
            jobs[newer].runAt = max(jobs[newer].runAt, time)
        }
        jobs[index].state = .superseded
        jobs[index].reason = name
    }

    private mutating func crash(_ index: Int) {
        jobs[index].crashes += 1
        if jobs[index].crashes == 3 || jobs[index].attempts == 8 {
            jobs[index].state = .dead
            jobs[index].reason = jobs[index].crashes == 3 ? "crashes" : "attempts-spent"
        } else {
            sendBack(index, .queued, nil, name: "reclaimed", at: wall)
        }
        jobs[index].token = nil
    }

    mutating func reclaimExpired() {
        let expired = jobs.indices.filter {
            jobs[$0].state == .running && jobs[$0].leaseEnd <= steady
        }.sorted { (jobs[$0].token ?? 0) < (jobs[$1].token ?? 0) }
        for index in expired { crash(index) }
    }

    mutating func restart() {
        for index in jobs.indices where jobs[index].state == .running { crash(index) }
    }

    private func index(of job: Int64) throws -> Int {
        guard let index = jobs.firstIndex(where: { $0.id == job }) else { throw Refusal.noJob }
        return index
    }

    mutating func retryDead(_ job: Int64) throws {
        let index = try index(of: job)
        guard jobs[index].state == .dead || jobs[index].state == .failed else {
            throw Refusal.wrongState
        }
        if pendingIndex(jobs[index].unit) != nil {
            jobs[index].state = .superseded
            jobs[index].reason = "revived"
            return
        }
        jobs[index].state = .queued
        jobs[index].reason = nil
        jobs[index].runAt = wall
        (jobs[index].attempts, jobs[index].crashes) = (0, 0)
    }

    mutating func cancel(_ job: Int64) throws {
        let index = try index(of: job)
        guard !jobs[index].state.isFinal else { throw Refusal.wrongState }
        jobs[index].state = .cancelled
        jobs[index].reason = nil
        jobs[index].token = nil
    }

    /// The time of day jumps, and what is planned with it.
    mutating func jump(_ milliseconds: Int64) {
        wall += milliseconds
        for index in jobs.indices where jobs[index].state.isPending {
            jobs[index].runAt += milliseconds
        }
    }
}
