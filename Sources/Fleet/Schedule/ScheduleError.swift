/// Why a text is no cron expression, time window or time zone; in words for whoever wrote it.
package struct ScheduleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package let reason: String
    package var description: String { reason }

    init(_ reason: String) { self.reason = reason }
}
