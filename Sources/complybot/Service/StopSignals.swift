import Dispatch
import Glibc

/// The signals that end the service: the first asks it to stop in good order, the second ends it at once.
///
/// Unchecked, for the sources are made once and then only kept.
final class StopSignals: @unchecked Sendable {
    private static let numbers = [SIGHUP, SIGINT, SIGTERM]
    private let sources: [any DispatchSourceSignal]
    /// Gives one value, for the first signal.
    let first: AsyncStream<Int32>

    /// Takes the signals over for the rest of the process.
    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        first = stream
        let queue = DispatchQueue(label: "signals")
        let count = Counter()
        sources = Self.numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                guard count.isFirst() else { _exit(128 + number) }
                continuation.yield(number)
                continuation.finish()
            }
            source.resume()
            return source
        }
        // A source that is let go hears nothing, and the signals would go on being ignored.
        _ = Unmanaged.passRetained(self)
    }

    /// How often a signal came; used on the signals' own queue only.
    private final class Counter: @unchecked Sendable {
        private var hasCome = false

        func isFirst() -> Bool {
            defer { hasCome = true }
            return !hasCome
        }
    }
}
