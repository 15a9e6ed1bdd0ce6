/// Times as pages show them: in UTC, to the second.
enum TimeText {
    /// A time in milliseconds since 1970; a dash for none.
    static func html(_ time: Int64?) -> HTML {
        guard let time else { return "–" }
        let text = text(time)
        return #"<time datetime="\#(text.replacing(" ", with: "T"))Z">\#(text)</time>"#
    }

    static func text(_ milliseconds: Int64) -> String {
        let seconds = milliseconds.quotientFloor(1000)
        let date = date(seconds.quotientFloor(86_400))
        let second = seconds - seconds.quotientFloor(86_400) * 86_400
        let clock = [second / 3600, second / 60 % 60, second % 60].map { two($0) }
        return "\(date.year)-\(two(date.month))-\(two(date.day)) \(clock.joined(separator: ":"))"
    }

    /// How long something took, or takes until now.
    static func span(_ start: Int64, _ end: Int64) -> String {
        let seconds = max(0, end - start) / 1000
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
        return "\(seconds / 3600) h \(seconds / 60 % 60) min"
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// The day of the proleptic Gregorian calendar, counted in eras of 400 years that begin in March.
    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted.quotientFloor(146_097)
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let march = (5 * ofYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        let day = ofYear - (153 * march + 2) / 5 + 1
        return (year + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

extension Int64 {
    /// The quotient rounded towards minus infinity; clamped times never divide by zero.
    fileprivate func quotientFloor(_ divisor: Int64) -> Int64 {
        self >= 0 ? self / divisor : -((-(self + 1)) / divisor) - 1
    }
}
