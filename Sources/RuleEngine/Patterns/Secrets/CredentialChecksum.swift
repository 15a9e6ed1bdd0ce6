internal import FoundationEssentials

/// What an issuer built into its credentials so that a made-up one can be told from a real one without asking anybody.
package enum CredentialChecksum: String, CaseIterable, Hashable, Sendable {
    /// GitHub and npm: the last six characters are the CRC-32 of what stands between `_` and them, in base 62.
    case github
    /// Cloudflare: the last eight characters are the CRC-32 of the forty after `_`, in hex.
    case cloudflare
    /// Grafana: the last eight characters are the CRC-32 of what stands before the last `_`, in hex, low byte first.
    case grafana
    /// A JSON Web Token: the first part is a JSON object that names an algorithm, the second a JSON object.
    case jwt

    /// Whether the text is such a credential.
    func confirms(_ text: [UInt8]) -> Bool {
        switch self {
        case .github: confirmsGitHub(text)
        case .cloudflare: confirmsCloudflare(text)
        case .grafana: confirmsGrafana(text)
        case .jwt: confirmsToken(text)
        }
    }

    private func confirmsGitHub(_ text: [UInt8]) -> Bool {
        guard let mark = text.firstIndex(of: UInt8(ascii: "_")), text.count - mark > 7 else {
            return false
        }
        let payload = text[(mark + 1)..<(text.count - 6)]
        return Self.base62(Self.crc32(payload)).elementsEqual(text.suffix(6))
    }

    private func confirmsCloudflare(_ text: [UInt8]) -> Bool {
        guard let mark = text.firstIndex(of: UInt8(ascii: "_")), text.count - mark > 9 else {
            return false
        }
        let sum = Self.crc32(text[(mark + 1)..<(text.count - 8)])
        return Self.hex(sum.bigEndian).elementsEqual(text.suffix(8))
    }

    private func confirmsGrafana(_ text: [UInt8]) -> Bool {
        guard let mark = text.lastIndex(of: UInt8(ascii: "_")), text.count - mark == 9 else {
            return false
        }
        return Self.hex(Self.crc32(text[..<mark]).littleEndian).elementsEqual(text.suffix(8))
    }

    private func confirmsToken(_ text: [UInt8]) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count >= 2, let header = Self.decoded(parts[0]),
            let claims = Self.decoded(parts[1])
        else { return false }
        let name = Array(#""alg""#.utf8)
        return Self.isObject(header) && Self.isObject(claims)
            && header.indices.contains { header[$0...].starts(with: name) }
    }

    /// The polynomial is that of ISO 3309, as in zip and PNG.
    static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var sum: UInt32 = ~0
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }

    /// Six digits, the most significant first; digits, capitals, small letters.
    static func base62(_ number: UInt32) -> [UInt8] {
        let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        var rest = Int(number)
        var text: [UInt8] = []
        for _ in 0..<6 {
            text.append(digits[rest % 62])
            rest /= 62
        }
        return text.reversed()
    }

    /// The four bytes as they lie in memory, as eight small hex digits.
    private static func hex(_ number: UInt32) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return withUnsafeBytes(of: number) { bytes in
            bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        }
    }

    /// Base64 of either alphabet, with or without padding; nil for anything else.
    private static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var standard = text.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        while standard.last == UInt8(ascii: "=") { standard.removeLast() }
        standard += Array(repeating: UInt8(ascii: "="), count: (4 - standard.count % 4) % 4)
        return Data(base64Encoded: Data(standard)).map { Array($0) }
    }

    private static func isObject(_ bytes: [UInt8]) -> Bool {
        (try? JSONDecoder().decode([String: AnyValue].self, from: Data(bytes))) != nil
    }

    /// Any JSON value; nobody looks at it.
    private struct AnyValue: Decodable {
        init(from decoder: any Decoder) throws {}
    }
}
