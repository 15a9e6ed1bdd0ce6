/// A program to be run once: its argument list, and everything it may inherit from us, which is nothing by default.
///
/// There is no shell, no inherited variable and no descriptor beyond those named here. The program leads a session
/// of its own; when it ends, or has to, everything left of its process group is killed.
package struct Subprocess: Sendable {
    /// The program, as an absolute path.
    package var executable: String
    /// What follows the program's name.
    package var arguments: [String]
    /// The whole environment.
    package var environment: [String: String]
    /// Where it starts; nil for our own folder.
    package var workingFolder: String?
    /// What it reads on standard input; empty means an end of file at once.
    package var standardInput: [UInt8] = []
    /// Files that exist in memory only and that it finds open for reading at descriptors 3, 4, ….
    package var memoryFiles: [[UInt8]] = []
    /// Whether it has one more stream to write on, at the descriptor after those of the memory files.
    package var capturesStatus = false
    /// Whether standard error goes where standard output goes, in the order of writing.
    package var joinsErrorToOutput = false
    /// How many bytes of each stream are kept, half at the head and half at the tail.
    package var outputLimit = 1 << 20
    /// When it is killed, counted from its start; nil for never.
    package var timeLimit: Duration?
    /// What watches it while it runs.
    package var supervisor: (any SubprocessSupervisor)?

    /// A program with its arguments and its environment.
    package init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:]
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
    }

    /// How a process ended.
    package enum Termination: Sendable, Hashable {
        /// It returned this status.
        case exited(Int32)
        /// This signal ended it.
        case signalled(Int32)

        /// The status as a shell would show it: 128 and the signal's number for a signal.
        package var status: Int32 {
            switch self {
            case .exited(let status): status
            case .signalled(let signal): 128 + signal
            }
        }
    }

    /// Why we killed it.
    package enum Stop: Sendable, Hashable {
        /// It ran longer than it may.
        case timeLimit
        /// The supervisor said so, for this reason.
        case supervisor(String)
    }

    /// What is known once the process has ended.
    package struct Result: Sendable, Hashable {
        /// How it ended.
        package var termination: Termination
        /// Why we killed it; nil when it ended by itself.
        package var stop: Stop?
        /// Standard output, with standard error when they are joined.
        package var output: CapturedOutput
        /// Standard error.
        package var errorOutput: CapturedOutput
        /// What it wrote on the stream of `capturesStatus`.
        package var status: CapturedOutput
        /// How long it ran; for people, never for a decision or a result that must be repeatable.
        package var duration: Duration
        /// Processor time of it and of all descendants that were waited for.
        package var processorTime: Duration
        /// The largest resident size in bytes of it or of one descendant that was waited for.
        package var peakMemory: Int

        /// Whether it ended by itself with status 0.
        package var isSuccess: Bool { stop == nil && termination == .exited(0) }
    }
}

/// Watches a running process from the thread that waits for it.
package protocol SubprocessSupervisor: Sendable {
    /// How often `check` is asked.
    var interval: Duration { get }
    /// Why the process must stop now; nil when it may go on.
    func check(process: Int32) -> String?
    /// Ends the process in its own way; false leaves it to the ordinary kill of the process group.
    ///
    /// After true the process has five seconds to be gone.
    func terminate(process: Int32) -> Bool
}

/// Why a program could not be started.
package struct SubprocessError: DiagnosableError, Hashable {
    /// The program.
    package var executable: String
    /// What the system said.
    package var reason: String

    /// An error from its parts.
    package init(executable: String, reason: String) {
        self.executable = executable
        self.reason = reason
    }

    package var diagnostic: Diagnostic {
        Diagnostic(.incomplete, "run a program", on: executable, because: reason)
    }
}
