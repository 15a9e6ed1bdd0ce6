internal import Dispatch
internal import Synchronization

/// Runs blocking work on a thread of its own and stops waiting for it at a deadline.
///
/// libgit2 1.5 has no network timeout, and its callbacks run only while bytes come in. Work that is given up on
/// keeps its thread and whatever it holds, such as a mirror's lock, until the connection ends; nobody waits for it.
enum Watchdog {
    /// How often cancellation is looked at.
    private static let pause = DispatchTimeInterval.milliseconds(50)

    static func run<Result: Sendable>(
        _ call: GitCall, _ options: RemoteOptions,
        _ work: @escaping @Sendable () throws(GitError) -> Result
    ) throws(GitError) -> Result {
        let outcome = Outcome<Result>()
        let finished = DispatchSemaphore(value: 0)
        DispatchQueue(label: "complybot.git.remote").async {
            do throws(GitError) {
                let result = try work()
                outcome.value.withLock { $0 = .success(result) }
            } catch {
                outcome.value.withLock { $0 = .failure(error) }
            }
            finished.signal()
        }
        let end = ContinuousClock.now + options.deadline
        while finished.wait(timeout: .now() + pause) == .timedOut {
            if options.isCancelled() { throw call.failure(.cancelled, "it was cancelled") }
            if ContinuousClock.now > end {
                throw call.failure(
                    .timedOut, "it took longer than \(options.deadline)", remedy: "try again later")
            }
        }
        guard let value = outcome.value.withLock({ $0 }) else {
            throw call.failure(.failed, "it ended without a result")
        }
        return try value.get()
    }

    private final class Outcome<Value: Sendable>: Sendable {
        let value = Mutex<Swift.Result<Value, GitError>?>(nil)
    }
}
