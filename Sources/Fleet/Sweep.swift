internal import Basics
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

    /// What brings one repository to where it ought to be, telling each stage as it begins.
    package typealias Work =
        @Sendable (RepositoryJob, @escaping @Sendable (Stage) -> Void) async throws ->
        RemediationSummary

    private let work: Work
    private let store: SweepStore
    private let concurrency: Int
    private let terms: SettlementTerms?
    private let pause: @Sendable (Duration) async throws -> Void
    /// How often a repository is tried when what failed may pass by itself, such as a network.
    package static let attempts = 3

    /// A sweep of `concurrency` repositories at once, each worked on by `work`; `pause` waits before another attempt.
    ///
    /// With `terms`, a repository that its forge shows as it was left under the same terms is not looked at.
    package init(
        store: SweepStore, concurrency: Int, terms: SettlementTerms? = nil,
        pause: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }, work: @escaping Work
    ) {
        self.work = work
        self.store = store
        self.concurrency = max(1, concurrency)
        self.terms = terms
        self.pause = pause
    }

    /// Runs the jobs and gives their summaries in the order of the jobs.
    ///
    /// With `resuming` it goes on with the last sweep of the same jobs if that was cut off.
    ///
    /// - Throws: when the store fails; a repository's own failure is in its summary.
    package func run(
        _ jobs: [RepositoryJob], resuming: Bool, tell: @escaping @Sendable (Event) -> Void
    ) async throws -> [RemediationSummary] {
        let (sweep, entries) = try await store.begin(jobs, resuming: resuming)
        let board = Board(entries)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<min(concurrency, jobs.count) {
                let worker = Worker(number: number, sweep: sweep, owner: self, tell: tell)
                group.addTask { try await worker.work(through: board) }
            }
            try await group.waitForAll()
        }
        try await store.finish(sweep)
        return board.summaries
    }

    /// What is still to be done, and what has been, shared by the workers.
    private final class Board: Sendable {
        private let open: Mutex<ArraySlice<SweepStore.Entry>>
        private let done: Mutex<[Int: RemediationSummary]>

        init(_ entries: [SweepStore.Entry]) {
            open = Mutex(entries.filter { $0.status != .completed }[...])
            let completed = entries.filter { $0.status == .completed }
            done = Mutex(
                Dictionary(
                    uniqueKeysWithValues: completed.compactMap { entry in
                        entry.summary.map { (entry.position, $0) }
                    }))
        }

        func next() -> SweepStore.Entry? { open.withLock { $0.popFirst() } }

        func note(_ summary: RemediationSummary, at position: Int) {
            done.withLock { $0[position] = summary }
        }

        /// In the order of the jobs.
        var summaries: [RemediationSummary] {
            done.withLock { done in done.sorted { $0.key < $1.key }.map(\.value) }
        }
    }

    /// One thread that works on one repository at a time; libgit2 and the engine block it, not the shared pool.
    private actor Worker {
        private let executor: BlockingExecutor
        private let sweep: Int64
        private let owner: Sweep
        private let tell: @Sendable (Event) -> Void

        nonisolated var unownedExecutor: UnownedSerialExecutor {
            executor.asUnownedSerialExecutor()
        }

        init(number: Int, sweep: Int64, owner: Sweep, tell: @escaping @Sendable (Event) -> Void) {
            executor = BlockingExecutor(label: "worker-\(number)")
            self.sweep = sweep
            self.owner = owner
            self.tell = tell
        }

        /// Takes one repository after another until none is left.
        func work(through board: Board) async throws {
            while let entry = board.next() {
                try Task.checkCancellation()
                board.note(try await work(entry), at: entry.position)
            }
        }

        private func work(_ entry: SweepStore.Entry) async throws -> RemediationSummary {
            let summary: RemediationSummary
            if let kept = try await settled(entry) {
                summary = kept
            } else {
                summary = try await attempts(entry)
            }
            try await owner.store.finish(entry.position, of: sweep, with: summary)
            tell(.finished(position: entry.position, summary))
            return summary
        }

        private func settled(_ entry: SweepStore.Entry) async throws -> RemediationSummary? {
            guard let terms = owner.terms else { return nil }
            return try await owner.store.settled(entry.job, under: terms)
        }

        /// Works on a repository until it is done, or has failed for good.
        private func attempts(_ entry: SweepStore.Entry) async throws -> RemediationSummary {
            var attempt = 1
            while true {
                try await owner.store.start(entry.position, of: sweep, attempt: attempt)
                let summary: RemediationSummary
                do {
                    summary = try await owner.work(entry.job) { [tell] stage in
                        tell(.entered(position: entry.position, entry.job, stage))
                    }
                } catch let error as CancellationError {
                    throw error
                } catch {
                    let diagnostic = Diagnostic(describing: error, while: "work on the repository")
                    let outcome = JobOutcome(of: error)
                    if outcome == .released { throw CancellationError() }
                    if attempt < Sweep.attempts, diagnostic.kind != .usage, outcome.mayPassSoon {
                        tell(
                            .retrying(
                                position: entry.position, entry.job, attempt: attempt,
                                reason: diagnostic.reason))
                        try await owner.pause(.seconds(attempt * attempt))
                        attempt += 1
                        continue
                    }
                    summary = .failed(entry.job, because: diagnostic)
                }
                if let terms = owner.terms {
                    try await owner.store.settle(entry.job, with: summary, under: terms)
                }
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
        summary.isUsageFailure = diagnostic.kind == .usage
        summary.note = "failed"
        return summary
    }
}

extension JobOutcome {
    /// Whether another attempt within seconds may end better; a forge's limits and failures were waited for already.
    fileprivate var mayPassSoon: Bool {
        if case .retry = self { true } else { false }
    }
}
