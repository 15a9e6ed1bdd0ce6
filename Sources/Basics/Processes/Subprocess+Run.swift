internal import Dispatch
internal import Glibc

extension Subprocess {
    /// Runs the program to its end.
    ///
    /// Start and wait happen on one thread of their own, never on Swift's pool: a child that asked to die with its
    /// parent dies with the *thread* that started it. Cancellation kills and is reported as `CancellationError`.
    ///
    /// - Throws: `SubprocessError` when it cannot be started, `CancellationError`.
    package func run() async throws -> Result {
        let cancellation = try CancellationSignal()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DispatchQueue(label: "complybot.subprocess").async {
                    continuation.resume(
                        returning: Swift.Result { try self.runBlocking(until: cancellation) })
                }
            }
        } onCancel: {
            cancellation.raise()
        }
        try Task.checkCancellation()
        return try outcome.get()
    }

    /// As `run()`, on the calling thread, which must be one that may block.
    ///
    /// - Throws: `SubprocessError` when it cannot be started.
    package func runBlocking() throws -> Result {
        try runBlocking(until: CancellationSignal())
    }

    private func runBlocking(until cancellation: CancellationSignal) throws -> Result {
        var watch = try SubprocessWatch(starting: self)
        return watch.finish(for: self, cancellation: cancellation)
    }
}

/// A flag that a blocked `poll` sees: a pipe whose write end is closed to raise it.
final class CancellationSignal: Sendable {
    /// Becomes readable when the flag is raised.
    let descriptor: Int32
    private let writeEnd: Int32

    init() throws(SubprocessError) {
        let pipe = try Pipe()
        descriptor = pipe.readEnd
        writeEnd = pipe.writeEnd
    }

    deinit {
        close(descriptor)
        close(writeEnd)
    }

    func raise() {
        var byte: UInt8 = 1
        _ = write(writeEnd, &byte, 1)
    }
}
