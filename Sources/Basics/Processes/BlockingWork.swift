internal import Dispatch

/// Work that blocks, such as walking a large folder, done once on a thread of its own and never on Swift's pool.
///
/// For an actor that blocks again and again there is `BlockingExecutor`.
package enum BlockingWork {
    /// Does the work and waits for it without holding a thread of the pool; it runs to its end even when the task is
    /// cancelled.
    package static func run<Value: Sendable>(
        _ label: String, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "complybot.\(label)").async {
                continuation.resume(with: Result { try work() })
            }
        }
    }
}
