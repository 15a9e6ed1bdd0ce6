/// Splits a version of Maven into tokens.
///
/// They end at `.`, `-`, `_` and wherever ASCII digits and other characters meet, which counts as a hyphen. A number or
/// word that is empty is dropped at the end and before every hyphen.
struct MavenVersionReader {
    private var tokens: [MavenVersion.Token] = []
    private var text = String.UnicodeScalarView()
    private var isNumber = false
    private var isHyphenated = false

    static func tokens(_ text: String) -> [MavenVersion.Token] {
        var reader = MavenVersionReader()
        for scalar in text.unicodeScalars { reader.read(scalar) }
        reader.end(beforeNumber: false)
        reader.dropNulls()
        return reader.tokens
    }

    private mutating func read(_ scalar: Unicode.Scalar) {
        switch scalar {
        case ".", "-", "_":
            end(beforeNumber: false)
            isHyphenated = scalar != "."
        default:
            let isDigit = ("0"..."9").contains(scalar)
            if !text.isEmpty, isDigit != isNumber {
                end(beforeNumber: isDigit)
                isHyphenated = true
            }
            isNumber = isDigit
            text.append(scalar)
        }
    }

    private mutating func end(beforeNumber: Bool) {
        let part: MavenVersion.Part
        if text.isEmpty || isNumber {
            part = .number(Array(String(text).utf8.drop { $0 == UInt8(ascii: "0") }))
        } else {
            part = .word(MavenQualifier(String(text), beforeNumber: beforeNumber))
        }
        // A word after a dot is ordered like one after a hyphen.
        var isHyphenated = isHyphenated
        if case .word = part { isHyphenated = true }
        if isHyphenated { dropNulls() }
        tokens.append(.init(isHyphenated: isHyphenated, part: part))
        text = .init()
    }

    private mutating func dropNulls() {
        while tokens.last?.part.isNull == true { tokens.removeLast() }
    }
}
