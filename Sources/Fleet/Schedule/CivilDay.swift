/// A day of the calendar that everybody uses, by its number since 1970-01-01, and its parts.
struct CivilDay: Hashable, Sendable {
    /// Days since 1970-01-01.
    let number: Int64
    let year: Int64
    /// 1 to 12.
    let month: Int
    /// 1 to 31.
    let day: Int
    /// 0 for Sunday to 6 for Saturday.
    let weekday: Int

    /// The day of a number.
    ///
    /// Years are reckoned from March, so that the day that leap years add is the last of one, and in eras of 400 years, which are
    /// all as long as each other.
    init(number: Int64) {
        self.number = number
        let daysOfEra: Int64 = 146_097
        // 719,468 days lie between the first of March of the year 0 and 1970.
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - daysOfEra + 1) / daysOfEra
        let dayOfEra = shifted - era * daysOfEra
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * fromMarch + 2) / 5) + 1
        month = Int(fromMarch) + (fromMarch < 10 ? 3 : -9)
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        weekday = Int(((number + 4) % 7 + 7) % 7)
    }
}

extension Int64 {
    /// The whole part of a quotient, and a rest that is never negative.
    func floorDivided(by divisor: Int64) -> (quotient: Int64, rest: Int64) {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }
}
