/// A day of the Gregorian calendar, in UTC; written `YYYY-MM-DD`.
package struct Day: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01.
    package let number: Int

    /// A day from its number since 1970-01-01.
    package init(number: Int) { self.number = number }

    /// The day that a moment, in seconds since 1970, belongs to in UTC.
    package init(secondsSince1970 seconds: Int) {
        number = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    }

    /// A day from `YYYY-MM-DD`; nil for anything else, and for a day that no calendar has.
    package init?(_ text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 10, digits[4] == UInt8(ascii: "-"), digits[7] == UInt8(ascii: "-")
        else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in digits[range] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            year >= 1970, (1...12).contains(month), day >= 1,
            day <= Self.length(ofMonth: month, in: year)
        else { return nil }
        self.number = Self.number(year: year, month: month) + day - 1
    }

    package var description: String {
        var year = 1970 + number / 366
        while Self.number(year: year + 1, month: 1) <= number { year += 1 }
        var month = 12
        while Self.number(year: year, month: month) > number, month > 1 { month -= 1 }
        let day = number - Self.number(year: year, month: month) + 1
        return Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2)
    }

    package static func < (left: Day, right: Day) -> Bool { left.number < right.number }

    /// How many days another day is behind this one; negative when it is before.
    package func days(until other: Day) -> Int { other.number - number }

    private static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    private static func length(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The number of the first day of a month.
    private static func number(year: Int, month: Int) -> Int {
        let before = year - 1
        let leaps = before / 4 - before / 100 + before / 400
        let epoch = 1969 * 365 + 1969 / 4 - 1969 / 100 + 1969 / 400
        let months = (1..<month).reduce(0) { $0 + length(ofMonth: $1, in: year) }
        return before * 365 + leaps - epoch + months
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}
