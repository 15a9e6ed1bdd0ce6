import Foundation
import StandInForge
import Synchronization
import TestSupport
import Testing

/// Runs that are killed at random, counted at the forge; `COMPLYBOT_KILLS` and `COMPLYBOT_KILL_SEED` say how many and which.
@Suite("Killed at any step")
struct KillTests {
    /// What two workers count together.
    private final class Tally: Sendable {
        struct Count: Sendable {
            var next: UInt64
            var scenarios = 0
            var kills = 0
            var losses = 0
            var failures: [String] = []
        }

        let wanted: Int
        let count: Mutex<Count>

        init(_ wanted: Int, from seed: UInt64) {
            self.wanted = wanted
            count = Mutex(Count(next: seed))
        }

        /// The seed of the next scenario; nil when there were enough kills, or too many failures.
        func next() -> UInt64? {
            count.withLock { count in
                let isEnough = count.kills >= wanted || (wanted == 1 && count.scenarios > 0)
                guard !isEnough, count.failures.count < 10 else { return nil }
                defer { count.next += 1 }
                count.scenarios += 1
                return count.next
            }
        }

        func add(_ scenario: KillScenario) {
            count.withLock {
                $0.kills += scenario.kills
                $0.losses += scenario.losses
                guard !scenario.violations.isEmpty else { return }
                $0.failures.append(scenario.report)
                // At once, for the whole takes long.
                print(scenario.report)
            }
        }
    }

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    @Test("no duplicate, no lost pull request, no foreign commit overwritten")
    func randomKills() async throws {
        let first = UInt64(Self.number("COMPLYBOT_KILL_SEED") ?? 1)
        let tally = Tally(Self.number("COMPLYBOT_KILLS") ?? 12, from: first)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<(tally.wanted == 1 ? 1 : 2) {
                group.addTask { try Self.work(tally) }
            }
            try await group.waitForAll()
        }
        let result = tally.count.withLock { $0 }
        for failure in result.failures { Issue.record(Comment(rawValue: failure)) }
        print(
            "kills: \(result.kills), lost answers: \(result.losses), scenarios: "
                + "\(result.scenarios) from seed \(first), violated: \(result.failures.count)")
        #expect(result.kills + result.losses > 0 || tally.wanted == 1)
    }

    private static func work(_ tally: Tally) throws {
        let world = try KillWorld()
        while let seed = tally.next() {
            var scenario = try KillScenario(seed: seed, in: world)
            try scenario.disturb()
            try scenario.settle()
            tally.add(scenario)
        }
    }
}
