package import Basics
package import Remediation
internal import Synchronization

/// The queue of a service elsewhere, over its API: what a `complybot worker` works off.
///
/// Claims wait at the server for a while. Whatever may be said twice is said again when the server does not answer, until
/// the lease is no longer sure.
package final class RemoteQueue: WorkQueue {
    private struct State {
        var isOver = false
        var isIntroduced = false
        var claims: [Int: Task<WorkerMessage.Claimed, any Error>] = [:]
        var next = 0
        /// Which workers have claimed.
        var instances: Set<String> = []
        /// How many recovery points were told, and how many turns of conversations, by token.
        var steps: [Int64: Int] = [:]
        var turns: [Int64: Int] = [:]
    }

    /// How long a claim waits at the server.
    private static let wait = Duration.seconds(10)
    /// How often a recovery point is told, with a pause between: not longer than its lease can last.
    private static let tries = 40

    package let work = FleetChanges()
    private let link: ServerLink
    let hello: WorkerMessage.Hello
    private let wait: Duration
    private let pause: @Sendable (Duration) async throws -> Void
    private let state = Mutex(State())

    /// The queue at the other end of a link.
    ///
    /// `version` and `rules` say by what this worker works, which must be what the server works by. `process` is a name that
    /// no other worker has, the same whenever this one starts.
    package init(
        over link: ServerLink, version: String, rules: Digest, process: String,
        waiting wait: Duration = RemoteQueue.wait,
        pause: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        self.link = link
        self.wait = wait
        self.pause = pause
        let start = withUnsafeBytes(of: UInt64.random(in: .min ... .max)) {
            Hexadecimal.encode($0)
        }
        hello = WorkerMessage.Hello(
            version: version, rules: rules.description, process: process, start: start)
    }

    /// Asks whether the server takes this worker, which may have died with a job before.
    ///
    /// - Throws: `FleetError` of `.refused` when it does not, of `.serverUnreachable` when that cannot be told.
    package func introduce() async throws {
        _ = try await link.post(
            hello, to: "hello", as: WorkerMessage.Welcome.self, while: "join the server's workers")
        state.withLock { $0.isIntroduced = true }
    }

    package func claim(by worker: String, avoiding hosts: Set<String>) async throws -> Lease? {
        if !state.withLock(\.isIntroduced) { try await introduce() }
        let instance = "\(hello.process)/\(hello.start)/\(worker)"
        let message = WorkerMessage.Claim(
            hello: hello, worker: worker, instance: instance, avoiding: hosts.sorted(),
            waitMilliseconds: wait.milliseconds)
        let begun = state.withLock { state -> (Int, Task<WorkerMessage.Claimed, any Error>)? in
            guard !state.isOver else { return nil }
            state.instances.insert(instance)
            state.next += 1
            let task = Task { [link, wait] in
                try await link.post(
                    message, to: "claim", as: WorkerMessage.Claimed.self, waiting: wait,
                    while: "ask for a job")
            }
            state.claims[state.next] = task
            return (state.next, task)
        }
        guard let (number, task) = begun else { return nil }
        defer { state.withLock { _ = $0.claims.removeValue(forKey: number) } }
        do {
            let lease = try await withTaskCancellationHandler {
                try await task.value.lease
            } onCancel: {
                task.cancel()
            }
            // Says that the answer has come; without it the job would go to another.
            if let lease { try await renew(lease) }
            return lease
        } catch is CancellationError { return nil }
    }

    package func renew(_ lease: Lease) async throws {
        _ = try await link.post(
            WorkerMessage.Held(job: lease.job, token: lease.token), to: "renew",
            as: WorkerMessage.Held.self, while: "renew a lease")
    }

    package func record(
        _ step: String, detail: [String: JSONValue], under lease: Lease
    ) async throws {
        let position = next(\.steps, of: lease)
        let message = WorkerMessage.Step(
            job: lease.job, token: lease.token, position: position, name: step, detail: detail)
        try await tell(message, to: "step", while: "record a step")
    }

    package func transcribe(
        _ kind: String, fields: [String: JSONValue], under lease: Lease
    ) async throws {
        let position = next(\.turns, of: lease)
        let message = WorkerMessage.Turn(
            job: lease.job, token: lease.token, position: position, kind: kind, fields: fields)
        try await tell(message, to: "turn", while: "keep a transcript")
    }

    /// The place of what is told next among what was told of a run.
    private func next(_ told: WritableKeyPath<State, [Int64: Int]>, of lease: Lease) -> Int {
        state.withLock { state in
            let position = state[keyPath: told][lease.token, default: 0] + 1
            state[keyPath: told][lease.token] = position
            return position
        }
    }

    /// Says something that may be said twice, again and again while the server does not answer.
    private func tell(
        _ message: some Encodable & Sendable, to name: String, while attempted: String
    ) async throws {
        for attempt in 1... {
            do {
                _ = try await link.post(
                    message, to: name, as: WorkerMessage.Held.self, while: attempted)
                return
            } catch let error as FleetError where error.code == .serverUnreachable {
                guard attempt < Self.tries else { throw error }
            }
            try await pause(.seconds(1))
        }
    }

    package func finish(
        _ lease: Lease, as outcome: JobOutcome, with summary: RemediationSummary?
    ) async throws {
        _ = try await link.post(
            WorkerMessage.End(
                job: lease.job, token: lease.token, outcome: WorkerMessage.Outcome(outcome),
                summary: summary),
            to: "finish", as: WorkerMessage.Held.self, while: "finish a job")
        state.withLock { state in
            state.steps[lease.token] = nil
            state.turns[lease.token] = nil
        }
    }

    /// The server's to do.
    package func reclaimExpired() async throws -> [Int64] { [] }

    package func stopClaiming() {
        let claims = state.withLock { state in
            state.isOver = true
            return state.claims.values
        }
        for claim in claims { claim.cancel() }
    }

    package func leave() async {
        stopClaiming()
        let instances = state.withLock { $0.instances.sorted() }
        guard !instances.isEmpty else { return }
        // Without an answer the leases run out by themselves. Not in the caller's task, which may be cancelled by now.
        await Task { [link] in
            _ = try? await link.post(
                WorkerMessage.Leave(instances: instances), to: "leave",
                as: WorkerMessage.Leave.self, while: "leave the server's workers")
        }.value
    }
}
