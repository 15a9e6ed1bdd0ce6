internal import Basics
internal import FoundationEssentials

/// Runs commands behind the wall, under the limits, and says which limit it was when one was gone beyond.
struct Isolation: Sendable {
    private let bubblewrap: Bubblewrap
    private var limits: SandboxLimits { bubblewrap.limits }

    /// How a command behind the wall ended.
    enum Outcome {
        /// It came to its end; a status as a shell would show it.
        case ended(status: Int32, output: CapturedOutput)
        /// It went beyond a limit and was killed.
        case stopped(TestLimit, output: CapturedOutput)
        /// The wall could not be built, and the command did not start.
        case unavailable(String)
    }

    init(configuration: SandboxConfiguration, limits: SandboxLimits) throws(SubprocessError) {
        bubblewrap = Bubblewrap(
            executable: configuration.bubblewrap, limits: limits, filter: try SystemCallFilter())
    }

    /// Runs a command; when this returns, no process of it is left.
    ///
    /// - Throws: `CancellationError`.
    func run(_ command: SandboxedCommand) async throws -> Outcome {
        let group = ControlGroup(limits: limits)
        defer { group?.remove() }
        var subprocess = bubblewrap.subprocess(for: command, in: group)
        let watchdog = Watchdog(limits: limits, scratch: command.writable.map(\.source))
        subprocess.supervisor = watchdog
        guard FileManager.default.isExecutableFile(atPath: bubblewrap.executable) else {
            return .unavailable("\(bubblewrap.executable) is not installed")
        }
        let result: Subprocess.Result
        do {
            result = try await subprocess.run()
        } catch let error as SubprocessError {
            return .unavailable(error.reason)
        }
        if let limit = Self.limit(that: result.stop) {
            return .stopped(limit, output: result.output)
        }
        // Written only once the command behind the wall has been started and has ended.
        guard result.status.text.contains("\"exit-code\"") else {
            let words = OutputExcerpt.line(result.output.text, limit: 200)
            return .unavailable(words.isEmpty ? "bubblewrap did not start" : words)
        }
        let status = result.termination.status
        let exceeded = try await BlockingWork.run("sandbox.measure") {
            watchdog.isScratchTooLarge ? TestLimit.disk : nil
        }
        if let limit = exceeded ?? self.limit(of: result, in: group) {
            return .stopped(limit, output: result.output)
        }
        return .ended(status: status, output: result.output)
    }

    private static func limit(that stop: Subprocess.Stop?) -> TestLimit? {
        switch stop {
        case nil: nil
        case .timeLimit: .wallTime
        case .supervisor(let reason): TestLimit(rawValue: reason)
        }
    }

    /// The limit that the kernel enforced, when the command failed over it.
    private func limit(of result: Subprocess.Result, in group: ControlGroup?) -> TestLimit? {
        let status = result.termination.status
        if status == 0 { return nil }
        if let limit = group?.exceeded { return limit }
        if result.peakMemory > limits.memory { return .memory }
        if status == 128 + 25 { return .disk }
        // The kernel limits a count of clock ticks and reports what it measured. On a busy machine the two lie apart by a
        // tenth and more, so the measure only tells the kernel's signal from one that somebody else sent. Whoever is
        // killed went on after the first signal, and so has the measure as well.
        let enough =
            switch status {
            case 128 + 24: limits.processorTime / 2
            case 128 + 9: limits.processorTime * 0.9
            default: Duration.seconds(Int64.max)
            }
        return result.processorTime >= enough ? .processorTime : nil
    }
}
