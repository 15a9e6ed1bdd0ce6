/// The time zone of a schedule: a fixed distance from UTC.
///
/// Zones by name, which change twice a year, are not known: a job that runs at 02:30 would run twice or not at all.
package struct ScheduleZone: Hashable, Sendable, CustomStringConvertible {
    /// Seconds to be added to UTC.
    package let offset: Int64

    /// UTC itself.
    package static let utc = ScheduleZone(offset: 0)

    private init(offset: Int64) { self.offset = offset }

    /// The zone in `UTC`, `Z`, `+HH:MM` or `-HH:MM`.
    package init(parsing text: String) throws(ScheduleError) {
        if text == "UTC" || text == "Z" {
            self = .utc
            return
        }
        let bytes = Array(text.utf8)
        guard bytes.count == 6, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
            let time = TimeOfDay.seconds(bytes[1...]), time <= 14 * 3600
        else {
            throw ScheduleError(
                "a zone is UTC or a distance such as +01:00, not a name such as Europe/Berlin")
        }
        offset = bytes[0] == UInt8(ascii: "-") ? -time : time
    }

    package var description: String {
        guard offset != 0 else { return "UTC" }
        return (offset < 0 ? "-" : "+") + TimeOfDay.text(abs(offset))
    }
}

/// A time of day as `HH:MM`.
enum TimeOfDay {
    /// Seconds since midnight; `24:00` is the end of the day; nil for anything else.
    static func seconds(_ text: ArraySlice<UInt8>) -> Int64? {
        let bytes = Array(text)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
        let digits = [bytes[0], bytes[1], bytes[3], bytes[4]].map { Int64($0) - 48 }
        guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
        let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard minute < 60, hour < 24 || (hour == 24 && minute == 0) else { return nil }
        return hour * 3600 + minute * 60
    }

    static func text(_ seconds: Int64) -> String {
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(seconds / 3600)):\(two(seconds / 60 % 60))"
    }
}
