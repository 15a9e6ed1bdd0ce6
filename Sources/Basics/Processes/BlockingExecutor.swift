internal import Dispatch

/// The executor of an actor whose work blocks: one job at a time on a queue of its own, never on Swift's pool.
///
/// Swift's pool has one thread a core; a call into C that waits for a disk or a peer would take one away from
/// everybody. An actor that owns such a handle names this as its executor:
///
///     actor Mirror {
///         private let executor = BlockingExecutor(label: "mirror")
///         nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
///     }
package final class BlockingExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// An executor with a thread of its own while it has work; the label shows in a debugger.
    package init(label: String) { queue = DispatchQueue(label: "complybot.\(label)") }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
