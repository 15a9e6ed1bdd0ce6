import Glibc
import TestSupport
import Testing

@testable import Fleet

@Suite("Cron expressions")
struct CronExpressionTests {
    /// The time of a UTC date written as `YYYY-MM-DD HH:MM` or with seconds.
    private func time(_ text: String) throws -> Int64 {
        let numbers = text.split { "- :".contains($0) }.compactMap { Int32($0) }
        try #require(numbers.count >= 5)
        var parts = tm()
        parts.tm_year = numbers[0] - 1900
        parts.tm_mon = numbers[1] - 1
        (parts.tm_mday, parts.tm_hour, parts.tm_min) = (numbers[2], numbers[3], numbers[4])
        parts.tm_sec = numbers.count > 5 ? numbers[5] : 0
        return Int64(timegm(&parts))
    }

    @Test(
        "the next time is the first that all fields allow",
        arguments: [
            ("0 2 * * *", "2026-11-21 01:59:59", "2026-11-21 02:00"),
            ("0 2 * * *", "2026-11-21 02:00", "2026-11-22 02:00"),
            ("*/15 * * * *", "2026-11-21 10:14:30", "2026-11-21 10:15"),
            ("*/15 * * * *", "2026-12-31 23:50", "2027-01-01 00:00"),
            ("5-20/5,59 8,20 * * *", "2026-11-21 08:20", "2026-11-21 08:59"),
            ("0 0 29 2 *", "2026-01-01 00:00", "2028-02-29 00:00"),
            ("0 0 29 2 *", "2096-03-01 00:00", "2104-02-29 00:00"),
            ("30 6 31 * *", "2026-04-01 00:00", "2026-05-31 06:30"),
            ("0 9 * * mon-fri", "2026-11-20 09:00", "2026-11-23 09:00"),
            ("0 9 * * 7", "2026-11-21 00:00", "2026-11-22 09:00"),
            ("0 9 * * 5-7", "2026-11-19 10:00", "2026-11-20 09:00"),
            ("0 0 * JAN,jul *", "2026-02-01 00:00", "2026-07-01 00:00"),
            ("@hourly", "2026-11-21 10:00", "2026-11-21 11:00"),
            ("@Daily", "2026-11-21 10:00", "2026-11-22 00:00"),
            ("@weekly", "2026-11-21 10:00", "2026-11-22 00:00"),
            ("@monthly", "2026-11-21 10:00", "2026-12-01 00:00"),
            ("@yearly", "2026-11-21 10:00", "2027-01-01 00:00"),
            (" 0\t2  * * * ", "2026-11-21 01:00", "2026-11-21 02:00"),
        ])
    func next(_ text: String, _ after: String, _ expected: String) throws {
        let expression = try CronExpression(parsing: text)
        #expect(expression.next(after: try time(after)) == (try time(expected)))
    }

    @Test("where both fields of days restrict either suffices, and a star does not restrict")
    func days() throws {
        // 2026-11-13 is a Friday, 2026-11-20 is another.
        let either = try CronExpression(parsing: "0 0 13 * fri")
        #expect(either.next(after: try time("2026-11-13 00:00")) == (try time("2026-11-20 00:00")))
        let both = try CronExpression(parsing: "0 0 */2 * fri")
        #expect(both.next(after: try time("2026-11-13 00:00")) == (try time("2026-11-27 00:00")))
    }

