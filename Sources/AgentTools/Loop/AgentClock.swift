/// Time as the loop measures it.
package struct AgentClock: Sendable {
    /// How long it is since some moment that stays the same.
    package var now: @Sendable () -> Duration

    /// A clock of a test's own.
    package init(now: @escaping @Sendable () -> Duration) { self.now = now }

    /// The time that passes on this machine.
    package static var continuous: AgentClock {
        let start = ContinuousClock.now
        return AgentClock { start.duration(to: .now) }
    }
}
