import Basics
import Foundation
import TestSupport
import Testing

@testable import Fleet

/// Every place at which the store's process can be killed, or a call of it can fail.
///
/// A few places, chosen by a seed, on each run; all of them with `COMPLYBOT_STORE_KILLS=all`.
@Suite("The store when its process dies or its disk fails", .enabled(if: TracedWalk.isPossible))
struct StoreKillTests {
    private static let rounds = 6
    private static let isThorough =
        ProcessInfo.processInfo.environment["COMPLYBOT_STORE_KILLS"] == "all"

    /// Some places of a call, or all.
    private func places(_ count: Int, seed: UInt64, some: Int) -> [Int] {
        guard count > 0 else { return [] }
        if Self.isThorough || count <= some { return Array(1...count) }
        var random = SplitMix64(seed: seed)
        return Set((0..<some).map { _ in Int.random(in: 1...count, using: &random) }).sorted()
    }

    private func check(_ walk: TracedWalk, _ fault: TracedWalk.Fault) async throws {
        let audit = StoreAudit(home: walk.home.path)
        let violations = try audit.violations(acknowledged: walk.acknowledged)
        #expect(violations.isEmpty, "\(fault): \(violations)")
        // The next process takes back what this one was working on, and everything comes to its end.
        let clock = TestClock(wall: 1_900_000_000_000)
        let store = try FleetStore(home: walk.home.path, clock: clock.fleet)
        let reader = try FleetReader(home: walk.home.path)
        #expect(try await reader.counts(now: clock.wall).jobs[.running] == 0, "\(fault)")
        while let lease = try await store.claim(by: "drain") {
            try await store.finish(lease, as: .done)
        }
        let counts = try await reader.counts(now: clock.wall)
        #expect(counts.jobs[.queued] == 0 && counts.jobs[.waiting] == 0, "\(fault)")
        #expect(try audit.violations(acknowledged: walk.acknowledged).isEmpty, "\(fault), drained")
    }

    @Test("killed at any write, nothing acknowledged is lost and nothing is there twice")
    func kills() async throws {
        let calls = ["pwrite64", "fdatasync", "ftruncate", "unlink"]
        let counts = try TracedWalk.count(of: calls, rounds: Self.rounds)
        #expect(counts["pwrite64"] ?? 0 > 100)
        #expect(counts["fdatasync"] ?? 0 > 30)
        var killed = 0
        for call in calls {
            for place in places(counts[call] ?? 0, seed: 7, some: call == "pwrite64" ? 10 : 4) {
                let fault = TracedWalk.Fault.kill(call, at: place)
                let walk = try TracedWalk(rounds: Self.rounds, meeting: fault)
                if !walk.isComplete { killed += 1 }
                try await check(walk, fault)
            }
        }
        #expect(killed > 0)
    }

    @Test("whatever call fails, nothing is acknowledged that is not kept")
    func errors() async throws {
        let kinds = [
            ("pwrite64", "EIO"), ("pwrite64", "ENOSPC"), ("fdatasync", "EIO"),
            ("ftruncate", "EIO"), ("openat", "EMFILE"),
        ]
        let counts = try TracedWalk.count(
            of: ["pwrite64", "fdatasync", "ftruncate", "openat"], rounds: Self.rounds)
        var failures = 0
        for (seed, (call, error)) in kinds.enumerated() {
            for place in places(counts[call] ?? 0, seed: UInt64(seed), some: 4) {
                let fault = TracedWalk.Fault.error(error, of: call, at: place)
                let walk = try TracedWalk(rounds: Self.rounds, meeting: fault)
                failures += walk.lines.count { $0.hasPrefix("FAIL") }
                try await check(walk, fault)
            }
        }
        #expect(failures > 0)
    }

    /// How many of so many power cuts break a promise, or the store.
    private func broken(
        _ loss: PowerLoss, cuts: Int, seed: UInt64
    ) throws -> (count: Int, first: String) {
        var random = SplitMix64(seed: seed)
        var found: [String] = []
        for cut in 0..<cuts {
            let home = try TemporaryDirectory("complybot-power")
            let promises = try loss.strike(home, with: &random)
            do {
                let violations = try StoreAudit(home: home.path).violations(
                    acknowledged: promises)
                if !violations.isEmpty { found.append("cut \(cut): \(violations)") }
            } catch { found.append("cut \(cut): \(error)") }
        }
        return (found.count, found.first ?? "")
    }

    @Test("when the power goes, what was acknowledged is there; a disk that lies is found out")
    func powerLoss() throws {
        let walk = try RecordedWalk(rounds: Self.isThorough ? 8 : 4)
        let cuts = Self.isThorough ? 3000 : 60
        let honest = try broken(PowerLoss(walk: walk), cuts: cuts, seed: 11)
        #expect(honest.count == 0, "\(honest.first)")
        let lying = try broken(PowerLoss(walk: walk, isLying: true), cuts: 20, seed: 12)
        #expect(lying.count > 10)
    }
}