    @Test("a fixed distance from UTC moves days and hours")
    func zones() throws {
        let expression = try CronExpression(parsing: "30 1 * * sat")
        let east = try ScheduleZone(parsing: "+02:00")
        #expect(
            expression.next(after: try time("2026-11-20 00:00"), in: east)
                == (try time("2026-11-20 23:30")))
        let west = try ScheduleZone(parsing: "-09:30")
        #expect(
            expression.next(after: try time("2026-11-20 00:00"), in: west)
                == (try time("2026-11-21 11:00")))
        #expect(try ScheduleZone(parsing: "UTC") == .utc)
        #expect(east.description == "+02:00" && west.description == "-09:30")
        for bad in ["Europe/Berlin", "+2:00", "+15:00", "02:00", "", "+01:60", "CET"] {
            #expect(throws: ScheduleError.self) { try ScheduleZone(parsing: bad) }
        }
    }

    @Test(
        "what no cron would run is refused",
        arguments: [
            "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *",
            "* * * 0 *", "* * * 13 *", "* * * * 8", "-1 * * * *", "1- * * * *", "5-1 * * * *",
            "*/0 * * * *", "*/x * * * *", "5/15 * * * *", "1,,2 * * * *", ", * * * *",
            "1.5 * * * *",
            "* * * * mo", "* * * mon *", "a * * * *", "* * 30 2 *", "0 0 31 4,6,9,11 *", "@reboot",
            "@", "*/1/1 * * * *", "** * * * *", "+1 * * * *", "٣ * * * *", "001 * * * *",
            "sat-sun * * * *", "* * * * fri-mon",
        ])
    func refused(_ text: String) {
        #expect(throws: ScheduleError.self) { try CronExpression(parsing: text) }
    }

    @Test("a message names the field and what it allows")
    func messages() {
        let error = #expect(throws: ScheduleError.self) {
            try CronExpression(parsing: "0 25 * * *")
        }
        #expect(
            error?.reason
                == "hour `25`: allowed are 0 to 23, `*`, ranges, lists and steps")
    }

    @Test("the next time is what the C library's calendar gives minute by minute")
    func bruteForce() throws {
        var generator = SplitMix64(seed: 21)
        for _ in 0..<150 {
            let fields = [
                RandomField(0...59, &generator), RandomField(0...23, &generator),
                RandomField(1...31, &generator), RandomField(1...12, &generator),
                RandomField(0...6, &generator),
            ]
            guard
                let expression = try? CronExpression(
                    parsing: fields.map(\.text).joined(separator: " "))
            else { continue }
            var moment = Int64.random(in: 0..<4_000_000_000, using: &generator)
            for _ in 0..<3 {
                let next = try #require(expression.next(after: moment))
                #expect(next == Self.search(fields, after: moment), "\(expression) at \(moment)")
                moment = next
            }
        }
    }

    @Test("days are those of the C library's calendar")
    func calendar() {
        var generator = SplitMix64(seed: 22)
        for _ in 0..<2_000 {
            let number = Int64.random(in: -200_000...400_000, using: &generator)
            var (seconds, parts) = (time_t(number * 86_400), tm())
            gmtime_r(&seconds, &parts)
            let day = CivilDay(number: number)
            #expect(day.year == Int64(parts.tm_year) + 1900)
            #expect(day.month == Int(parts.tm_mon) + 1 && day.day == Int(parts.tm_mday))
            #expect(day.weekday == Int(parts.tm_wday))
        }
    }

    /// A field with its values, made together so that nothing parses it but what is tested.
    private struct RandomField {
        var text: String
        var values: Set<Int>
        var isStar: Bool

        init(_ range: ClosedRange<Int>, _ generator: inout SplitMix64) {
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                (text, values, isStar) = ("*", Set(range), true)
            case 1:
                let step = Int.random(in: 1...7, using: &generator)
                text = "*/\(step)"
                values = Set(stride(from: range.lowerBound, through: range.upperBound, by: step))
                isStar = true
            default:
                var parts: [String] = []
                values = []
                for _ in 0...Int.random(in: 0...2, using: &generator) {
                    let first = Int.random(in: range, using: &generator)
                    let last = Int.random(in: first...range.upperBound, using: &generator)
                    let step = Int.random(in: 1...4, using: &generator)
                    if first == last {
                        parts.append("\(first)")
                        values.insert(first)
                    } else {
                        parts.append("\(first)-\(last)/\(step)")
                        values.formUnion(stride(from: first, through: last, by: step))
                    }
                }
                text = parts.joined(separator: ",")
                isStar = false
            }
        }
    }

    /// Looks at days, then at minutes, with the C library's calendar; nil after nine years.
    private static func search(_ fields: [RandomField], after moment: Int64) -> Int64? {
        var candidate = (moment / 60 + 1) * 60
        let end = candidate + 9 * 366 * 86_400
        while candidate < end {
            var (seconds, parts) = (time_t(candidate), tm())
            gmtime_r(&seconds, &parts)
            let inMonth = fields[2].values.contains(Int(parts.tm_mday))
            let inWeek = fields[4].values.contains(Int(parts.tm_wday))
            let isDay =
                fields[2].isStar || fields[4].isStar ? inMonth && inWeek : inMonth || inWeek
            if !isDay || !fields[3].values.contains(Int(parts.tm_mon) + 1) {
                candidate = (candidate / 86_400 + 1) * 86_400
            } else if fields[1].values.contains(Int(parts.tm_hour)),
                fields[0].values.contains(Int(parts.tm_min))
            {
                return candidate
            } else {
                candidate += 60
            }
        }
        return nil
    }
}
