internal import Basics

/// Makes a result small enough: long texts and arrays are cut, and it is told that they were.
enum ResultCap {
    /// How much of texts and arrays is kept; each step keeps less.
    private static let steps: [(text: Int, items: Int)] = [
        (32_768, 2_000), (8_192, 500), (2_048, 200), (512, 100), (256, 30), (80, 10),
        (40, 3),
    ]

    /// The value in at most `limit` bytes, and whether anything was left out.
    ///
    /// A cut object says `"truncated": true`. Nil when even the least of it is too large.
    static func fit(_ value: JSONValue, limit: Int) -> (value: JSONValue, isTruncated: Bool)? {
        if size(of: value) <= limit { return (value, false) }
        for step in steps {
            let cut = cutting(value, text: step.text, items: step.items)
                .setting("truncated", to: .bool(true))
            if size(of: cut) <= limit { return (cut, true) }
        }
        return nil
    }

    private static func size(of value: JSONValue) -> Int { value.text(indented: false).utf8.count }

    private static func cutting(_ value: JSONValue, text: Int, items: Int) -> JSONValue {
        switch value {
        case .string(let whole):
            let count = whole.unicodeScalars.count
            guard count > text else { return value }
            var kept = String.UnicodeScalarView()
            kept.append(contentsOf: whole.unicodeScalars.prefix(text))
            return .string("\(String(kept)) […\(count - text) more characters]")
        case .array(let whole):
            return .array(whole.prefix(items).map { cutting($0, text: text, items: items) })
        case .object(let members):
            return .object(
                members.map { .init($0.key, cutting($0.value, text: text, items: items)) })
        case .null, .bool, .int, .number: return value
        }
    }
}
