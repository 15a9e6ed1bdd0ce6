import Basics
import Foundation
import TestSupport
import Testing

@testable import Fleet

/// Every place at which the store's process can be killed, or a call of it can fail.
///
/// A few places, chosen by a seed, on each run; all of them with `COMPLYBOT_STORE_KILLS=all`, which also tells how many.
@Suite("The store when its process dies or its disk fails", .enabled(if: TracedWalk.isPossible))
struct StoreKillTests {
    private static let rounds = 6

    /// How many calls more a walk may make than another: what comes at once is sometimes one transaction, sometimes three.
    private static let margin = 60

    /// Some places of a call, or all.
    private func places(_ count: Int, seed: UInt64, some: Int) -> [Int] {
        guard count > 0 else { return [] }
        if Thoroughness.isFull { return Array(1...(count + Self.margin)) }
        if count <= some { return Array(1...count) }
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
        for call in calls {
            var killed = 0
            let places = places(counts[call] ?? 0, seed: 7, some: call == "pwrite64" ? 10 : 4)
            for place in places {
                let fault = TracedWalk.Fault.kill(call, at: place)
                let walk = try TracedWalk(rounds: Self.rounds, meeting: fault)
                if !walk.isComplete { killed += 1 }
                try await check(walk, fault)
            }
            #expect(killed > 0)
            Thoroughness.tell(
                "killed at \(killed.of("call")) of \(call); one walk makes \(counts[call] ?? 0)")
        }
    }

    /// Every call by which the walk comes to a file or to memory, with the ways in which it may fail.
    private static let failures = [
        ("pwrite64", ["EIO", "ENOSPC", "EINTR"]), ("fdatasync", ["EIO", "ENOSPC"]),
        ("ftruncate", ["EIO", "ENOSPC"]), ("unlink", ["EIO"]), ("openat", ["EMFILE", "ENOMEM"]),
        ("pread64", ["EIO", "EINTR"]), ("fcntl", ["EIO"]), ("newfstatat", ["EIO"]),
        ("mmap", ["ENOMEM"]), ("write", ["EIO"]),
    ]

    @Test("whatever call fails, nothing is acknowledged that is not kept")
    func errors() async throws {
        let counts = try TracedWalk.count(of: Self.failures.map(\.0), rounds: Self.rounds)
        let kinds = Self.failures.flatMap { call, errors in errors.map { (call, $0) } }
        var failures = 0
        for (seed, (call, error)) in kinds.enumerated() {
            let places = places(
                counts[call] ?? 0, seed: UInt64(seed), some: call == "pwrite64" ? 2 : 1)
            for place in places {
                let fault = TracedWalk.Fault.error(error, of: call, at: place)
                let walk = try TracedWalk(rounds: Self.rounds, meeting: fault)
                failures += walk.lines.count { $0.hasPrefix("FAIL") }
                try await check(walk, fault)
            }
            Thoroughness.tell(
                "\(error) from each call of \(call); one walk makes \(counts[call] ?? 0)")
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
        let walk = try RecordedWalk(rounds: Thoroughness.amount(usual: 4, full: 8))
        let cuts = Thoroughness.amount(usual: 60, full: 3000)
        let honest = try broken(PowerLoss(walk: walk), cuts: cuts, seed: 11)
        #expect(honest.count == 0, "\(honest.first)")
        let lying = try broken(PowerLoss(walk: walk, isLying: true), cuts: 20, seed: 12)
        #expect(lying.count > 10)
        Thoroughness.tell(
            "\(honest.count) of \(cuts) power cuts lost something; of a disk that lies \(lying.count) of 20"
        )
    }
}
