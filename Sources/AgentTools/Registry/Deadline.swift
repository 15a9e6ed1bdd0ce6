/// Work that is waited for no longer than it may take.
enum Deadline {
    /// How the waiting ended.
    enum Ending<Value: Sendable>: Sendable {
        case finished(Result<Value, any Error>)
        case timedOut
        case cancelled
    }

    /// Waits for work, for a pause to pass, or for the task to be cancelled, whichever comes first.
    ///
    /// Work that is not waited for any more is asked to stop. Work that blocks in C goes on to its end all the same:
    /// whoever owns its state must bear that.
    static func run<Value: Sendable>(
        _ limit: Duration, pause: @escaping @Sendable (Duration) async throws -> Void,
        _ work: @escaping @Sendable () async throws -> Value
    ) async -> Ending<Value> {
        let (endings, sender) = AsyncStream<Ending<Value>>.makeStream()
        let worker = Task {
            let result: Result<Value, any Error>
            do { result = .success(try await work()) } catch { result = .failure(error) }
            sender.yield(.finished(result))
        }
        let timer = Task {
            do { try await pause(limit) } catch { return }
            sender.yield(.timedOut)
        }
        defer {
            worker.cancel()
            timer.cancel()
        }
        for await ending in endings { return ending }
        return .cancelled
    }
}
