internal import HTTPClient

/// How long GitHub asks us to stay away.
package enum RetryAfter {
    /// The least and the most seconds that are believed.
    package static let range = 1...3600
    /// The wait when nothing usable is said.
    package static let standard = 60

    /// The seconds of a `Retry-After` field, a number or a date, kept within `range`; `now` is the server's time in
    /// seconds.
    ///
    /// Nonsense, negative numbers and dates that have passed count as nothing said; nil without the field.
    package static func seconds(_ field: String?, now: Int) -> Int? {
        guard let field else { return nil }
        let text = String(field.drop { $0 == " " })
        if !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
            return clamped(Int(text) ?? range.upperBound)
        }
        guard let date = HTTPDate.seconds(text), date > now else { return standard }
        return clamped(date - now)
    }

    /// The seconds until a limit's reset, kept within `range`; a reset that has passed counts as nothing said.
    package static func seconds(untilReset reset: Int?, now: Int) -> Int {
        guard let reset, reset > now else { return standard }
        return clamped(reset - now)
    }

    private static func clamped(_ seconds: Int) -> Int {
        min(max(seconds, range.lowerBound), range.upperBound)
    }
}
