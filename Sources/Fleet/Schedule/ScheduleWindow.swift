/// A part of the week in which something may be done, such as `mon-fri 08:00-18:00`.
///
/// One that ends before it begins goes on into the next day: `fri 22:00-06:00` ends on Saturday.
package struct ScheduleWindow: Hashable, Sendable, CustomStringConvertible {
    private let text: String
    private let weekdays: CronField
    /// Seconds since midnight of the day it begins on.
    private let start: Int64
    /// The same; more than a day for one that goes on into the next.
    private let end: Int64

    /// A window from days, a time or both: `mon-fri`, `22:00-06:00`, `sat,sun 00:00-24:00`.
    package init(parsing text: String) throws(ScheduleError) {
        self.text = text
        let parts = text.split(separator: " ", omittingEmptySubsequences: true)
        guard (1...2).contains(parts.count) else { throw Self.error(text) }
        let hasTime = parts[parts.count - 1].utf8.contains(UInt8(ascii: ":"))
        guard parts.count == 1 || hasTime else { throw Self.error(text) }
        let days = parts.count == 2 || !hasTime ? parts[0] : "*"
        weekdays = try CronField(parsing: days, as: CronField.dayOfWeek)
        guard hasTime else {
            (start, end) = (0, 86_400)
            return
        }
        let times = Array(parts[parts.count - 1].utf8).split(
            separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard times.count == 2, let start = TimeOfDay.seconds(times[0]),
            let end = TimeOfDay.seconds(times[1]), start != end, start < 86_400
        else { throw Self.error(text) }
        self.start = start
        self.end = end > start ? end : end + 86_400
    }

    package var description: String { text }

    /// The moments from which until which it is open next or now, in seconds since 1970.
    func opening(at seconds: Int64, in zone: ScheduleZone) -> Range<Int64> {
        let today = (seconds + zone.offset).floorDivided(by: 86_400).quotient
        // What began yesterday may last; within eight days each weekday comes again.
        for number in (today - 1)...(today + 8)
        where weekdays.contains(CivilDay(number: number).weekday) {
            let midnight = number * 86_400 - zone.offset
            if seconds < midnight + end { return (midnight + start)..<(midnight + end) }
        }
        return seconds..<seconds
    }

    private static func error(_ text: String) -> ScheduleError {
        ScheduleError(
            "`\(text)` is no window; one is written as days, times or both: mon-fri 08:00-18:00")
    }
}

/// All windows of a schedule; without any it is always open.
package struct ScheduleWindows: Hashable, Sendable {
    package let windows: [ScheduleWindow]
    package let zone: ScheduleZone

    /// Windows in one time zone.
    package init(_ windows: [ScheduleWindow] = [], in zone: ScheduleZone = .utc) {
        self.windows = windows
        self.zone = zone
    }

    /// The first moment from one on at which a window is open, in seconds since 1970; that one itself when one is.
    package func opening(from seconds: Int64) -> Int64 {
        let starts = windows.map { max(seconds, $0.opening(at: seconds, in: zone).lowerBound) }
        return starts.min() ?? seconds
    }

    /// Whether a window is open at a moment, in seconds since 1970.
    package func isOpen(at seconds: Int64) -> Bool { opening(from: seconds) == seconds }
}
