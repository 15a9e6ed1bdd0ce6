/// Base64 as mail and most documents write it (RFC 4648, section 4).
package enum Base64 {
    /// The text for some bytes, padded to a multiple of four digits.
    package static func encode(_ bytes: [UInt8]) -> String {
        let digits = digits(of: bytes, last: ("+", "/"))
        let padding = String(repeating: "=", count: (4 - digits.utf8.count % 4) % 4)
        return digits + padding
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// The digits without padding; the two last of the alphabet are not the same everywhere.
    fileprivate static func digits(
        of bytes: [UInt8], last: (Unicode.Scalar, Unicode.Scalar)
    ) -> String {
        let alphabet = alphabet + [UInt8(ascii: last.0), UInt8(ascii: last.1)]
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for offset in 0..<3 {
                bits = bits << 8 | (offset < group.count ? UInt32(group[start + offset]) : 0)
            }
            for digit in 0...group.count {
                text.append(alphabet[Int(bits >> UInt32(18 - 6 * digit) & 63)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Base64 in the alphabet for addresses and without padding, as JSON Web Tokens write it (RFC 4648, section 5).
package enum Base64URL {
    /// The text for some bytes.
    package static func encode(_ bytes: [UInt8]) -> String {
        Base64.digits(of: bytes, last: ("-", "_"))
    }
}
