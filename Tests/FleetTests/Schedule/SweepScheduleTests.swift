import Remediation
import TestSupport
import Testing

@testable import Fleet

@Suite("Schedules of sweeps")
struct SweepScheduleTests {
    /// Saturday, 2026-11-21 00:00 UTC.
    private let saturday: Int64 = 1_795_219_200

    private func windows(_ texts: String..., in zone: String = "UTC") throws -> ScheduleWindows {
        ScheduleWindows(
            try texts.map { try ScheduleWindow(parsing: $0) }, in: try ScheduleZone(parsing: zone))
    }

    @Test("without windows it is always open")
    func open() {
        #expect(ScheduleWindows().opening(from: 17) == 17)
    }

    @Test("a window is open from its first moment up to its last, on its days")
    func window() throws {
        let windows = try windows("mon-fri 08:00-18:00")
        let monday = saturday + 2 * 86_400
        #expect(windows.opening(from: saturday) == monday + 8 * 3600)
        #expect(windows.isOpen(at: monday + 8 * 3600))
        #expect(windows.isOpen(at: monday + 18 * 3600 - 1))
        #expect(windows.opening(from: monday + 18 * 3600) == monday + (24 + 8) * 3600)
    }

    @Test("a window may go on past midnight, and belongs to the day it begins on")
    func overnight() throws {
        let windows = try windows("fri 22:00-06:00")
        #expect(windows.isOpen(at: saturday))
        #expect(windows.isOpen(at: saturday + 6 * 3600 - 1))
        #expect(!windows.isOpen(at: saturday + 6 * 3600))
        #expect(windows.opening(from: saturday + 6 * 3600) == saturday + (6 * 24 + 22) * 3600)
    }

    @Test("days alone are whole days, times alone are every day, and the earliest window counts")
    func shorthands() throws {
        #expect(try windows("sat,sun").isOpen(at: saturday + 86_399))
        #expect(try !windows("sun").isOpen(at: saturday + 86_399))
        #expect(try windows("01:00-02:00").opening(from: saturday) == saturday + 3600)
        #expect(try windows("mon", "04:00-24:00").opening(from: saturday) == saturday + 4 * 3600)
        #expect(try windows("sat 00:00-24:00").isOpen(at: saturday + 86_399))
    }

    @Test("a window is in its zone")
    func zone() throws {
        #expect(try windows("sat 00:00-01:00", in: "+05:30").isOpen(at: saturday - 5 * 3600 - 1800))
        #expect(try !windows("sat 00:00-01:00", in: "+05:30").isOpen(at: saturday))
    }

    @Test("opening is the first moment at which a window is open, whatever the windows")
    func openings() throws {
        var generator = SplitMix64(seed: 23)
        let days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat", "mon-fri", "sat,sun", "*"]
        for _ in 0..<60 {
            let texts = (0...Int.random(in: 0...1, using: &generator)).map { _ in
                let (start, end) = (
                    Int.random(in: 0..<24, using: &generator),
                    Int.random(in: 0..<24, using: &generator)
                )
                let name = days.randomElement(using: &generator) ?? "*"
                return "\(name) \(start < 10 ? "0" : "")\(start):00-\(end < 10 ? "0" : "")\(end):30"
            }
            let windows = ScheduleWindows(try texts.map { try ScheduleWindow(parsing: $0) })
            let moment = saturday + Int64.random(in: 0..<604_800, using: &generator)
            let opening = windows.opening(from: moment)
            #expect(windows.isOpen(at: opening))
            #expect(opening - moment < 8 * 86_400)
            for before in stride(from: moment, to: opening, by: 900) {
                #expect(!windows.isOpen(at: before), "\(texts)")
            }
        }
    }

    @Test(
        "what is no window is refused",
        arguments: [
            "", "mon-fri 8:00-18:00", "08:00", "08:00-08:00", "24:00-02:00", "25:00-26:00", "xyz",
            "mon fri", "08:00-18:00 mon", "mon 08:00-18:60", "mon 08:00-18:00 x", "mon -18:00",
        ])
    func refused(_ text: String) {
        #expect(throws: ScheduleError.self) { try ScheduleWindow(parsing: text) }
    }

    @Test("each repository has its own place in the jitter, the same every time, evenly spread")
    func jitter() throws {
        let schedule = SweepSchedule(jitter: 1_800)
        let offsets = (0..<4_000).map { schedule.due("github.com:\($0)", inSweepAt: 0) }
        #expect(offsets == (0..<4_000).map { schedule.due("github.com:\($0)", inSweepAt: 0) })
        #expect(offsets.allSatisfy { (0...1_800).contains($0) })
        for quarter in 0..<4 {
            let count = offsets.count { ($0 / 451) == quarter }
            #expect((850...1_150).contains(count))
        }
        #expect(SweepSchedule().due("github.com:1", inSweepAt: 5) == 5)
    }

    @Test("a repository that comes due outside of the windows waits for the next")
    func closed() throws {
        let schedule = SweepSchedule(
            sweep: try CronExpression(parsing: "0 2 * * *"),
            windows: try windows("03:00-04:00"))
        let start = try #require(schedule.next(after: saturday))
        #expect(start == saturday + 2 * 3600)
        #expect(schedule.due("x", inSweepAt: start) == saturday + 3 * 3600)
        #expect(SweepSchedule().next(after: saturday) == nil)
    }

    @Test("a span is a whole number of seconds, minutes or hours, at most a day")
    func spans() throws {
        #expect(try ScheduleSpan(parsing: "90s").seconds == 90)
        #expect(try ScheduleSpan(parsing: "30m").seconds == 1_800)
        #expect(try ScheduleSpan(parsing: "24h").seconds == 86_400)
        for bad in ["", "m", "30", "-1m", "1.5h", "25h", "1d", "30 m", "9999999s", "１m"] {
            #expect(throws: ScheduleError.self) { try ScheduleSpan(parsing: bad) }
        }
    }
}
