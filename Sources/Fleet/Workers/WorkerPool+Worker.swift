internal import Basics

extension WorkerPool {
    /// One thread that works on one job at a time; libgit2 and the engine block it, not the shared pool.
    actor Worker {
        private let executor: BlockingExecutor
        private let name: String
        private let pool: WorkerPool

        nonisolated var unownedExecutor: UnownedSerialExecutor {
            executor.asUnownedSerialExecutor()
        }

        init(name: String, pool: WorkerPool) {
            executor = BlockingExecutor(label: name)
            self.name = name
            self.pool = pool
        }

        /// Takes jobs as they come until the pool is drained or the task is cancelled.
        func run() async {
            for await _ in pool.queue.work.stream() {
                while !pool.isDraining, !Task.isCancelled {
                    // The answer may have been on its way for long: the lease is counted from the asking.
                    let asked = pool.clock.steady()
                    guard let lease = await claim() else { break }
                    await perform(lease, since: asked)
                }
                if pool.isDraining { return }
            }
        }

        private func claim() async -> Lease? {
            do {
                let lease = try await pool.queue.claim(by: name, avoiding: pool.breakers.shut)
                pool.report(nil)
                return lease
            } catch {
                pool.report(error)
                return nil
            }
        }

        private func perform(_ lease: Lease, since asked: Int64) async {
            if let pause = pool.breakers.enter(lease.host) {
                let words = "\(lease.host) does not answer"
                await finish(
                    lease,
                    with: WorkResult(outcome: .waiting(.forgeDown, after: pause, because: words)))
                return
            }
            pool.tell(.began(lease))
            let (result, isHostDown) = await work(under: lease, since: asked)
            pool.breakers.leave(lease.host, isDown: isHostDown)
            await finish(lease, with: result)
            pool.held.remove(lease)
        }

        /// Does the work, its lease being renewed meanwhile, and says whether the host could be reached.
        private func work(
            under lease: Lease, since asked: Int64
        ) async -> (WorkResult, isHostDown: Bool?) {
            let (steps, line) = AsyncStream.makeStream(of: LeaseGuard.Step.self)
            let token = LeaseGuard(lease: lease, pool: pool, steps: line)
            // The pool owns the task: it is stopped when the lease is lost, and when a drain takes too long.
            let task = Task { try await self.pool.work(lease, token) }
            pool.held.add(lease, at: asked) { task.cancel() }
            async let recorded: Void = pool.record(steps, under: lease)
            let result = await withTaskCancellationHandler {
                await task.result
            } onCancel: {
                task.cancel()
            }
            line.finish()
            await recorded
            switch result {
            case .success(let result): return (result, false)
            case .failure where task.isCancelled: return (WorkResult(outcome: .released), nil)
            case .failure(let error):
                let outcome = JobOutcome(of: error)
                return (
                    WorkResult(outcome: outcome),
                    outcome == .released ? nil : HostSign.isDown(error)
                )
            }
        }

        /// Writes the result, again and again while the store does not take it and the lease is not lost.
        private func finish(_ lease: Lease, with result: WorkResult) async {
            while !pool.held.isLost(lease) {
                do {
                    try await pool.queue.finish(lease, as: result.outcome, with: result.summary)
                    pool.tell(.ended(lease, result.outcome))
                    return
                } catch let error as FleetError where error.code == .leaseLost {
                    break
                } catch {
                    pool.report(error)
                    // Whoever starts next takes the job back.
                    guard (try? await pool.pause(.seconds(1))) != nil else { return }
                }
            }
            pool.tell(.lost(lease))
        }
    }

    /// Writes recovery points down as they come; work that has no lease for them is stopped.
    func record(_ steps: AsyncStream<LeaseGuard.Step>, under lease: Lease) async {
        for await step in steps {
            do {
                if step.isTranscript {
                    try await queue.transcribe(step.name, fields: step.detail, under: lease)
                } else {
                    try await queue.record(step.name, detail: step.detail, under: lease)
                }
            } catch let error as FleetError where error.code == .leaseLost {
                held.lose(lease)
            } catch { report(error) }
        }
    }
}
