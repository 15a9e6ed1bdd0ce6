extension String {
    /// The text between quotes, as JSON, YAML, TOML and JSONPath all read it.
    ///
    /// Escaped are the quote, the backslash, control characters and what else `mustEscape` names, which is to lie below
    /// U+10000.
    package func quoted(
        by quote: Unicode.Scalar = "\"",
        escaping mustEscape: (Unicode.Scalar) -> Bool = { _ in false }
    ) -> String {
        var result = String.UnicodeScalarView([quote])
        for scalar in unicodeScalars {
            switch scalar {
            case quote, "\\": result += ["\\", scalar]
            case "\u{8}": result += "\\b".unicodeScalars
            case "\t": result += "\\t".unicodeScalars
            case "\n": result += "\\n".unicodeScalars
            case "\u{c}": result += "\\f".unicodeScalars
            case "\r": result += "\\r".unicodeScalars
            case _ where scalar.value < 0x20 || scalar.value == 0x7f || mustEscape(scalar):
                let digits = String(scalar.value, radix: 16)
                let zeros = String(repeating: "0", count: max(0, 4 - digits.utf8.count))
                result += "\\u\(zeros)\(digits)".unicodeScalars
            default: result.append(scalar)
            }
        }
        result.append(quote)
        return String(result)
    }
}
