/// One field of a cron expression: the values it allows.
struct CronField: Hashable, Sendable {
    /// What a field is about.
    struct Kind: Sendable {
        var name: String
        var range: ClosedRange<Int>
        /// Words for the values from the lowest on, such as `jan`.
        var words: [String] = []
        /// The last value of `*`: a week has seven days, though Sunday has two numbers.
        var starEnd: Int { range == 0...7 ? 6 : range.upperBound }
    }

    static let minute = Kind(name: "minute", range: 0...59)
    static let hour = Kind(name: "hour", range: 0...23)
    static let dayOfMonth = Kind(name: "day of month", range: 1...31)
    static let month = Kind(
        name: "month", range: 1...12,
        words: [
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        ])
    /// Both 0 and 7 are Sunday.
    static let dayOfWeek = Kind(
        name: "day of week", range: 0...7,
        words: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])

    /// A bit for each value.
    private(set) var bits: UInt64 = 0
    /// Whether the field begins with `*`, which among days means that it does not restrict them.
    let isStar: Bool

    /// A field such as `*/15`, `1,5-10/2` or `mon-fri`.
    init(parsing text: Substring, as kind: Kind) throws(ScheduleError) {
        isStar = text.utf8.first == UInt8(ascii: "*")
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            try add(item, of: kind)
        }
        if kind.range.upperBound == 7, contains(7) { bits = (bits | 1) & 0x7F }
    }

    func contains(_ value: Int) -> Bool { bits & (1 << UInt64(value)) != 0 }

    /// The first value that is allowed from one on; nil when there is none.
    func first(from value: Int) -> Int? {
        guard value < 64 else { return nil }
        let rest = bits & (UInt64.max << UInt64(value))
        return rest == 0 ? nil : rest.trailingZeroBitCount
    }

    private mutating func add(_ item: Substring, of kind: Kind) throws(ScheduleError) {
        let parts = item.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let range = try Self.range(parts[0], of: kind) else {
            throw Self.error(item, kind)
        }
        var step = 1
        if parts.count == 2 {
            guard let number = Self.number(parts[1]), number > 0 else {
                throw Self.error(item, kind)
            }
            guard range.count > 1 else {
                throw ScheduleError(
                    "\(kind.name) `\(item)`: a step needs a range, such as \(parts[0])-\(kind.range.upperBound)/\(number)"
                )
            }
            step = number
        }
        for value in stride(from: range.lowerBound, through: range.upperBound, by: step) {
            bits |= 1 << UInt64(value)
        }
    }

    /// The values of `*`, `3` or `3-5`; nil for anything else.
    private static func range(
        _ text: Substring, of kind: Kind
    ) throws(ScheduleError) -> ClosedRange<Int>? {
        if text == "*" { return kind.range.lowerBound...kind.starEnd }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        let values = ends.compactMap { value($0, of: kind) }
        guard values.count == ends.count, (1...2).contains(values.count) else { return nil }
        let (first, last) = (values[0], values[values.count - 1])
        guard first <= last else {
            throw ScheduleError(
                "\(kind.name) `\(text)`: a range goes from the lesser to the greater")
        }
        return first...last
    }

    private static func value(_ text: Substring, of kind: Kind) -> Int? {
        if let index = kind.words.firstIndex(of: text.lowercased()) {
            return kind.range.lowerBound + index
        }
        return number(text).flatMap { kind.range.contains($0) ? $0 : nil }
    }

    private static func number(_ text: Substring) -> Int? {
        guard (1...2).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return Int(text)
    }

    private static func error(_ item: Substring, _ kind: Kind) -> ScheduleError {
        let words = kind.words.isEmpty ? "" : ", or words from \(kind.words[0])"
        return ScheduleError(
            "\(kind.name) `\(item)`: allowed are \(kind.range.lowerBound) to \(kind.range.upperBound)\(words), `*`, ranges, lists and steps"
        )
    }
}
