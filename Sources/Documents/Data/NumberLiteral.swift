/// Numbers in one canonical spelling each, exact whatever their size.
///
/// An integer is plain decimal digits with `-` in front when negative. A float always has a point
/// (`1.0`, `0.00012`), with an exponent (`1.5e+20`) only beyond 16 digits before or 5 zeros after the point;
/// the infinities and not-a-number are `inf`, `-inf` and `nan`.
package enum NumberLiteral {
    /// A decimal integer with optional sign, canonically; nil when it is none.
    package static func integer(_ text: some Sequence<UInt8>) -> String? {
        var digits = Array(text)
        let isNegative = digits.first == 0x2D
        if isNegative || digits.first == 0x2B { digits.removeFirst() }
        guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
        let significant = digits.drop { $0 == 0x30 }
        if significant.isEmpty { return "0" }
        return (isNegative ? "-" : "") + String(decoding: significant, as: UTF8.self)
    }

    /// Digits of another base as a decimal integer; nil when a digit is wrong or there are more than 256.
    package static func integer(_ digits: some Collection<UInt8>, radix: Int) -> String? {
        guard !digits.isEmpty, digits.count <= 256 else { return nil }
        // Base 10^9, least significant first; 256 digits keep the square cost of this small.
        var limbs = [0]
        for digit in digits {
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue, value < radix else {
                return nil
            }
            var carry = value
            for index in limbs.indices {
                let sum = limbs[index] * radix + carry
                limbs[index] = sum % 1_000_000_000
                carry = sum / 1_000_000_000
            }
            if carry > 0 { limbs.append(carry) }
        }
        let padded = limbs.reversed().map { limb in
            let text = String(limb)
            return String(repeating: "0", count: 9 - text.utf8.count) + text
        }
        return integer(padded.joined().utf8)
    }

    /// A decimal float with optional sign, point and exponent, canonically; nil when it is none.
    package static func float(_ text: some Sequence<UInt8>) -> String? {
        let bytes = Array(text)
        var rest = bytes[...]
        let isNegative = rest.first == 0x2D
        if isNegative || rest.first == 0x2B { rest.removeFirst() }
        var digits = Array(rest.prefix(while: isDigit))
        rest = rest.dropFirst(digits.count)
        var exponent = 0
        if rest.first == 0x2E {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest[fraction.endIndex...]
            digits += fraction
            exponent -= fraction.count
        }
        guard !digits.isEmpty else { return nil }
        if let letter = rest.first {
            guard letter | 0x20 == 0x65, let power = integer(rest.dropFirst()) else { return nil }
            guard let power = Int(power), power.magnitude < 1 << 40 else {
                return String(decoding: bytes, as: UTF8.self).lowercased()
            }
            exponent += power
        }
        return (isNegative ? "-" : "") + spelled(digits, exponent: exponent)
    }

    private static func spelled(_ digits: [UInt8], exponent: Int) -> String {
        var significant = Array(digits.drop { $0 == 0x30 })
        var exponent = exponent
        while significant.last == 0x30 {
            significant.removeLast()
            exponent += 1
        }
        if significant.isEmpty { return "0.0" }
        let text = String(decoding: significant, as: UTF8.self)
        let power = significant.count - 1 + exponent
        if power < -5 || power > 15 {
            let fraction = significant.count == 1 ? "0" : String(text.dropFirst())
            return "\(text.prefix(1)).\(fraction)e\(power < 0 ? "-" : "+")\(abs(power))"
        }
        if exponent >= 0 { return text + String(repeating: "0", count: exponent) + ".0" }
        if power < 0 { return "0." + String(repeating: "0", count: -power - 1) + text }
        return "\(text.prefix(power + 1)).\(text.dropFirst(power + 1))"
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
