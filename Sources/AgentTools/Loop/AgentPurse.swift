internal import Synchronization

/// The tokens and the time of one run, for all who ask models within it.
final class AgentPurse: Sendable {
    private let limits: AgentLimits
    private let clock: AgentClock
    private let begun: Duration
    private let spent: Mutex<Int>

    /// A purse of which a kept run has used up some.
    init(_ limits: AgentLimits, clock: AgentClock, after record: AgentRecord) {
        self.limits = limits
        self.clock = clock
        begun = clock.now() - .seconds(record.seconds)
        spent = Mutex(record.tokens)
    }

    var tokens: Int { spent.withLock(\.self) }
    /// How long the run has taken.
    var elapsed: Duration { clock.now() - begun }

    /// The budget that is used up, in one word; nil when more may be asked.
    var isSpent: String? {
        if tokens >= limits.tokens { return "tokens" }
        return elapsed >= limits.time ? "time" : nil
    }

    func spend(_ tokens: Int) { spent.withLock { $0 += tokens } }
}
