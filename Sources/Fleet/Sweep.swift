internal import Basics
internal import Git
package import Remediation
internal import Synchronization

/// Every repository of a list, several at a time; one that fails never stops another.
package struct Sweep: Sendable {
    /// What a sweep tells while it runs.
    package enum Event: Sendable {
        case entered(position: Int, RepositoryJob, Stage)
        case retrying(position: Int, RepositoryJob, attempt: Int, reason: String)
        case finished(position: Int, RemediationSummary)
    }

    private let remediator: Remediator
    private let store: SweepStore
    private let concurrency: Int
    private let pause: @Sendable (Duration) async throws -> Void
    /// How often a repository is tried when what failed may pass by itself, such as a network.
    package static let attempts = 3

    /// A sweep.
    ///
    /// - Parameters:
    ///   - concurrency: how many repositories are worked on at once.
    ///   - pause: waits before another attempt.
    package init(
        remediator: Remediator, store: SweepStore, concurrency: Int,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.remediator = remediator
        self.store = store
        self.concurrency = max(1, concurrency)
        self.pause = pause
    }

    /// Runs the jobs and gives their summaries in the order of the jobs.
    ///
    /// - Parameter resuming: go on with the last sweep of the same jobs if it was cut off.
    /// - Throws: when the store fails; a repository's own failure is in its summary.
    package func run(
        _ jobs: [RepositoryJob], resuming: Bool, tell: @escaping @Sendable (Event) -> Void
    ) async throws -> [RemediationSummary] {
        let (sweep, entries) = try await store.begin(jobs, resuming: resuming)
        let results = Mutex<[Int: RemediationSummary]>([:])
        let open = Mutex(entries.filter { $0.status != .completed }[...])
        for entry in entries where entry.status == .completed {
            if let summary = entry.summary { results.withLock { $0[entry.position] = summary } }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<min(concurrency, jobs.count) {
                let worker = Worker(number: number)
                group.addTask {
                    while let entry = open.withLock({ $0.popFirst() }) {
                        try Task.checkCancellation()
                        let summary = try await worker.work(entry, of: sweep, for: self, tell: tell)
                        results.withLock { $0[entry.position] = summary }
                    }
                }
            }
            try await group.waitForAll()
        }
        try await store.finish(sweep)
        return results.withLock { results in jobs.indices.compactMap { results[$0] } }
    }

    /// One thread that works on one repository at a time; libgit2 and the engine block it, not the shared pool.
    private actor Worker {
        private let executor: BlockingExecutor

        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

        init(number: Int) { executor = BlockingExecutor(label: "worker-\(number)") }

        func work(
            _ entry: SweepStore.Entry, of sweep: Int64, for owner: Sweep,
            tell: @escaping @Sendable (Event) -> Void
        ) async throws -> RemediationSummary {
            var attempt = 1
            while true {
                try await owner.store.start(entry.position, of: sweep, attempt: attempt)
                let summary: RemediationSummary
                do {
                    summary = try await owner.remediator.run(entry.job) { stage in
                        tell(.entered(position: entry.position, entry.job, stage))
                    }
                } catch let error as CancellationError {
                    throw error
                } catch {
                    let diagnostic = Diagnostic(describing: error, while: "work on the repository")
                    if attempt < Sweep.attempts, (error as? GitError)?.isTransient ?? false {
                        tell(.retrying(position: entry.position, entry.job, attempt: attempt, reason: diagnostic.reason))
                        try await owner.pause(.seconds(attempt * attempt))
                        attempt += 1
                        continue
                    }
                    summary = .failed(entry.job, because: diagnostic)
                }
                try await owner.store.finish(entry.position, of: sweep, with: summary)
                tell(.finished(position: entry.position, summary))
                return summary
            }
        }
    }
}

extension RemediationSummary {
    /// The summary of a repository that could not be worked on.
    static func failed(_ job: RepositoryJob, because diagnostic: Diagnostic) -> RemediationSummary {
        var summary = RemediationSummary(repository: job.name, location: job.location)
        summary.failure = diagnostic.description
        summary.note = "failed"
        return summary
    }
}

extension GitError {
    /// Whether the failure may pass by itself.
    fileprivate var isTransient: Bool {
        switch code {
        case .unreachable, .timedOut, .leaseFailed: true
        default: false
        }
    }
}
