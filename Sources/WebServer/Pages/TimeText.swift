internal import Basics

/// Times as pages show them: in UTC, to the second.
enum TimeText {
    /// A time in milliseconds since 1970; a dash for none.
    static func html(_ time: Int64?) -> HTML {
        guard let time else { return "–" }
        let text = text(time)
        return #"<time datetime="\#(text.replacing(" ", with: "T"))Z">\#(text)</time>"#
    }

    static func text(_ milliseconds: Int64) -> String {
        let text = UTCTime.text(milliseconds: milliseconds).dropLast(".000Z".count)
        return String(text.map { $0 == "T" ? " " : $0 })
    }

    /// How long something took, or takes until now.
    static func span(_ start: Int64, _ end: Int64) -> String {
        let seconds = max(0, end - start) / 1000
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
        return "\(seconds / 3600) h \(seconds / 60 % 60) min"
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
