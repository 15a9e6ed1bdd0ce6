/// When something is due again and again: five fields, as cron reads them.
///
/// Minute, hour, day of month, month and day of week. Where both fields of days restrict, either suffices; a field that begins
/// with `*` does not restrict, as in Debian's cron.
package struct CronExpression: Hashable, Sendable, CustomStringConvertible {
    private let text: String
    private let minutes: CronField
    private let hours: CronField
    private let daysOfMonth: CronField
    private let months: CronField
    private let daysOfWeek: CronField

    private static let names = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *",
        "@weekly": "0 0 * * 0", "@daily": "0 0 * * *", "@midnight": "0 0 * * *",
        "@hourly": "0 * * * *",
    ]
    /// After so many days the calendar repeats itself, weekdays included.
    private static let daysOfCalendar: Int64 = 146_097

    /// An expression such as `0 2 * * mon-fri` or `@daily`.
    package init(parsing text: String) throws(ScheduleError) {
        var fields = text
        if text.hasPrefix("@") {
            guard let known = Self.names[text.lowercased()] else {
                throw ScheduleError(
                    "`\(text)` is none of \(Self.names.keys.sorted().joined(separator: ", "))")
            }
            fields = known
        }
        let parts = fields.split { $0 == " " || $0 == "\t" }
        guard parts.count == 5 else {
            throw ScheduleError(
                "a cron expression has five fields (minute, hour, day of month, month, day of week), not \(parts.count)"
            )
        }
        self.text = text
        minutes = try CronField(parsing: parts[0], as: CronField.minute)
        hours = try CronField(parsing: parts[1], as: CronField.hour)
        daysOfMonth = try CronField(parsing: parts[2], as: CronField.dayOfMonth)
        months = try CronField(parsing: parts[3], as: CronField.month)
        daysOfWeek = try CronField(parsing: parts[4], as: CronField.dayOfWeek)
        guard next(after: 0) != nil else {
            throw ScheduleError("`\(text)` names a day that no calendar has")
        }
    }

    package var description: String { text }

    /// The first time after a moment, both in seconds since 1970; nil only for a moment near the end of all numbers.
    package func next(after seconds: Int64, in zone: ScheduleZone = .utc) -> Int64? {
        guard seconds.magnitude < 1 << 40 else { return nil }
        let local = (seconds + zone.offset).floorDivided(by: 60).quotient + 1
        let (first, minute) = local.floorDivided(by: 1_440)
        var earliest = Int(minute)
        for number in first...(first + Self.daysOfCalendar) {
            if includes(CivilDay(number: number)), let minute = minuteOfDay(from: earliest) {
                return (number * 1_440 + Int64(minute)) * 60 - zone.offset
            }
            earliest = 0
        }
        return nil
    }

    private func includes(_ day: CivilDay) -> Bool {
        guard months.contains(day.month) else { return false }
        let (inMonth, inWeek) = (daysOfMonth.contains(day.day), daysOfWeek.contains(day.weekday))
        return daysOfMonth.isStar || daysOfWeek.isStar ? inMonth && inWeek : inMonth || inWeek
    }

    /// The first minute of a day that is allowed from one on; nil when none is left.
    private func minuteOfDay(from earliest: Int) -> Int? {
        var hour = earliest / 60
        if hours.contains(hour), let minute = minutes.first(from: earliest % 60) {
            return hour * 60 + minute
        }
        hour += 1
        guard let next = hours.first(from: hour), let minute = minutes.first(from: 0) else {
            return nil
        }
        return next * 60 + minute
    }
}
