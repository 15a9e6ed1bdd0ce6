/// The kinds of plain scalars, as the core schema of YAML 1.2 tells them apart.
///
/// So `yes`, `no`, `on`, `off` and `1_000` are strings, and only three spellings each of `true` and `false`
/// are booleans.
enum YAMLScalar {
    /// The value of an untagged plain scalar.
    static func value(ofPlain text: String) -> DataValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".nan", ".NaN", ".NAN": return .float("nan")
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .float("inf")
        case "-.inf", "-.Inf", "-.INF": return .float("-inf")
        default: return number(text.utf8) ?? .string(text)
        }
    }

    private static func number(_ text: String.UTF8View) -> DataValue? {
        guard let first = text.first, first < 0x3A else { return nil }
        if let literal = NumberLiteral.integer(text) { return .integer(literal) }
        let digits = text.dropFirst(2)
        if text.starts(with: [0x30, 0x6F]), let literal = NumberLiteral.integer(digits, radix: 8) {
            return .integer(literal)
        }
        if text.starts(with: [0x30, 0x78]), let literal = NumberLiteral.integer(digits, radix: 16) {
            return .integer(literal)
        }
        return NumberLiteral.float(text).map { .float($0) }
    }
}
