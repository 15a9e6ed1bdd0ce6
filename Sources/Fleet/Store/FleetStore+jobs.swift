package import Basics
internal import Database
package import Remediation

extension FleetStore {
    /// Puts what is asked for in the queue, all of it or nothing.
    ///
    /// A unit has at most one job that waits for a worker: more requests for it are merged into that one. `actor` is
    /// who asks, as the journal names it.
    package func enqueue(_ requests: [WorkRequest], by actor: String) throws {
        guard !requests.isEmpty else { return }
        try requireRoom("put work in the queue")
        try write { book in
            for request in requests { try book.enqueue(request, by: actor) }
        }
    }

    /// Lets units follow what became of their repositories; unknown repositories are passed over.
    package func apply(_ changes: [RepositoryChange], by actor: String) throws {
        guard !changes.isEmpty else { return }
        try write { book in
            for change in changes { try book.apply(change, by: actor) }
        }
    }

    /// Takes the job that is to be worked on next; nil when none is ready.
    ///
    /// Never one of a repository that another job is working on, that is closed, or on one of `hosts`.
    package func claim(
        by worker: String, avoiding hosts: Set<String> = []
    ) throws -> Lease? {
        try claim(by: worker, as: instance, avoiding: hosts)
    }

    func claim(
        by worker: String, as instance: String, avoiding hosts: Set<String>
    ) throws -> Lease? {
        try requireRoom("claim a job")
        try followClock()
        guard try read({ try $0.nextReady(avoiding: hosts) }) != nil else { return nil }
        let lease = try write { book in
            try book.nextReady(avoiding: hosts).map {
                try book.claim($0, by: worker, instance: instance)
            }
        }
        if let lease { startLease(lease.token) }
        return lease
    }

    /// Makes a lease last for another full time from now.
    ///
    /// - Throws: `FleetError` of `.leaseLost` when it is over; then the work must stop.
    package func renew(_ lease: Lease) throws {
        try write { try $0.renew(lease, hasEnded: hasEnded(lease)) }
        unconfirmed.remove(lease.token)
        startLease(lease.token)
    }

    /// Notes that the work has come to a recovery point; `detail` is integers, texts and digests only.
    ///
    /// - Throws: `FleetError` of `.leaseLost` when the lease is over; then nothing is noted.
    package func record(
        _ step: String, detail: [String: JSONValue] = [:], under lease: Lease
    ) throws {
        try write { try $0.record(step, detail: detail, under: lease) }
    }

    /// Tells the journal of a turn of a conversation with a brain.
    ///
    /// - Throws: `FleetError` of `.leaseLost` when the lease is over; then nothing is noted.
    package func transcribe(
        _ kind: String, fields: [String: JSONValue], under lease: Lease
    ) throws {
        try write { try $0.transcribe(kind, fields: fields, under: lease) }
    }

    /// Ends the attempt; when it is done or failed for good, the base that the summary is about counts as processed.
    ///
    /// - Throws: `FleetError` of `.leaseLost` when the lease is over; then nothing changes.
    package func finish(
        _ lease: Lease, as outcome: JobOutcome, with summary: RemediationSummary? = nil
    ) throws {
        try write { book in
            try book.finish(
                lease, as: outcome, with: summary, pause: Backoff(random: random))
        }
        leaseEnds[lease.token] = nil
    }

    /// Takes back the jobs whose lease has run out; each counts as a crash.
    ///
    /// - Returns: their tokens.
    @discardableResult
    package func reclaimExpired() throws -> [Int64] {
        lookForRoom()
        try followClock()
        let now = clock.steady()
        let running = try read { try $0.runningTokens() }
        // A transaction whose end was not seen may have begun a lease that nobody knows of.
        for token in running where leaseEnds[token] == nil { startLease(token) }
        leaseEnds = leaseEnds.filter { running.contains($0.key) }
        unconfirmed.formIntersection(running)
        let expired = leaseEnds.filter { $0.value <= now }.keys.sorted()
        guard !expired.isEmpty else { return [] }
        try write { book in
            for token in expired {
                if unconfirmed.contains(token) {
                    try book.giveBack(token: token)
                } else {
                    try book.takeBack(token: token, because: "lease-expired")
                }
            }
        }
        for token in expired { leaseEnds[token] = nil }
        return expired
    }

    /// Puts a job that is dead or failed in the queue once more, with all its attempts.
    ///
    /// - Throws: `FleetError` of `.noJob` or `.wrongState`.
    package func retryDead(_ job: Int64, by actor: String) throws {
        try write { try $0.revive(job, by: actor) }
    }

    /// Ends a job that is not over; one that runs loses its lease.
    ///
    /// - Throws: `FleetError` of `.noJob` or `.wrongState`.
    package func cancel(_ job: Int64, by actor: String) throws {
        try write { try $0.cancel(job, by: actor) }
    }

    func startLease(_ token: Int64) {
        leaseEnds[token] = clock.steady() + Int64(Lease.duration.milliseconds)
    }

    private func hasEnded(_ lease: Lease) -> Bool {
        leaseEnds[lease.token].map { $0 <= clock.steady() } ?? false
    }

    /// Moves what is planned along when the time of day jumps, so that a wait lasts as long as it was meant to.
    private func followClock() throws {
        let offset = clock.wall() - clock.steady()
        let jump = offset - clockOffset
        // Small corrections, such as those of a time service, are no jumps.
        guard abs(jump) > 5000 else {
            clockOffset = offset
            return
        }
        try write { try $0.follow(jump: jump) }
        clockOffset = offset
    }

    /// When the leases that an opened store finds end: as they were written, but in no more than a lease's time.
    static func ends(
        of left: [(token: Int64, until: Int64)], now: Int64, steady: Int64
    ) -> [Int64: Int64] {
        let longest = Int64(Lease.duration.milliseconds)
        return Dictionary(
            left.map { ($0.token, steady + min(max($0.until - now, 0), longest)) },
            uniquingKeysWith: min)
    }
}
