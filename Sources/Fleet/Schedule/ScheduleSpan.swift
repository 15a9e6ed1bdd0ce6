/// A length of time as a schedule writes it: `90s`, `30m`, `2h`.
package struct ScheduleSpan: Hashable, Sendable {
    /// At most a day.
    package let seconds: Int64

    /// A span from a whole number and its unit.
    package init(parsing text: String) throws(ScheduleError) {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600]
        let digits = text.dropLast()
        guard let unit = text.last.flatMap({ units[$0] }), (1...6).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int64(digits)
        else {
            throw ScheduleError("`\(text)` is no length of time; one is written as 90s, 30m or 2h")
        }
        guard number * unit <= 86_400 else {
            throw ScheduleError("`\(text)` is longer than a day")
        }
        seconds = number * unit
    }
}
