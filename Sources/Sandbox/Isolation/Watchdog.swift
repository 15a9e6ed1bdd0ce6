internal import Basics
internal import Glibc
internal import Synchronization

/// Looks after a sandbox while it runs: memory and number of all processes together, and the size of the scratch.
///
/// The kernel limits single processes, and groups of them only where we may make groups; this is the rest.
final class Watchdog: SubprocessSupervisor {
    let interval: Duration = .milliseconds(100)

    private let limits: SandboxLimits
    private let scratch: [String]
    private let checks = Atomic<Int>(0)

    /// How much the kernel's limit on processes lies above ours, so that going beyond ours is seen and not just refused.
    static let slack = 64
    /// The scratch is measured at every so-manieth check: that costs more.
    private static let checksBetweenMeasurements = 10

    init(limits: SandboxLimits, scratch: [String]) {
        self.limits = limits
        self.scratch = scratch
    }

    func check(process: Int32) -> String? {
        let usage = ProcessTree().usage(below: process)
        if usage.threads > limits.processes { return TestLimit.processes.rawValue }
        if usage.memory > limits.memory { return TestLimit.memory.rawValue }
        let count = checks.wrappingAdd(1, ordering: .relaxed).newValue
        guard count.isMultiple(of: Self.checksBetweenMeasurements) else { return nil }
        return isScratchTooLarge ? TestLimit.disk.rawValue : nil
    }

    /// Whether the folders hold more than they may.
    var isScratchTooLarge: Bool {
        var budget = TreeMeasure(bytes: limits.scratch, entries: limits.scratchEntries)
        return scratch.contains { !budget.spend(on: $0) }
    }

    /// Kills process 1 inside, and with it all others; bubblewrap ends once they are gone.
    func terminate(process: Int32) -> Bool {
        // Bubblewrap has not reaped it, for it ends itself when it does: the number is still that process's.
        guard let first = ProcessTree().children(of: process).first else { return false }
        return kill(first, SIGKILL) == 0
    }
}
