internal import Basics

/// The escapes of JSON strings.
enum PayloadString {
    /// How many bytes the escape has that begins with the backslash at a place; nil when it is malformed.
    ///
    /// Both halves of a surrogate pair count as one escape, and neither stands alone.
    static func escapeLength(in bytes: [UInt8], at offset: Int) -> Int? {
        guard offset + 1 < bytes.count else { return nil }
        switch bytes[offset + 1] {
        case UInt8(ascii: "u"):
            guard let unit = unit(in: bytes[...], at: offset) else { return nil }
            switch unit {
            case 0xD800...0xDBFF:
                guard let low = Self.unit(in: bytes[...], at: offset + 6),
                    (0xDC00...0xDFFF).contains(low)
                else { return nil }
                return 12
            case 0xDC00...0xDFFF: return nil
            default: return 6
            }
        default: return simple(bytes[offset + 1]) == nil ? nil : 2
        }
    }

    /// The bytes that a string with escapes stands for; the escapes have been checked.
    static func decoded(_ raw: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(raw.count)
        var offset = raw.startIndex
        while offset < raw.endIndex {
            guard raw[offset] == UInt8(ascii: "\\"), offset + 1 < raw.endIndex else {
                result.append(raw[offset])
                offset += 1
                continue
            }
            if let byte = simple(raw[offset + 1]) {
                result.append(byte)
                offset += 2
            } else {
                let (scalar, length) = scalar(in: raw, at: offset)
                result += UTF8.encode(scalar).map(Array.init) ?? []
                offset += length
            }
        }
        return result
    }

    private static func scalar(
        in raw: ArraySlice<UInt8>, at offset: Int
    ) -> (Unicode.Scalar, length: Int) {
        let high = unit(in: raw, at: offset) ?? 0
        if let scalar = Unicode.Scalar(high) { return (scalar, 6) }
        let low = unit(in: raw, at: offset + 6) ?? 0
        let value = 0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF)
        return (Unicode.Scalar(value) ?? "\u{FFFD}", 12)
    }

    /// The four digits after `\u`; nil when something else stands there.
    private static func unit(in bytes: ArraySlice<UInt8>, at offset: Int) -> UInt32? {
        guard offset + 6 <= bytes.endIndex, bytes[offset] == UInt8(ascii: "\\"),
            bytes[offset + 1] == UInt8(ascii: "u"),
            let pair = Hexadecimal.decode(
                String(decoding: bytes[(offset + 2)..<(offset + 6)], as: UTF8.self))
        else { return nil }
        return UInt32(pair[0]) << 8 | UInt32(pair[1])
    }

    private static func simple(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }
}
